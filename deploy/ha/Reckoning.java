import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One case: lets the callers call until it is over, and then holds what they were told against what the provider
 * got. Prints a row, and ends with 1 where something is not as promised. Arguments: the case, {@code none} or
 * {@code some} for how many first requests may fail, and the directory of the run, in which are
 *
 * <ul>
 *   <li>{@code marks}: {@code fault MILLIS} when something went wrong, {@code back MILLIS NODE} when a daemon listens;
 *   <li>{@code mails}: what the provider got;
 *   <li>{@code cert.pem}: the balancers' certificate.
 * </ul>
 *
 * It leaves the requests that failed or hung in {@code trouble}.
 */
final class Reckoning {

    private static final long MOST = 5_000;

    /** Nothing takes so long when all is well; for whoever waits longer the service is not there. */
    private static final long SLOW = 2_000;

    private final Path directory;
    private final Load load;
    private final List<String> violations = new ArrayList<>();

    private Reckoning(Path directory, Load load) {
        this.directory = directory;
        this.load = load;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[2]);
        boolean noneMayFail = args[1].equals("none");
        // Where none may fail it must not be because HAProxy repeats what has a key.
        Load load = new Load(Long.toString(System.currentTimeMillis(), 36), !noneMayFail, directory);
        Map<String, Load.Asked> asked = load.run();
        Reckoning reckoning = new Reckoning(directory, load);
        reckoning.awaitQuiet();
        System.out.println("| " + args[0] + " | " + reckoning.row(asked, noneMayFail) + " |");
        reckoning.violations.forEach(violation -> System.err.println("VIOLATION: " + violation));
        System.exit(reckoning.violations.isEmpty() ? 0 : 1);
    }

    /** Until no mail is under way any more, for a minute at the most: what is not sent by then counts as lost. */
    private void awaitQuiet() throws IOException, InterruptedException {
        for (int i = 0; i < 120; i++) {
            if (empty("queued") && empty("sending")) {
                return;
            }
            Thread.sleep(500);
        }
    }

    private boolean empty(String status) throws IOException, InterruptedException {
        return load.get("/messages?limit=1&status=" + status).contains("\"messages\":[]");
    }

    private String row(Map<String, Load.Asked> asked, boolean noneMayFail) throws IOException, InterruptedException {
        Map<String, List<String>> sent = sent();
        List<Load.Asked> failed =
                asked.values().stream().filter(Load.Asked::failed).toList();
        // Everybody who failed has asked again with the same key, or none has failed: in the end each mail is out.
        List<String> lost = asked.keySet().stream().filter(to -> !sent.containsKey(to)).toList();
        List<String> marked = new ArrayList<>();
        List<String> unmarked = new ArrayList<>();
        for (String to : asked.keySet()) {
            List<String> ids = sent.getOrDefault(to, List.of());
            if (ids.size() > 1) {
                // Two messages for one key are a duplicate that nobody can know of.
                boolean known = Set.copyOf(ids).size() == 1
                        && load.get("/messages/" + ids.get(0)).contains("\"possible_duplicate\":true");
                (known ? marked : unmarked).add(to);
            }
        }
        double seconds = recovery(asked);
        Files.write(directory.resolve("trouble"), trouble(asked).map(Load.Asked::toString).toList());
        check(asked.size() > 200, "only " + asked.size() + " requests: that shows nothing");
        check(!noneMayFail || failed.isEmpty(), failed.size() + " requests failed");
        check(lost.isEmpty(), "lost: " + lost);
        check(unmarked.isEmpty(), "twice and not marked: " + unmarked);
        check(seconds * 1000 <= MOST, "full service after " + seconds + " s only");
        String statuses = failed.stream()
                .collect(Collectors.groupingBy(Load.Asked::status, TreeMap::new, Collectors.counting()))
                .toString();
        return String.format(
                "%d | %d %s | %d | %d / %d | %.1f",
                asked.size(),
                failed.size(),
                failed.isEmpty() ? "" : statuses,
                lost.size(),
                marked.size(),
                unmarked.size(),
                seconds);
    }

    /** The ids of the messages that the provider got, by the recipient, each as often as it got it. */
    private Map<String, List<String>> sent() throws IOException {
        return Files.readAllLines(directory.resolve("mails")).stream()
                .map(line -> line.split("\t"))
                .collect(Collectors.groupingBy(mail -> mail[1], Collectors.mapping(mail -> mail[0], Collectors.toList())));
    }

    /**
     * Seconds from a mark to the end of the last request that failed or hung until the next mark, or from when a
     * daemon listens again until it gets mails; the longest of them.
     */
    private double recovery(Map<String, Load.Asked> asked) throws IOException {
        List<Mark> marks = Files.readAllLines(directory.resolve("marks")).stream().map(Mark::of).toList();
        long longest = 0;
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            long next = i + 1 < marks.size() ? marks.get(i + 1).time() : Long.MAX_VALUE;
            longest = Math.max(longest, lastTrouble(asked, mark.time(), next) - mark.time());
            if (!mark.node().isEmpty()) {
                longest = Math.max(longest, firstMail(asked, mark) - mark.time());
            }
        }
        check(
                asked.values().stream().noneMatch(a -> a.failed() && a.end() < marks.get(0).time()),
                "requests failed before anything went wrong");
        return longest / 1000.0;
    }

    private static Stream<Load.Asked> trouble(Map<String, Load.Asked> asked) {
        return asked.values().stream().filter(a -> a.failed() || a.end() - a.start() > SLOW);
    }

    private static long lastTrouble(Map<String, Load.Asked> asked, long from, long to) {
        return trouble(asked)
                .mapToLong(Load.Asked::end)
                .filter(end -> end >= from && end < to)
                .max()
                .orElse(from);
    }

    private long firstMail(Map<String, Load.Asked> asked, Mark back) {
        OptionalLong first = asked.values().stream()
                .filter(a -> a.node().equals(back.node()))
                .mapToLong(Load.Asked::end)
                .filter(end -> end > back.time())
                .min();
        check(first.isPresent(), "no mails again for " + back.node());
        return first.orElse(back.time());
    }

    /** @param node which daemon listens again, empty where something goes wrong */
    private record Mark(long time, String node) {

        static Mark of(String line) {
            String[] words = line.split(" ");
            return new Mark(Long.parseLong(words[1]), words[0].equals("back") ? words[2] : "");
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
    }
}
