import io.mailsender.testing.MailSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sends mails to daemons, and compares their answers with the mails that the provider got. Each mail has its own recipient and
 * {@code Idempotency-Key}; half of the mails are repeated with the same key until they are accepted. Half are asynchronous, and half
 * have {@code on_unknown: hold}.
 *
 * <p>Arguments: the provider's port, the number of callers, the daemons' ports. On standard input {@code fault} marks the start of the
 * fault, and {@code stop} ends the load and requests the figures, in one line:
 * requests, not accepted, lost, unexpected, wrong status, marked duplicates, unmarked duplicates, seconds without acceptance.
 */
final class Load {

    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z]+)\"");

    /** @param answers the status of each request; 0 if there was no answer */
    private record Mail(int number, Queue<Integer> answers, Set<String> tokens) {

        String to() {
            return "u" + number + "@example.com";
        }

        boolean hold() {
            return number % 2 == 0;
        }

        boolean async() {
            return number % 4 < 2;
        }

        boolean repeat() {
            return number % 8 < 4;
        }

        boolean refused() {
            return tokens.isEmpty() && !answers.contains(0);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final String run = Long.toHexString(System.nanoTime());
    private final List<Integer> daemons;
    private final Queue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final MailSink sink;
    private final Queue<Long> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean stopped;
    private long fault = System.nanoTime();

    private Load(List<Integer> daemons, MailSink sink) {
        this.daemons = daemons;
        this.sink = sink;
    }

    public static void main(String[] args) throws Exception {
        List<Integer> daemons = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            daemons.add(Integer.valueOf(args[i]));
        }
        InetSocketAddress provider = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        Load load = new Load(daemons, MailSink.start(provider, mail -> {}).delay(29));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Thread caller = new Thread(load::call, "caller");
            caller.start();
            load.callers.add(caller);
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null && !order.equals("stop"); order = orders.readLine()) {
            load.fault = System.nanoTime();
        }
        load.stopped = true;
        for (Thread caller : load.callers) {
            caller.join();
        }
        System.out.println(load.reckon());
        // Waits until the reader has confirmed the figures.
        orders.readLine();
        System.exit(0);
    }

    private void call() {
        while (!stopped) {
            Mail mail = new Mail(numbers.incrementAndGet(), new ConcurrentLinkedQueue<>(), new HashSet<>());
            mails.add(mail);
            do {
                ask(mail);
                pause(mail.tokens().isEmpty() ? 250 : ThreadLocalRandom.current().nextInt(20));
            } while (mail.repeat() && mail.tokens().isEmpty() && !stopped);
        }
    }

    private void ask(Mail mail) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at("/send"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", run + "-" + mail.number())
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString("{\"to\":[\"" + mail.to() + "\"],\"text\":\"Hello\",\"on_unknown\":\""
                        + (mail.hold() ? "hold" : "resend") + "\"}"));
        if (mail.async()) {
            request.header("Prefer", "respond-async");
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            Matcher id = ID.matcher(answer.body());
            if ((answer.statusCode() == 200 || answer.statusCode() == 202) && id.find()) {
                mail.tokens().add(id.group(1));
                if (mail.async()) {
                    // Not for synchronous mails: they may have been accepted long before the answer.
                    accepted.add(System.nanoTime());
                }
            }
            mail.answers().add(answer.statusCode());
        } catch (IOException e) {
            mail.answers().add(0);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI at(String path) {
        int port = daemons.get(ThreadLocalRandom.current().nextInt(daemons.size()));
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String reckon() throws IOException, InterruptedException {
        awaitQuiet();
        int requests = 0;
        int notAccepted = 0;
        int lost = 0;
        int untrue = 0;
        int marked = 0;
        int unmarked = 0;
        int unexpected = 0;
        Map<String, List<String>> sent = sink.mails().stream()
                .collect(Collectors.groupingBy(MailSink.Mail::to, Collectors.mapping(MailSink.Mail::id, Collectors.toList())));
        for (Mail mail : mails) {
            requests += mail.answers().size();
            notAccepted += mail.answers().size() - (mail.tokens().isEmpty() ? 0 : 1);
            List<String> arrived = sent.getOrDefault(mail.to(), List.of());
            String record = mail.tokens().isEmpty() ? "" : record(mail.tokens().iterator().next());
            Matcher status = STATUS.matcher(record);
            String became = status.find() ? status.group(1) : "gone";
            boolean held = mail.hold() && became.equals("unknown");
            boolean wrong = false;
            if (mail.refused() && !arrived.isEmpty()) {
                unexpected++;
                wrong = true;
            }
            if (!mail.tokens().isEmpty() && !held && !became.equals("sent")) {
                untrue++;
                wrong = true;
            }
            if (!mail.tokens().isEmpty() && !held && arrived.isEmpty()) {
                lost++;
                wrong = true;
            }
            if (arrived.size() > 1) {
                boolean one = Set.copyOf(arrived).size() == 1;
                boolean known = record.contains("\"possible_duplicate\":true") && !mail.hold();
                boolean fine = one && known;
                marked += fine ? 1 : 0;
                unmarked += fine ? 0 : 1;
                wrong |= !fine;
            }
            if (wrong) {
                System.err.println("VIOLATION " + mail + " arrived " + arrived + ": " + record);
            }
        }
        return requests + " " + notAccepted + " " + lost + " " + unexpected + " " + untrue + " " + marked + " " + unmarked
                + " " + String.format(Locale.ROOT, "%.1f", longestGap() / 1e9);
    }

    /** The longest time without an accepted mail since the fault, in nanoseconds. */
    private long longestGap() {
        long gap = 0;
        long before = fault;
        for (long at : accepted.stream().sorted().toList()) {
            if (at > fault) {
                gap = Math.max(gap, at - before);
                before = at;
            }
        }
        // If nothing was accepted since the fault, the gap has not ended.
        return Math.max(gap, before == fault ? System.nanoTime() - fault : 0);
    }

    private void awaitQuiet() throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!(nothingIs("queued") && nothingIs("sending"))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("messages are still queued or being sent");
            }
            pause(200);
        }
    }

    private boolean nothingIs(String status) throws IOException, InterruptedException {
        return get("/messages?limit=1&status=" + status).contains("\"messages\":[]");
    }

    private String record(String token) throws IOException, InterruptedException {
        return get("/messages/" + token);
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString()).body();
    }
}
