import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Posts SparkPost's batches to a daemon at a rate, about messages that it sent before. For bench/events. Prints one line: events that were
 * answered 200, answered 503, failed, and the seconds.
 */
public final class EventFlood {

    private static final int MESSAGES = 500;
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");

    /** @param args the daemon's URL, the secret, events a second, events in a batch, seconds */
    public static void main(String[] args) throws Exception {
        URI daemon = URI.create(args[0]);
        String secret = args[1];
        int rate = Integer.parseInt(args[2]);
        int batch = Integer.parseInt(args[3]);
        int seconds = Integer.parseInt(args[4]);
        HttpClient http = HttpClient.newHttpClient();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            String answer = http.send(
                            HttpRequest.newBuilder(daemon.resolve("/send"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"to\": [\"ann@example.com\"], \"tags\": [\"flood\"]}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            Matcher id = ID.matcher(answer);
            if (!id.find()) {
                throw new IllegalStateException(answer);
            }
            ids.add(id.group(1));
        }
        System.err.println("sent " + MESSAGES + " messages; posting");
        LongAdder kept = new LongAdder();
        LongAdder refused = new LongAdder();
        LongAdder failed = new LongAdder();
        Semaphore open = new Semaphore(16);
        String auth = "Basic " + Base64.getEncoder().encodeToString(("events:" + secret).getBytes());
        long start = System.nanoTime();
        long batches = (long) rate * seconds / batch;
        for (long i = 0; i < batches; i++) {
            long due = start + i * batch * 1_000_000_000L / rate;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            open.acquire();
            http.sendAsync(
                            HttpRequest.newBuilder(daemon.resolve("/events/sparkpost"))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", auth)
                                    .POST(BodyPublishers.ofString(body(ids, i, batch)))
                                    .build(),
                            BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> {
                        open.release();
                        LongAdder sum = failure != null ? failed : answer.statusCode() == 200 ? kept : refused;
                        sum.add(batch);
                    });
        }
        open.acquire(16);
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "events: %d kept (%.0f/s), %d refused with 503, %d failed, in %.1f s%n",
                kept.sum(), kept.sum() / took, refused.sum(), failed.sum(), took);
    }

    private static String body(List<String> ids, long number, int batch) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < batch; i++) {
            String id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
            json.append(i == 0 ? "" : ",")
                    .append("{\"msys\":{\"message_event\":{\"type\":\"delivery\",\"event_id\":\"")
                    .append(System.nanoTime()).append('-').append(number).append('-').append(i)
                    .append("\",\"timestamp\":\"").append(System.currentTimeMillis() / 1000)
                    .append("\",\"rcpt_to\":\"ann@example.com\",\"rcpt_meta\":{\"mail-sender-id\":\"")
                    .append(id).append("\"}}}}");
        }
        return json.append("]").toString();
    }
}
