import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Sends mails over so many connections, one after the other on each, tells the daemon to stop after three seconds, and
 * goes on until nobody takes connections any more. {@code java Load.java URL API_KEY CONNECTIONS PID} prints what became
 * of the requests, by when they began. The exit status is 1 where one that was under way at the SIGTERM was not answered
 * with 200.
 */
final class Load {

    enum End {
        SENT,
        OTHER_ANSWER,
        REFUSED,
        BROKEN
    }

    record Asked(long began, long ended, End end) {}

    private Load() {}

    public static void main(String[] args) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0] + "/send"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + args[1])
                .POST(HttpRequest.BodyPublishers.ofString("{\"to\": [\"ann@example.com\"], \"text\": \"It works.\"}"))
                .build();
        ConcurrentLinkedQueue<Asked> all = new ConcurrentLinkedQueue<>();
        List<Thread> callers = Stream.generate(() -> new Thread(() -> call(request, all)))
                .limit(Integer.parseInt(args[2]))
                .toList();
        callers.forEach(Thread::start);
        Thread.sleep(3000);
        long stop = System.nanoTime();
        ProcessHandle.of(Long.parseLong(args[3])).orElseThrow().destroy();
        for (Thread caller : callers) {
            caller.join();
        }
        List<Asked> underWay = all.stream().filter(asked -> asked.began() < stop && asked.ended() > stop).toList();
        List<Asked> later = all.stream().filter(asked -> asked.began() >= stop).toList();
        long before = all.size() - underWay.size() - later.size();
        System.out.printf(
                "over before SIGTERM: %d, not 200: %d; under way: %d, not 200: %d;"
                        + " later: %d answered 200, %d otherwise, %d refused, %d broken%n",
                before,
                before - all.stream().filter(asked -> asked.ended() <= stop && asked.end() == End.SENT).count(),
                underWay.size(),
                underWay.size() - count(underWay, End.SENT),
                count(later, End.SENT),
                count(later, End.OTHER_ANSWER),
                count(later, End.REFUSED),
                count(later, End.BROKEN));
        System.exit(!underWay.isEmpty() && count(underWay, End.SENT) == underWay.size() ? 0 : 1);
    }

    private static long count(List<Asked> asked, End end) {
        return asked.stream().filter(each -> each.end() == end).count();
    }

    private static void call(HttpRequest request, ConcurrentLinkedQueue<Asked> all) {
        HttpClient http = HttpClient.newHttpClient();
        End end = End.SENT;
        while (end != End.REFUSED) {
            long began = System.nanoTime();
            end = ask(http, request);
            all.add(new Asked(began, System.nanoTime(), end));
        }
    }

    private static End ask(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200 ? End.SENT : End.OTHER_ANSWER;
        } catch (ConnectException e) {
            return End.REFUSED;
        } catch (IOException e) {
            System.err.println(e);
            return End.BROKEN;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
