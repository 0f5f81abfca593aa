package io.mailsender.submission;

import io.mailsender.http.Sha256;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.queue.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes the idempotency key of a mail. A client that did not read the answer to the final dot sends the mail again (RFC 1047): the same
 * bytes with the same Message-ID to the same recipients are the same mail.
 */
final class MailKey {

    private static final String PREFIX = "mail:";

    private MailKey() {}

    /**
     * @param given by the caller; {@code null} if it gave none
     * @return {@code null} if none is given and the mail came without a Message-ID: two such mails may be meant
     */
    static @Nullable IdempotencyKey of(byte[] mail, Message message, String owner, @Nullable String given) {
        if (given == null && message.id().original() == null) {
            return null;
        }
        MessageDigest digest = Sha256.digest();
        message.destination().addresses().stream()
                .map(EmailAddress::toString)
                .sorted()
                .forEach(address -> {
                    digest.update(address.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) '\n');
                });
        digest.update(mail);
        byte[] fingerprint = digest.digest();
        if (given != null) {
            SubmissionReader.requireKey(given);
        }
        String key = given == null ? PREFIX + HexFormat.of().formatHex(fingerprint) : given;
        return new IdempotencyKey(owner, key, 0, fingerprint);
    }
}
