package io.mailsender.provider.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Makes the id of an event whose vendor gives it none, or one that is too long to keep. */
public final class EventId {

    /** The beginning of the id of an event that came by mail, whose sender nobody has authenticated. */
    public static final String MAIL = "mail:";

    private EventId() {}

    /** @param parts the members that together identify the event, in a fixed order */
    public static String of(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // The length, so that ("ab", "c") and ("a", "bc") differ.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
