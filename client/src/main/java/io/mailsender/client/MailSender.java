package io.mailsender.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.util.Optional;
import java.util.UUID;

/** The entry point: {@code MailSender.at("http://127.0.0.1:8080").send(new SendRequest()...)}. */
public final class MailSender {

    /**
     * A value for {@code send}'s {@code prefer}: the daemon answers as soon as it has stored the message, with status {@code queued}.
     * {@code message(id)} then returns its current status. {@code RESPOND_ASYNC + ", wait=10"} waits up to 10 s for the outcome first;
     * more than 30 s has no effect.
     */
    public static final String RESPOND_ASYNC = "respond-async";

    private MailSender() {}

    /** Like {@link #at(String, String)}, for a daemon that requires no API key. */
    public static MailSenderApi at(String url) {
        return at(url, null);
    }

    /**
     * Returns the API of one daemon. Keep it: it holds the connections. A call times out after 3 s without a connection and after 40 s
     * without an answer; the daemon answers within 30 s. The client never repeats a call; {@link #newIdempotencyKey} makes it safe for you
     * to do so.
     *
     * @param url such as {@code http://127.0.0.1:8080}
     * @param apiKey sent as a Bearer token; null or empty for none
     * @throws IllegalArgumentException if the URL is invalid, or the key has characters that a header cannot carry
     */
    public static MailSenderApi at(String url, String apiKey) {
        return builder(url).apiKey(apiKey).build();
    }

    /**
     * Starts a builder that sets timeouts, an {@code SSLContext}, a proxy or your own {@code HttpClient}.
     *
     * @param url such as {@code https://mail.example.com}
     * @throws IllegalArgumentException if the URL is invalid
     */
    public static MailSenderBuilder builder(String url) {
        return new MailSenderBuilder(url);
    }

    /** A new mapper that reads and writes the API's documents; you may change its settings. */
    public static ObjectMapper newObjectMapper() {
        return JsonFormat.newMapper();
    }

    /**
     * A random idempotency key for {@code send} and {@code sendBatch}. Make one for each message, not for each call: within 24 hours a
     * request with the same key and the same body may be repeated, for example after a lost connection, and sends one mail. Without a key
     * a repetition may send a second one. The daemon needs a store for this.
     */
    public static String newIdempotencyKey() {
        return UUID.randomUUID().toString();
    }

    /** The problem (RFC 9457) in the daemon's answer; empty if it has none. */
    public static Optional<Problem> problem(ApiException e) {
        boolean isProblem = e.getResponseHeaders() != null
                && e.getResponseHeaders().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        return isProblem ? ProblemReader.read(e.getResponseBody()) : Optional.empty();
    }
}
