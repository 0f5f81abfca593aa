package io.mailsender.helm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The shipped daemon in its own process. */
final class RunningDaemon implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on http:\\\\?/\\\\?/[^:]+:(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final String key;
    private final String url;

    /** @param key the API key for requests */
    RunningDaemon(Path config, Map<String, String> environment, String key) throws IOException {
        this.key = key;
        log = config.resolveSibling("log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                DaemonJar.path().toString());
        builder.environment().putAll(environment);
        builder.environment().put("CONFIG_FILE", config.toString());
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        String port = Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::port, found -> !found.isEmpty());
        url = "http://127.0.0.1:" + port;
    }

    private String port() throws IOException {
        String text = Files.readString(log);
        if (!process.isAlive()) {
            throw new IllegalStateException("the daemon ended:\n" + text);
        }
        Matcher matcher = LISTENING.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return getAs(key, path);
    }

    HttpResponse<String> getAs(String other, String path) throws IOException, InterruptedException {
        return http.send(request(other, path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
        return postAs(key, path, json, headers);
    }

    HttpResponse<String> postAs(String other, String path, String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(other, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return http.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String bearer, String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + bearer);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
