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
 * Sends mails over CONNECTIONS connections, one after the other on each, stops the daemon with SIGTERM after five
 * seconds, and continues until connections are refused. {@code java Load.java URL API_KEY CONNECTIONS PID} prints the
 * results of the requests, and last, on its own line, the number that was answered with 200. The exit status is 1 if a
 * request that the daemon had had for half a second at the SIGTERM, or an earlier one, was not answered with 200.
 */
final class Load {

    private static final long HALF_A_SECOND = 500_000_000;

    enum End {
        SENT,
        OTHER_ANSWER,
        REFUSED,
        BROKEN
    }

    record Exchange(long began, long ended, End end) {}

    private Load() {}

    public static void main(String[] args) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(args[0] + "/send"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + args[1])
                .POST(HttpRequest.BodyPublishers.ofString("{\"to\": [\"ann@example.com\"], \"text\": \"It works.\"}"))
                .build();
        ConcurrentLinkedQueue<Exchange> all = new ConcurrentLinkedQueue<>();
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
        List<Exchange> before = all.stream().filter(exchanges -> exchanges.ended() <= stop).toList();
        List<Exchange> running = all.stream()
                .filter(exchanges -> exchanges.began() <= stop - HALF_A_SECOND && exchanges.ended() > stop)
                .toList();
        List<Exchange> later = all.stream()
                .filter(exchanges -> exchanges.began() > stop - HALF_A_SECOND && exchanges.ended() > stop)
                .toList();
        print("answered before SIGTERM", before);
        print("running for half a second at SIGTERM", running);
        print("later", later);
        System.out.println(count(all, End.SENT));
        boolean well = count(before, End.SENT) == before.size() && count(running, End.SENT) == running.size();
        System.exit(well && !running.isEmpty() ? 0 : 1);
    }

    private static void print(String when, Collection<Exchange> exchanges) {
        System.out.printf(
                "%s: %d answered 200, %d otherwise, %d broken, %d refused%n",
                when,
                count(exchanges, End.SENT),
                count(exchanges, End.OTHER_ANSWER),
                count(exchanges, End.BROKEN),
                count(exchanges, End.REFUSED));
    }

    private static long count(Collection<Exchange> exchanges, End end) {
        return exchanges.stream().filter(each -> each.end() == end).count();
    }

    private static void call(HttpRequest request, ConcurrentLinkedQueue<Exchange> all) {
        HttpClient http = HttpClient.newHttpClient();
        pause(ThreadLocalRandom.current().nextInt(1000));
        End end = End.SENT;
        while (end != End.REFUSED) {
            long began = System.nanoTime();
            end = ask(http, request);
            all.add(new Exchange(began, System.nanoTime(), end));
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
