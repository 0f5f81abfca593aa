package io.mailsender.client;

import io.mailsender.client.model.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;

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
        return at(url, apiKey, null);
    }

    /**
     * As {@link #at(String, String)}, over TLS of your own.
     *
     * @param tls with the authorities that are trusted, and a certificate for the client where the daemon asks for one; null for the
     *     runtime's default
     */
    public static MailSenderApi at(String url, String apiKey, SSLContext tls) {
        // The JDK would put the key into its exception.
        if (apiKey != null && !apiKey.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("the API key has characters that a header cannot carry");
        }
        return new MailSenderApi(new Exchange(baseUrl(url), apiKey, tls));
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

    private static String baseUrl(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw notAUrl(url);
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() != null && uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a URL with a user or a password in it is not taken; the daemon knows callers by API key");
        }
        if (!http
                || uri.getHost() == null
                || uri.getPort() > 65535
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw notAUrl(url);
        }
        String base = uri.toString();
        int end = base.length();
        while (base.charAt(end - 1) == '/') {
            end--;
        }
        return base.substring(0, end);
    }

    /** Without what may be a password. */
    private static IllegalArgumentException notAUrl(String url) {
        String shown = url.replaceFirst("[?#].*", "").replaceFirst("^(\\w+://)?.*@", "$1***@");
        return new IllegalArgumentException("not a URL such as http://127.0.0.1:8080: " + shown);
    }
}
