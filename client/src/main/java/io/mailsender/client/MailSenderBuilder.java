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

/** How one daemon is called, where the defaults of {@link MailSender#at} do not do. */
public final class MailSenderBuilder {

    private final String url;
    private final HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3));
    /** What was set that belongs to a client of the caller's. */
    private final List<String> set = new ArrayList<>();

    private String apiKey;
    private Duration timeout = Duration.ofSeconds(40);
    private HttpClient given;

    MailSenderBuilder(String url) {
        this.url = baseUrl(url);
    }

    /**
     * @param key sent as a Bearer token; null or empty for none
     * @throws IllegalArgumentException for one that a header cannot carry
     */
    public MailSenderBuilder apiKey(String key) {
        // The JDK would put the key into its exception.
        if (key != null && !key.matches("[\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("the API key has characters that a header cannot carry");
        }
        apiKey = key;
        return this;
    }

    /**
     * How long a whole call may take, to the last byte of its answer. The default is 40 s, a little above the 30 s in which the daemon
     * answers. With less, {@link ApiException#mayHaveBeenSent} is true more often.
     *
     * @throws IllegalArgumentException where it is not above 0
     */
    public MailSenderBuilder timeout(Duration patience) {
        timeout = positive("timeout", patience);
        return this;
    }

    /**
     * How long a connection may take to come about; the default is 3 s.
     *
     * @throws IllegalArgumentException where it is not above 0
     */
    public MailSenderBuilder connectTimeout(Duration patience) {
        http.connectTimeout(positive("connectTimeout", patience));
        set.add("connectTimeout");
        return this;
    }

    /** Whom to trust, and the client's certificate; null for the JDK's default. */
    public MailSenderBuilder sslContext(SSLContext context) {
        if (context != null) {
            http.sslContext(context);
            set.add("sslContext");
        }
        return this;
    }

    /** Which proxy to go through; null for the system properties', such as {@code https.proxyHost}. */
    public MailSenderBuilder proxy(ProxySelector selector) {
        if (selector != null) {
            http.proxy(selector);
            set.add("proxy");
        }
        return this;
    }

    /**
     * A client of one's own, with its own connections, executor, proxy, TLS and time to connect, in place of those that are set here. Who
     * made it closes it.
     *
     * @throws IllegalArgumentException where it follows redirects: the mail would become a GET, and the API key go to another server
     */
    public MailSenderBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "the HttpClient follows redirects, with the API key; give one with followRedirects(Redirect.NEVER)");
        }
        given = client;
        return this;
    }

    /**
     * The API. Keep it: it holds the connections, and several threads may use it. There is nothing to close: its connections and its
     * thread end when nothing refers to it any more.
     *
     * @throws IllegalStateException where an {@code HttpClient} was given, and what is set in one
     */
    public MailSenderApi build() {
        if (given != null && !set.isEmpty()) {
            throw new IllegalStateException("set " + set + " in the HttpClient that was given, or give none");
        }
        return new MailSenderApi(new Exchange(given == null ? http.build() : given, url, apiKey, timeout));
    }

    private static Duration positive(String name, Duration duration) {
        Objects.requireNonNull(duration, name);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is not above 0: " + duration);
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
            throw new IllegalArgumentException(
                    "a URL with a user or a password in it is not taken; the daemon knows callers by API key");
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

    /** Without what may be a password. */
    private static IllegalArgumentException notAUrl(String url) {
        String shown = url.replaceFirst("[?#].*", "").replaceFirst("^(\\w+://)?.*@", "$1***@");
        return new IllegalArgumentException("not a URL such as http://127.0.0.1:8080: " + shown);
    }
}
