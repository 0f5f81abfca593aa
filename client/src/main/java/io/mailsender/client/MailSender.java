package io.mailsender.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.util.Optional;
import java.util.UUID;

/** Where the client begins: {@code MailSender.at("http://127.0.0.1:8080").send(new SendRequest()...)}. */
public final class MailSender {

    /**
     * For {@code send}'s {@code prefer}: be answered as soon as the message is kept, with status {@code queued}; {@code message(id)} then
     * tells what becomes of it. {@code RESPOND_ASYNC + ", wait=10"} waits up to 10 s for that first; 30 are the most that make sense.
     */
    public static final String RESPOND_ASYNC = "respond-async";

    private MailSender() {}

    /** As {@link #at(String, String)}, for a daemon that asks for no API key. */
    public static MailSenderApi at(String url) {
        return at(url, null);
    }

    /**
     * Calls one daemon. Keep the result: it holds the connections. A call takes 3 s at most to connect and 40 s to be answered, a little
     * above the 30 s in which the daemon answers. No call is ever repeated; {@link #newIdempotencyKey} makes it safe to do so.
     *
     * @param url such as {@code http://127.0.0.1:8080}
     * @param apiKey sent as a Bearer token; null or empty for none
     * @throws IllegalArgumentException where the URL is none, or the key cannot be one
     */
    public static MailSenderApi at(String url, String apiKey) {
        return builder(url).apiKey(apiKey).build();
    }

    /**
     * For other time-outs, an {@code SSLContext}, a proxy or an {@code HttpClient} of one's own.
     *
     * @param url such as {@code https://mail.example.com}
     * @throws IllegalArgumentException where the URL is none
     */
    public static MailSenderBuilder builder(String url) {
        return new MailSenderBuilder(url);
    }

    /** What reads and writes the API's documents: a new one, whose settings may be changed. */
    public static ObjectMapper newObjectMapper() {
        return Json.newMapper();
    }

    /**
     * A random key for {@code send} and {@code sendBatch}. Make one for each message, not for each call: a request with the same key and
     * the same body may be repeated within 24 hours, as after a lost connection, and sends one mail. Without a key a repetition may send
     * a second one. The daemon needs a store for it.
     */
    public static String newIdempotencyKey() {
        return UUID.randomUUID().toString();
    }

    /** What the daemon said was wrong, where it said so in the form of a problem (RFC 9457). */
    public static Optional<Problem> problem(ApiException e) {
        boolean isProblem = e.getResponseHeaders() != null
                && e.getResponseHeaders().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        return isProblem ? Problems.read(e.getResponseBody()) : Optional.empty();
    }
}
