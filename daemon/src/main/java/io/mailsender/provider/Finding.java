package io.mailsender.provider;

import io.mailsender.common.Word;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a provider, found out without sending. The text and the remedy are shown as {@code text; remedy}, so both start in lower
 * case and have no full stop.
 *
 * @param text the fact, in one clause, with the domain or address that it concerns
 * @param remedy the instruction that mends it; {@code null} if nothing needs to be done
 */
public record Finding(
        Check check, Level level, String text, @Nullable String remedy) {

    public enum Check {
        /** Whether the credentials are accepted. */
        LOGIN,
        /** Whether the key has the rights that the daemon needs. */
        RIGHTS,
        /** Whether the vendor lets the account send from a domain or address. */
        SENDER,
        /** Whether the account is restricted to test recipients. */
        SANDBOX,
        /** Whether the account is active, under review or paused. */
        ACCOUNT,
        /** How much of the account's quota is left. */
        QUOTA,
        /** Whether the server's certificate is accepted, and for how long. */
        TLS,
        /** Whether this machine's clock agrees with the vendor's. */
        CLOCK,
        /** Whether DNS lets the provider send for a domain: SPF, DKIM, DMARC. */
        DNS,
        /** Whether the vendor's reports of bounces and complaints arrive. */
        EVENTS,
        /** Whether every provider accepts every sender that another one accepts. */
        ORDER;

        public String word() {
            return Word.of(this);
        }
    }

    public enum Level {
        OK,
        /** Mail goes out now, but may not later. */
        WARNING,
        /** Mail is refused. */
        ERROR,
        /** The provider could not be asked. */
        UNKNOWN;

        public String word() {
            return Word.of(this);
        }
    }

    public Finding {
        text = Reply.oneLine(text);
    }

    public static Finding ok(Check check, String text) {
        return new Finding(check, Level.OK, text, null);
    }

    public static Finding warning(Check check, String text, String remedy) {
        return new Finding(check, Level.WARNING, text, remedy);
    }

    public static Finding error(Check check, String text, String remedy) {
        return new Finding(check, Level.ERROR, text, remedy);
    }

    public static Finding unknown(Check check, String text, String remedy) {
        return new Finding(check, Level.UNKNOWN, text, remedy);
    }
}
