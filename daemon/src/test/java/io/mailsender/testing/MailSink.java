package io.mailsender.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fake Mailgun that records every completely read mail, whether or not the client got the answer. */
public final class MailSink implements AutoCloseable {

    private static final byte[] ANSWER =
            "{\"id\":\"<1@example.org>\",\"message\":\"Queued. Thank you.\"}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Consumer<Mail> reader;
    private volatile int minDelayMillis;
    private volatile int maxDelayMillis;

    /** @param id the gateway's id of the message */
    public record Mail(String id, String to) {}

    private MailSink(HttpServer server, Consumer<Mail> reader) {
        this.server = server;
        this.reader = reader;
    }

    public static MailSink start() throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), mail -> {});
    }

    /** @param reader gets each mail before it is answered */
    public static MailSink start(InetSocketAddress address, Consumer<Mail> reader) throws IOException {
        MailSink sink = new MailSink(HttpServer.create(address, 200), reader);
        sink.server.createContext("/", sink::take);
        sink.server.setExecutor(sink.workers);
        sink.server.start();
        return sink;
    }

    /** The longest delay before an answer. */
    public MailSink delay(int maxMillis) {
        return delay(0, maxMillis);
    }

    public MailSink delay(int minMillis, int maxMillis) {
        minDelayMillis = minMillis;
        maxDelayMillis = maxMillis;
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A block for {@code providers:} in the configuration. */
    public String providers() {
        // Two accounts: a mail that may have been sent through one is resent through the other.
        return "{sink: " + provider() + ", backup: " + provider() + "}\norder: [sink, backup]";
    }

    private String provider() {
        return "{kind: mailgun, api-key: k, domain: example.org, from: shop@example.org, endpoint: '" + uri() + "'}";
    }

    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** How often each message was read. */
    public Map<String, List<Mail>> byId() {
        Map<String, List<Mail>> byId = new LinkedHashMap<>();
        mails.forEach(
                mail -> byId.computeIfAbsent(mail.id(), id -> new ArrayList<>()).add(mail));
        return byId;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Mail mail = new Mail(field(form, "v:mail-sender-id"), field(form, "to"));
            mails.add(mail);
            reader.accept(mail);
            pause();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        }
    }

    private void pause() {
        int most = maxDelayMillis;
        if (most > 0) {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextInt(minDelayMillis, most + 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
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

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
