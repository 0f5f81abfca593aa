package io.mailsender.client;

import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/** Configures the calls to one daemon, if the defaults of {@link MailSender#at} do not fit. */
public final class MailSenderBuilder {

    private final String url;
    private final HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3));
    /** The settings that were made and that an {@code HttpClient} of the caller's would override. */
    private final List<String> set = new ArrayList<>();

    private String apiKey;
    private Duration timeout = Duration.ofSeconds(40);
    private HttpClient given;

    MailSenderBuilder(String url) {
        this.url = baseUrl(url);
    }

    /**
     * @param key sent as a Bearer token; null or empty for none
     * @throws IllegalArgumentException if it has characters that a header cannot carry
     */
    public MailSenderBuilder apiKey(String key) {
        // Checked here because the JDK's exception would contain the key.
        if (key != null && !key.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException(
                    "the API key has characters that an HTTP header cannot carry; use printable ASCII without spaces");
        }
        apiKey = key;
        return this;
    }

    /**
     * Limits a whole call, up to the last byte of its answer. The default is 40 s; the daemon answers within 30 s. With less,
     * {@link ApiException#mayHaveBeenSent} is true more often.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public MailSenderBuilder timeout(Duration limit) {
        timeout = positive("timeout", limit);
        return this;
    }

    /**
     * Limits the time to connect; the default is 3 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public MailSenderBuilder connectTimeout(Duration limit) {
        http.connectTimeout(positive("connectTimeout", limit));
        set.add("connectTimeout");
        return this;
    }

    /** Sets the trusted authorities and the client certificate; null for the JDK's default. */
    public MailSenderBuilder sslContext(SSLContext context) {
        if (context != null) {
            http.sslContext(context);
            set.add("sslContext");
        }
        return this;
    }

    /** Sets the proxy; null for the one in the system properties, such as {@code https.proxyHost}. */
    public MailSenderBuilder proxy(ProxySelector selector) {
        if (selector != null) {
            http.proxy(selector);
            set.add("proxy");
        }
        return this;
    }

    /**
     * Uses your own client, with its connections, executor, proxy, TLS and connect timeout, instead of one built from the settings here.
     * You close it.
     *
     * @throws IllegalArgumentException if it follows redirects: that would turn the POST into a GET and show the API key to another server
     */
    public MailSenderBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "the HttpClient follows redirects and would pass the API key on; build it with followRedirects(Redirect.NEVER)");
        }
        given = client;
        return this;
    }

    /**
     * Builds the API. Keep it: it holds the connections, and it is thread-safe. You need not close it: its connections and its thread end
     * once nothing refers to it.
     *
     * @throws IllegalStateException if an {@code HttpClient} is given as well as a setting that belongs in it
     */
    public MailSenderApi build() {
        if (given != null && !set.isEmpty()) {
            throw new IllegalStateException(
                    "an HttpClient is given, so it must have the settings " + set + ": set them there, not here");
        }
        return new MailSenderApi(new Exchange(given == null ? http.build() : given, url, apiKey, timeout));
    }

    private static Duration positive(String name, Duration duration) {
        Objects.requireNonNull(duration, name);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + duration);
        }
        return duration;
    }

    private static String baseUrl(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw notAUrl(url);
        }
        if (uri.getHost() != null && uri.getUserInfo() != null) {
            throw new IllegalArgumentException("the URL contains a user or a password; remove it, and use an API key");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        boolean rest = uri.getQuery() != null || uri.getFragment() != null;
        if (!http || uri.getHost() == null || uri.getPort() > 65535 || rest) {
            throw notAUrl(url);
        }
        String base = uri.toString();
        int end = base.length();
        while (base.charAt(end - 1) == '/') {
            end--;
        }
        return base.substring(0, end);
    }

    /** The message leaves out what may be a password. */
    private static IllegalArgumentException notAUrl(String url) {
        String shown = url.replaceFirst("[?#].*", "").replaceFirst("^(\\w+://)?.*@", "$1***@");
        return new IllegalArgumentException("not an http or https URL such as http://127.0.0.1:8080: " + shown);
    }
}
