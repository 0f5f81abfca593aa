import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the daemon for a moment; when it ends, the JVM writes the loaded classes to its cache. */
final class CacheTrainer {

    private static final String MAIL =
            "{\"to\": [\"Ann <ann@example.com>\"], \"subject\": \"Hello\", \"text\": \"It works.\"}";
    private static final List<String> PATHS =
            List.of("/health/liveness", "/health/readiness", "/messages", "/providers", "/prometheus");
    private static final Pattern LISTENING = Pattern.compile("listening on (http://[^,]+),");

    private CacheTrainer() {}

    /** @param home the directory with the runtime and the daemon, where the cache is written */
    static void run(Path home) throws Exception {
        Path directory = Files.createTempDirectory("mail-sender-training-");
        HttpServer provider = provider();
        try {
            Path config = Files.writeString(directory.resolve("config.yml"), """
                    server: {host: 127.0.0.1, port: 0}
                    store: {file: '%s'}
                    providers:
                      mailgun:
                        kind: mailgun
                        api-key: none
                        domain: example.com
                        from: noreply@example.com
                        endpoint: http://127.0.0.1:%d
                    """.formatted(directory.resolve("mail.db"), provider.getAddress().getPort()));
            train(home.toString(), config, directory.resolve("log"));
        } finally {
            provider.stop(0);
            Assemble.delete(directory);
        }
    }

    private static HttpServer provider() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "{\"id\": \"<1@example.com>\", \"message\": \"\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void train(String home, Path config, Path log) throws Exception {
        List<String> command = new ArrayList<>(List.of(home + "/runtime/bin/java"));
        command.addAll(Options.daemon(home, Options.MAKE));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("CONFIG_FILE", config.toString());
        Process daemon = builder.start();
        try {
            String url = url(daemon, log);
            for (int i = 0; i < 20; i++) {
                ask(mail(url, "wait=5"));
                ask(mail(url, "respond-async"));
            }
            for (String path : PATHS) {
                ask(HttpRequest.newBuilder(URI.create(url + path)));
            }
            daemon.destroy();
            if (!daemon.waitFor(5, TimeUnit.MINUTES) || !Files.exists(Path.of(Options.cache(home)))) {
                throw new IllegalStateException("the JVM wrote no cache: " + Files.readString(log));
            }
        } finally {
            daemon.destroyForcibly();
        }
    }

    private static String url(Process daemon, Path log) throws IOException, InterruptedException {
        while (daemon.isAlive()) {
            Matcher listening = LISTENING.matcher(Files.readString(log));
            if (listening.find()) {
                return listening.group(1);
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the daemon did not start: " + Files.readString(log));
    }

    private static HttpRequest.Builder mail(String url, String prefer) {
        return HttpRequest.newBuilder(URI.create(url + "/send"))
                .header("Content-Type", "application/json")
                .header("Prefer", prefer)
                .POST(HttpRequest.BodyPublishers.ofString(MAIL));
    }

    private static void ask(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        int status = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
        if (status / 100 != 2) {
            throw new IllegalStateException(request + ": " + status);
        }
    }
}
