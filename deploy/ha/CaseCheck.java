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
 * Runs the callers of one case, and then compares the answers with the mails that the provider got. Prints a row, and
 * exits with 1 if a promise is broken. Arguments: the case's description, {@code none} or {@code some} for the number of
 * first requests that may fail, and the directory of the run, which contains
 *
 * <ul>
 *   <li>{@code marks}: {@code fault MILLIS} for a fault, {@code back MILLIS NODE} when a daemon listens again;
 *   <li>{@code mails}: the mails that the provider got;
 *   <li>{@code cert.pem}: the balancers' certificate.
 * </ul>
 *
 * It writes the requests that failed or were slow to {@code trouble}.
 */
final class CaseCheck {

    private static final long MOST = 5_000;

    /** A request that takes longer counts as an outage. */
    private static final long SLOW = 2_000;

    private final Path directory;
    private final Load load;
    private final List<String> violations = new ArrayList<>();

    private CaseCheck(Path directory, Load load) {
        this.directory = directory;
        this.load = load;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[2]);
        boolean noneMayFail = args[1].equals("none");
        // Without keys HAProxy repeats no request, so it cannot hide a failure.
        Load load = new Load(Long.toString(System.currentTimeMillis(), 36), !noneMayFail, directory);
        Map<String, Load.Exchange> exchanges = load.run();
        CaseCheck check = new CaseCheck(directory, load);
        check.awaitQuiet();
        System.out.println("| " + args[0] + " | " + check.row(exchanges, noneMayFail) + " |");
        check.violations.forEach(violation -> System.err.println("VIOLATION: " + violation));
        System.exit(check.violations.isEmpty() ? 0 : 1);
    }

    /** Waits until no message is queued or being sent, for at most a minute; messages that are not sent by then count as lost. */
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

    private String row(Map<String, Load.Exchange> exchanges, boolean noneMayFail) throws IOException, InterruptedException {
        Map<String, List<String>> sent = sent();
        List<Load.Exchange> failed =
                exchanges.values().stream().filter(Load.Exchange::failed).toList();
        // Failed requests were repeated with the same key, or none failed: each mail must have been sent.
        List<String> lost = exchanges.keySet().stream().filter(to -> !sent.containsKey(to)).toList();
        List<String> marked = new ArrayList<>();
        List<String> unmarked = new ArrayList<>();
        for (String to : exchanges.keySet()) {
            List<String> ids = sent.getOrDefault(to, List.of());
            if (ids.size() > 1) {
                // Two messages for one key are an unmarked duplicate.
                boolean known = Set.copyOf(ids).size() == 1
                        && load.get("/messages/" + ids.get(0)).contains("\"possible_duplicate\":true");
                (known ? marked : unmarked).add(to);
            }
        }
        double seconds = recovery(exchanges);
        Files.write(directory.resolve("trouble"), trouble(exchanges).map(Load.Exchange::toString).toList());
        check(exchanges.size() > 200, "only " + exchanges.size() + " requests: too few to prove anything");
        check(!noneMayFail || failed.isEmpty(), failed.size() + " requests failed");
        check(lost.isEmpty(), "lost: " + lost);
        check(unmarked.isEmpty(), "sent twice and not marked: " + unmarked);
        check(seconds * 1000 <= MOST, "full service only after " + seconds + " s");
        String statuses = failed.stream()
                .collect(Collectors.groupingBy(Load.Exchange::status, TreeMap::new, Collectors.counting()))
                .toString();
        return String.format(
                "%d | %d %s | %d | %d / %d | %.1f",
                exchanges.size(),
                failed.size(),
                failed.isEmpty() ? "" : statuses,
                lost.size(),
                marked.size(),
                unmarked.size(),
                seconds);
    }

    /** The ids of the mails that the provider got, by recipient; an id occurs once per delivery. */
    private Map<String, List<String>> sent() throws IOException {
        return Files.readAllLines(directory.resolve("mails")).stream()
                .map(line -> line.split("\t"))
                .collect(Collectors.groupingBy(mail -> mail[1], Collectors.mapping(mail -> mail[0], Collectors.toList())));
    }

    /**
     * The longest recovery in seconds: from a mark to the end of the last failed or slow request before the next mark,
     * or from when a daemon listens again until it gets mails.
     */
    private double recovery(Map<String, Load.Exchange> exchanges) throws IOException {
        List<Mark> marks = Files.readAllLines(directory.resolve("marks")).stream().map(Mark::of).toList();
        long longest = 0;
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            long next = i + 1 < marks.size() ? marks.get(i + 1).time() : Long.MAX_VALUE;
            longest = Math.max(longest, lastTrouble(exchanges, mark.time(), next) - mark.time());
            if (!mark.node().isEmpty()) {
                longest = Math.max(longest, firstMail(exchanges, mark) - mark.time());
            }
        }
        check(
                exchanges.values().stream().noneMatch(a -> a.failed() && a.end() < marks.get(0).time()),
                "requests failed before the fault");
        return longest / 1000.0;
    }

    private static Stream<Load.Exchange> trouble(Map<String, Load.Exchange> exchanges) {
        return exchanges.values().stream().filter(a -> a.failed() || a.end() - a.start() > SLOW);
    }

    private static long lastTrouble(Map<String, Load.Exchange> exchanges, long from, long to) {
        return trouble(exchanges)
                .mapToLong(Load.Exchange::end)
                .filter(end -> end >= from && end < to)
                .max()
                .orElse(from);
    }

    private long firstMail(Map<String, Load.Exchange> exchanges, Mark back) {
        OptionalLong first = exchanges.values().stream()
                .filter(a -> a.node().equals(back.node()))
                .mapToLong(Load.Exchange::end)
                .filter(end -> end > back.time())
                .min();
        check(first.isPresent(), "no mails for " + back.node() + " after its return");
        return first.orElse(back.time());
    }

    /** @param node the daemon that listens again, empty for a fault */
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
