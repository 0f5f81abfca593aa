package io.mailsender.original;

import java.util.Set;

/** A header field that tells the gateway how to send a mail. It is removed before sending. */
public final class ControlField {

    public static final String TAG = "x-mail-sender-tag";
    /** {@code name=value}. */
    public static final String METADATA = "x-mail-sender-metadata";

    public static final String ON_UNKNOWN = "x-mail-sender-on-unknown";
    public static final String SEND_AT = "x-mail-sender-send-at";
    public static final String PRIORITY = "x-mail-sender-priority";
    public static final String ROUTE = "x-mail-sender-route";
    public static final String IGNORE_SUPPRESSION = "x-mail-sender-ignore-suppression";
    public static final String IDEMPOTENCY_KEY = "idempotency-key";

    private static final String PREFIX = "x-mail-sender-";
    private static final Set<String> ALL =
            Set.of(TAG, METADATA, ON_UNKNOWN, SEND_AT, PRIORITY, ROUTE, IGNORE_SUPPRESSION, IDEMPOTENCY_KEY);

    private ControlField() {}

    static boolean isOne(String name) {
        return name.startsWith(PREFIX) || name.equals(IDEMPOTENCY_KEY);
    }

    /** @throws MailRefusedException if there is no such field: ignoring it could send the mail in another way than was meant */
    static String require(String name) {
        if (!ALL.contains(name)) {
            throw MailRefusedException.malformed("there is no field " + PlainText.line(name, 60)
                    + "; use X-Mail-Sender-Tag, -Metadata, -On-Unknown, -Send-At,"
                    + " -Priority, -Route or -Ignore-Suppression");
        }
        return name;
    }
}
