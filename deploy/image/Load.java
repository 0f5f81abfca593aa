import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Sends mails over so many connections, one after the other on each, tells the daemon to stop after five seconds, and
 * goes on until nobody takes connections any more. {@code java Load.java URL API_KEY CONNECTIONS PID} prints what became
 * of the requests, and on a line of its own how many were answered with 200. The exit status is 1 where one was not that
 * the daemon had had for half a second when it was told.
 */
final class Load {

    private static final long HALF_A_SECOND = 500_000_000;

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
        Thread.sleep(5000);
        long stop = System.nanoTime();
        ProcessHandle.of(Long.parseLong(args[3])).orElseThrow().destroy();
        for (Thread caller : callers) {
            caller.join();
        }
        List<Asked> before = all.stream().filter(asked -> asked.ended() <= stop).toList();
        List<Asked> underWay = all.stream()
                .filter(asked -> asked.began() <= stop - HALF_A_SECOND && asked.ended() > stop)
                .toList();
        List<Asked> later = all.stream()
                .filter(asked -> asked.began() > stop - HALF_A_SECOND && asked.ended() > stop)
                .toList();
        print("over before SIGTERM", before);
        print("under way for half a second", underWay);
        print("later", later);
        System.out.println(count(all, End.SENT));
        boolean well = count(before, End.SENT) == before.size() && count(underWay, End.SENT) == underWay.size();
        System.exit(well && !underWay.isEmpty() ? 0 : 1);
    }

    private static void print(String when, Collection<Asked> asked) {
        System.out.printf(
                "%s: %d answered 200, %d otherwise, %d broken, %d refused%n",
                when,
                count(asked, End.SENT),
                count(asked, End.OTHER_ANSWER),
                count(asked, End.BROKEN),
                count(asked, End.REFUSED));
    }

    private static long count(Collection<Asked> asked, End end) {
        return asked.stream().filter(each -> each.end() == end).count();
    }

    private static void call(HttpRequest request, ConcurrentLinkedQueue<Asked> all) {
        HttpClient http = HttpClient.newHttpClient();
        pause(ThreadLocalRandom.current().nextInt(1000));
        End end = End.SENT;
        while (end != End.REFUSED) {
            long began = System.nanoTime();
            end = ask(http, request);
            all.add(new Asked(began, System.nanoTime(), end));
        }
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
