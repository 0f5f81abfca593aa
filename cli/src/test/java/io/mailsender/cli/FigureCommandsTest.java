package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands that show figures. */
class FigureCommandsTest extends CommandLineTest {

    private static final String PERIOD = """
            {"since":"2026-01-02T03:04:00Z","bucket_seconds":60,"accepted":{"count":12,"more":false},\
            "sent":{"count":10000,"more":true},"delivered":{"count":3,"more":false},"failed":{"count":2,"more":false},\
            "rejected":{"count":1,"more":false},"unknown":{"count":0,"more":false},"buckets":[]}""";

    private static final String DEPTH = """
            {"due":{"count":3,"more":false},"scheduled":{"count":1200,"more":false},"retrying":{"count":5,"more":false},\
            "sending":{"count":2,"more":false},"oldest_due_at":"2026-01-02T03:00:00Z","oldest_due_seconds":240,\
            "priorities":[{"priority":"high","due":{"count":3,"more":false},"scheduled":{"count":1200,"more":false},\
            "retrying":{"count":5,"more":false},"sending":{"count":2,"more":false}}]}""";

    @Test
    void showsTheOverview() {
        overview("""
                {"kind":"unknown_messages","text":"1 message may have been sent\\u001b[31m.","count":{"count":1,"more":false},\
                "target":{"kind":"messages","parameters":{"status":"unknown"}}}""");

        Run run = run("overview");

        assertThat(run.exitStatus()).isZero();
        assertThat(lines(run))
                .contains(
                        "MESSAGES | LAST HOUR | LAST DAY",
                        "accepted | 12 | 12",
                        "sent | 10,000+ | 10,000+",
                        "Queue: 3 due (the oldest for 240 s), 1,200 scheduled, 5 retrying, 2 being sent;"
                                + " unknown and not settled: 1")
                .last()
                .asString()
                .startsWith("! 1 message may have been sent")
                .doesNotContain("\u001b");
        assertThat(daemon.request().line()).isEqualTo("GET /overview");
    }

    @Test
    void saysThatNothingNeedsAPerson() {
        overview("");
        assertThat(lines(run("overview"))).last().isEqualTo("Nothing needs a person.");
    }

    @Test
    void showsTheQueue() {
        daemon.answers(
                200,
                "{\"at\":\"2026-01-02T03:04:05Z\",\"depth\":" + DEPTH
                        + ",\"nodes\":[{\"id\":\"n1\",\"name\":\"pod-0\",\"sending\":{\"count\":2,\"more\":false},"
                        + "\"since\":\"2026-01-02T03:04:00Z\"}],\"next\":[{\"at\":\"2026-01-02T04:00:00Z\",\"priority\":\"bulk\","
                        + "\"retry\":true}],\"hour\":" + PERIOD + "}");

        Run run = run("queue");

        assertThat(run.exitStatus()).isZero();
        assertThat(lines(run))
                .containsExactly(
                        "PRIORITY | DUE | SCHEDULED | RETRYING | SENDING",
                        "high | 3 | 1,200 | 5 | 2",
                        "all | 3 | 1,200 | 5 | 2",
                        "",
                        "NODE | NAME | SENDING | SINCE",
                        "n1 | pod-0 | 2 | 2026-01-02T03:04:00Z",
                        "",
                        "The oldest message is due since 2026-01-02T03:00:00Z",
                        "Next: 2026-01-02T04:00:00Z bulk, a retry",
                        "Last hour: 10,000+ sent, 2 failed, 1 rejected");
        assertThat(daemon.request().line()).isEqualTo("GET /queue");
        daemon.answers(
                501,
                "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":501,\"detail\":\"The queue needs a store.\"}");
        assertThat(run("queue").err().lines()).singleElement().asString().contains("needs a store");
    }

    private void overview(String attention) {
        daemon.answers(
                200,
                "{\"at\":\"2026-01-02T03:04:05Z\",\"hour\":" + PERIOD + ",\"day\":" + PERIOD + ",\"queue\":" + DEPTH
                        + ",\"open_unknown\":{\"count\":1,\"more\":false},\"attention\":[" + attention + "]}");
    }

    private static Stream<String> lines(Run run) {
        return run.out().lines().map(line -> line.replaceAll("  +", " | "));
    }
}
