package io.mailsender.client;

import io.mailsender.client.model.Problem;
import java.net.URI;
import java.util.Optional;

/** Where the client begins: {@code MailSender.at("http://127.0.0.1:8080").send(new SendRequest()...)}. */
public final class MailSender {

    private MailSender() {}

    /** As {@link #at(String, String)}, for a daemon that asks for no API key. */
    public static MailSenderApi at(String url) {
        return at(url, null);
    }

    /**
     * Calls one daemon. Keep the result: it holds the connections. A call takes 3 s at most to connect and 40 s to be answered, a little
     * above the 30 s in which the daemon answers. No call is ever repeated.
     *
     * @param url such as {@code http://127.0.0.1:8080}
     * @param apiKey sent as a Bearer token; null or empty for none
     * @throws IllegalArgumentException where the URL is none, or the key cannot be one
     */
    public static MailSenderApi at(String url, String apiKey) {
        // The JDK would put the key into its exception.
        if (apiKey != null && !apiKey.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("the API key has characters that a header cannot carry");
        }
        return new MailSenderApi(new Exchange(baseUrl(url), apiKey));
    }

    /** What the daemon said was wrong, where it said so in the form of a problem (RFC 9457). */
    public static Optional<Problem> problem(ApiException e) {
        boolean isProblem = e.getResponseHeaders() != null
                && e.getResponseHeaders().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        return isProblem ? Problems.read(e.getResponseBody()) : Optional.empty();
    }

    private static String baseUrl(String url) {
        URI uri = URI.create(url.strip());
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("not a URL such as http://127.0.0.1:8080: " + url);
        }
        return uri.toString().replaceAll("/+$", "");
    }
}
