package io.mailsender.suppression;

import io.mailsender.common.UntrustedText;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionReason;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address that must not be mailed.
 *
 * @param address as it was given; compared without regard to case ({@link #key})
 * @param scope the name of the API key whose messages it concerns; {@link #GLOBAL} for all messages
 * @param source who put it on the list: the name of a provider or of an API key, or {@link #IMPORT}; empty if the daemon has no keys
 * @param text a note, or the words of a server: one line; empty if there are none
 * @param expires from when on the address may be mailed again; {@code null} for never
 */
public record Suppression(
        EmailAddress address,
        String scope,
        SuppressionReason reason,
        String source,
        String text,
        Instant created,
        @Nullable Instant expires) {

    /** The scope of an entry that concerns all messages. */
    public static final String GLOBAL = "";

    /** The source of entries from a file. */
    public static final String IMPORT = "import";

    /** The longest text; a longer one is cut. */
    public static final int MAX_TEXT = 300;

    public Suppression {
        text = UntrustedText.oneLine(text, MAX_TEXT);
    }

    /**
     * What addresses are compared by. Only the receiving host may interpret a local part, but no common one distinguishes upper and lower
     * case, and vendors report addresses in another case than they were sent.
     */
    public static String key(EmailAddress address) {
        return address.localPart().toLowerCase(Locale.ROOT) + "@" + address.domain();
    }
}
