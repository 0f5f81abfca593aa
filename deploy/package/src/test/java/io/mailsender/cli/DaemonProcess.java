package io.mailsender.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged daemon in its own process. */
final class DaemonProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path log;
    private final String url;

    DaemonProcess(Path folder, String config) throws IOException {
        Path jar = Path.of(System.getProperty("daemon.jar"));
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; build the daemon first");
        }
        Path file = Files.writeString(folder.resolve("config.yml"), "server: {port: 0}\n" + config);
        log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString());
        builder.environment().put("CONFIG_FILE", file.toString());
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        url = Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::listening, found -> !found.isEmpty());
    }

    private String listening() throws IOException {
        String text = Files.readString(log);
        Matcher matcher = LISTENING.matcher(text);
        if (!process.isAlive()) {
            throw new IllegalStateException("the daemon ended:\n" + text);
        }
        return matcher.find() ? matcher.group(1) : "";
    }

    String url() {
        return url;
    }

    /** The captured mails as JSON. */
    String captured() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/captured")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
