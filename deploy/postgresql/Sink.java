import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays Mailgun, and remembers every mail that it has read to the end, whether or not its answer got through. */
final class Sink {

    private static final byte[] ANSWER =
            "{\"id\":\"<1@example.org>\",\"message\":\"Queued. Thank you.\"}".getBytes(StandardCharsets.UTF_8);

    private final Map<String, Queue<String>> ids = new ConcurrentHashMap<>();

    void listen(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 200);
        server.createContext("/", this::take);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    /** The gateway's ids of the mails to an address, one for each time that one arrived. */
    List<String> idsOf(String to) {
        return List.copyOf(ids.getOrDefault(to, new ConcurrentLinkedQueue<>()));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            ids.computeIfAbsent(field(form, "to"), to -> new ConcurrentLinkedQueue<>())
                    .add(field(form, "v:mail-sender-id"));
            Thread.sleep(ThreadLocalRandom.current().nextInt(30));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String field(String form, String name) {
        Matcher field = Pattern.compile("name=\"" + Pattern.quote(name) + "\"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n")
                .matcher(form);
        if (!field.find()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return field.group(1);
    }
}
