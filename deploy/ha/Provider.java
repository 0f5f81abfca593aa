import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays Mailgun at the address and port that are its first two arguments, and writes a line for every mail that it
 * has read to the end into the file that is the third: the gateway's id and the recipient. It does so before it
 * answers, which takes 20 to 120 ms.
 */
final class Provider {

    private static final byte[] ANSWER =
            "{\"id\":\"<1@example.org>\",\"message\":\"Queued. Thank you.\"}".getBytes(StandardCharsets.UTF_8);

    private final Path mails;

    private Provider(Path mails) {
        this.mails = mails;
    }

    public static void main(String[] args) throws IOException {
        Provider provider = new Provider(Path.of(args[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress(args[0], Integer.parseInt(args[1])), 200);
        server.createContext("/", provider::take);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            write(field(form, "v:mail-sender-id") + "\t" + field(form, "to") + "\n");
            Thread.sleep(ThreadLocalRandom.current().nextInt(20, 121));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void write(String line) throws IOException {
        Files.writeString(mails, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
