package io.mailsender.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A browser without scripts: keeps the cookie of its session, and posts forms. */
final class ConsoleClient {

    /** Text that would be seen, or run, if a page did not escape it. */
    static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</textarea>";

    static final String LONG_WORD = "w".repeat(10_000);

    /** Reverses what follows it. */
    static final String REVERSED = "\u202Egnp.exe";

    private final TestDaemon daemon;
    private final String cookie;

    private ConsoleClient(TestDaemon daemon, String cookie) {
        this.daemon = daemon;
        this.cookie = cookie;
    }

    /** Signs in with a key. */
    static ConsoleClient of(TestDaemon daemon, String key) {
        ConsoleClient stranger = new ConsoleClient(daemon, "");
        Answer answer = stranger.post("/console/sign-in", "key", key);
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return new ConsoleClient(daemon, answer.header("Set-Cookie").replaceAll(";.*", ""));
    }

    /** The keys in the configuration, each named as its scopes say. */
    static Map<String, Object> keys(Map<String, List<String>> scopes) {
        Map<String, Object> keys = new HashMap<>();
        scopes.forEach((name, words) -> keys.put(name, Map.of("hash", TestKeys.hash(name), "scopes", words)));
        return keys;
    }

    Answer get(String path) {
        return daemon.send(request(path).header("Sec-Fetch-Site", "same-origin").GET());
    }

    /** The text of a page that must be there. */
    String page(String path) {
        Answer answer = get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        return answer.text();
    }

    /** @param fields names and values in turn */
    Answer post(String path, String... fields) {
        return submit("same-origin", path, fields);
    }

    /** A form on another site. */
    Answer postFromElsewhere(String path, String... fields) {
        return submit("cross-site", path, fields);
    }

    private Answer submit(String site, String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return daemon.send(request(path)
                .header("Sec-Fetch-Site", site)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = daemon.request(path);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    /** A form that was accepted leads on. @return where to */
    static String location(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return answer.header("Location");
    }

    /** No markup of others is in a page. */
    static void assertEscaped(String page) {
        assertThat(page)
                .doesNotContain("<script>alert", "<img src=x", "onerror=alert(2)>&amp;<", "&amp;</textarea>")
                .doesNotContain("\"'><");
    }

    static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    }
}
