package io.mailsender.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A browser without scripts: keeps the cookie of its session, and posts forms. */
public final class ConsoleClient {

    /** Text that would be seen, or run, if a page did not escape it. */
    public static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</textarea>";

    public static final String LONG_WORD = "w".repeat(10_000);

    /** Reverses what follows it. */
    public static final String REVERSED = "\u202Egnp.exe";

    private final TestDaemon daemon;
    private final String cookie;
    private final List<String> headers;

    private ConsoleClient(TestDaemon daemon, String cookie, List<String> headers) {
        this.daemon = daemon;
        this.cookie = cookie;
        this.headers = headers;
    }

    /** Nobody, not signed in. */
    public static ConsoleClient stranger(TestDaemon daemon) {
        return new ConsoleClient(daemon, "", List.of());
    }

    /** The same browser with another cookie. @param cookie name and value; empty for none */
    public ConsoleClient withCookie(String other) {
        return new ConsoleClient(daemon, other, headers);
    }

    /** The same browser at another daemon. */
    public ConsoleClient at(TestDaemon other) {
        return new ConsoleClient(other, cookie, headers);
    }

    /** The same browser with further header fields. @param namesAndValues in turn */
    public ConsoleClient with(String... namesAndValues) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(namesAndValues));
        return new ConsoleClient(daemon, cookie, all);
    }

    /** The name and value of its cookie. */
    public String cookie() {
        return cookie;
    }

    /** The browser after an answer that sets a cookie. */
    public ConsoleClient after(Answer answer) {
        return withCookie(answer.header("Set-Cookie").replaceAll(";.*", ""));
    }

    /** Signs in with a key. */
    public static ConsoleClient of(TestDaemon daemon, String key) {
        ConsoleClient stranger = stranger(daemon);
        Answer answer = stranger.post("/console/sign-in", "key", key);
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return stranger.after(answer);
    }

    /** The keys in the configuration, each named as its scopes say. */
    public static Map<String, Object> keys(Map<String, List<String>> scopes) {
        Map<String, Object> keys = new HashMap<>();
        scopes.forEach((name, words) -> keys.put(name, Map.of("hash", TestKeys.hash(name), "scopes", words)));
        return keys;
    }

    public Answer get(String path) {
        return daemon.send(request(path).header("Sec-Fetch-Site", "same-origin").GET());
    }

    /** The text of a page that must be there. */
    public String page(String path) {
        Answer answer = get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        return answer.text();
    }

    /** @param fields names and values in turn */
    public Answer post(String path, String... fields) {
        return submit("same-origin", path, fields);
    }

    /** A form on another site. */
    public Answer postFromElsewhere(String path, String... fields) {
        return submit("cross-site", path, fields);
    }

    /** A form, with these header fields only. */
    public Answer postPlainly(String path, String... fields) {
        return daemon.send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(fields))));
    }

    private Answer submit(String site, String path, String... fields) {
        return with("Sec-Fetch-Site", site).postPlainly(path, fields);
    }

    private static String form(String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    /** Any request of this browser. */
    public Answer send(String method, String path, String type, String body) {
        return daemon.send(
                request(path).header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = daemon.request(path);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    /** A form that was accepted leads on. @return where to */
    public static String location(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return answer.header("Location");
    }

    /** No markup of others is in a page. */
    public static void assertEscaped(String page) {
        assertThat(page)
                .doesNotContain("<script>alert", "<img src=x", "onerror=alert(2)>&amp;<", "&amp;</textarea>")
                .doesNotContain("\"'><");
    }

    public static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    }
}
