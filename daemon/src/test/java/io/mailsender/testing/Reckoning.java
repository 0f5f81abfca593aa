package io.mailsender.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.MailLoad.Asked;
import io.mailsender.testing.MailSink.Mail;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the answers to callers with the mails that the provider received. */
public final class Reckoning {

    private final URI daemon;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.createDefault();

    public Reckoning(URI daemon) {
        this.daemon = daemon;
    }

    /** @param unknown how many attempts had no answer */
    private record Stored(String status, boolean possibleDuplicate, long unknown) {}

    /** Waits until no message is queued or being sent. */
    public Reckoning awaitQuiet() {
        await().pollInterval(Duration.ofMillis(200))
                .until(() -> page("?status=queued&limit=1").isEmpty()
                        && page("?status=sending&limit=1").isEmpty());
        return this;
    }

    /**
     * Asserts that nothing accepted is lost, nothing refused is sent, nothing is sent twice without the mark, nothing with
     * {@code on_unknown: hold} is sent twice at all, and the daemon's record of each message is true.
     *
     * @return the figures, in one line
     */
    public String settle(MailLoad load, MailSink sink) throws Exception {
        return settle(load.asked(), sink.mails());
    }

    /** The same for other callers and another next hop. @param asked the last answer, by recipient */
    public String settle(Map<String, Asked> asked, List<Mail> arrived) throws Exception {
        Map<String, List<Mail>> sunk = arrived.stream().collect(Collectors.groupingBy(Mail::id));
        Map<String, Stored> stored = stored();
        Set<String> held =
                asked.values().stream().filter(Asked::hold).map(Asked::to).collect(Collectors.toSet());

        Map<String, Stored> lost = new HashMap<>();
        Map<String, Stored> untrue = new HashMap<>();
        for (Asked each : asked.values()) {
            String token = each.token();
            if (token == null) {
                continue;
            }
            Stored status = stored.getOrDefault(token, new Stored("gone", false, 0));
            boolean isThere = sunk.containsKey(token);
            // Held, or interrupted between the two providers.
            boolean waitsForAPerson = status.status().equals("unknown") && (each.hold() || status.unknown() > 1);
            if (!isThere && !waitsForAPerson) {
                lost.put(token, status);
            }
            if (!waitsForAPerson && !status.status().equals("sent")) {
                untrue.put(token, status);
            }
        }
        List<Mail> unexpected = arrived.stream()
                .filter(mail -> !asked.containsKey(mail.to())
                        || isRefused(asked.get(mail.to()))
                        || sunk.values().stream()
                                        .filter(m -> m.get(0).to().equals(mail.to()))
                                        .count()
                                > 1)
                .toList();
        List<List<Mail>> twice =
                sunk.values().stream().filter(mails -> mails.size() > 1).toList();
        List<List<Mail>> unmarked = twice.stream()
                .filter(mails -> !stored.getOrDefault(mails.get(0).id(), new Stored("gone", false, 0))
                        .possibleDuplicate())
                .toList();
        List<List<Mail>> heldTwice =
                twice.stream().filter(mails -> held.contains(mails.get(0).to())).toList();

        String figures = asked.size() + " requests, "
                + asked.values().stream().filter(each -> each.token() != null).count() + " tokens, " + sunk.size()
                + " messages sent, "
                + lost.size() + " lost, " + unexpected.size() + " unexpected, " + twice.size()
                + " sent twice, of those " + unmarked.size() + " unmarked and " + heldTwice.size() + " to be held; "
                + stored.values().stream().collect(Collectors.groupingBy(Stored::status, Collectors.counting()));
        System.out.println(figures);
        assertThat(lost).as("lost").isEmpty();
        assertThat(untrue).as("told wrongly").isEmpty();
        assertThat(unexpected).as("unexpected").isEmpty();
        assertThat(unmarked).as("sent twice without the mark").isEmpty();
        assertThat(heldTwice).as("sent twice although to be held").isEmpty();
        return figures;
    }

    /** The caller was told that the mail was not sent. */
    private static boolean isRefused(Asked asked) {
        return asked.token() == null && asked.status() != 0;
    }

    private Map<String, Stored> stored() throws Exception {
        Map<String, Stored> stored = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = read("?limit=200" + cursor);
            for (JsonNode message : page.get("messages").values()) {
                stored.put(
                        message.get("id").getStringValue(),
                        new Stored(
                                message.get("status").getStringValue(),
                                message.get("possible_duplicate").getBooleanValue(),
                                unknown(message)));
            }
            cursor = page.get("next") == null
                    ? ""
                    : "&cursor=" + page.get("next").getStringValue();
        } while (!cursor.isEmpty());
        return stored;
    }

    private static long unknown(JsonNode message) {
        long unknown = 0;
        for (JsonNode attempt : message.get("providers").values()) {
            unknown += attempt.get("outcome").getStringValue().equals("unknown") ? 1 : 0;
        }
        return unknown;
    }

    private List<JsonNode> page(String query) throws Exception {
        JsonNode messages = read(query).get("messages");
        return messages == null
                ? List.of()
                : List.copyOf(
                        java.util.stream.StreamSupport.stream(messages.values().spliterator(), false)
                                .toList());
    }

    private JsonNode read(String query) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(daemon.resolve("/messages" + query)).build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), Argument.of(JsonNode.class));
    }
}
