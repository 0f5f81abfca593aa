import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A stand-in for the daemon: it keeps each mail of {@code POST /send} in a file, after a line with the request's query. */
final class Recorder {

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        AtomicInteger count = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/send", exchange -> {
            byte[] mail = exchange.getRequestBody().readAllBytes();
            int number = count.incrementAndGet();
            Path file = folder.resolve("part" + number);
            Files.writeString(file, exchange.getRequestURI().getQuery() + "\n");
            Files.write(file, mail, java.nio.file.StandardOpenOption.APPEND);
            Files.move(file, folder.resolve(number + ".mail"));
            byte[] answer = ("{\"id\":\"m" + number + "\",\"status\":\"queued\"}").getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Files.writeString(folder.resolve("port.new"), String.valueOf(server.getAddress().getPort()));
        Files.move(folder.resolve("port.new"), folder.resolve("port"));
    }
}
