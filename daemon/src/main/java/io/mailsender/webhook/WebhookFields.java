package io.mailsender.webhook;

import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the fields of requests about webhooks, and makes what they omit. Each method throws a {@link ProblemException} 400. */
@Singleton
final class WebhookFields {

    private static final Pattern API_KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 12;

    private final ReceiverPolicy policy;
    private final SecureRandom random = new SecureRandom();

    WebhookFields(WebhookSettings settings) {
        this.policy = settings.policy();
    }

    /** A new one. */
    String id() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        random.ints(ID_LENGTH, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
        return id.toString();
    }

    /** The host is looked up only when the URL is called: its addresses can change at any time. */
    String url(String url) {
        try {
            policy.check(ReceiverUrl.parse(url));
            return url;
        } catch (IllegalArgumentException | RefusedReceiverException e) {
            throw ProblemException.badRequest("url", String.valueOf(e.getMessage()));
        }
    }

    EventFilter events(List<String> events) {
        try {
            return EventFilter.parse(events);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("events", String.valueOf(e.getMessage()));
        }
    }

    /** @param secret {@code null} for a new one */
    WebhookSecret secret(@Nullable String secret) {
        try {
            return secret == null ? WebhookSecret.random(random) : WebhookSecret.parse(secret);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("secret", String.valueOf(e.getMessage()));
        }
    }

    @Nullable
    String apiKey(@Nullable String name) {
        if (name != null && !API_KEY.matcher(name).matches()) {
            throw ProblemException.badRequest("api_key", "must be the name of an API key");
        }
        return name;
    }

    static @Nullable Boolean enabled(@Nullable String status) {
        if (status == null) {
            return null;
        }
        if (!status.equals("enabled") && !status.equals("disabled")) {
            throw ProblemException.badRequest("status", "must be enabled or disabled");
        }
        return status.equals("enabled");
    }
}
