package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with the chart's configuration exposes every metric that alerts and dashboard use to the monitoring key. */
class MonitoringIT {

    /** Every way in which an attempt may fail, and a last provider that sends the mail. */
    private static final String VALUES = """
            config:
              order: [refuses, throttles, locks, breaks, capture]
              providers:
                refuses: {kind: rehearsal, mode: refused}
                throttles: {kind: rehearsal, mode: throttled}
                locks: {kind: rehearsal, mode: unauthorized}
                breaks: {kind: rehearsal, mode: server-error}
                capture: {kind: capture}
              queue: {poll: 100ms}
            adminKey: {enabled: true, scopes: [admin, events]}
            monitoring: {prometheusRule: {enabled: true}, dashboard: {enabled: true}}
            """;

    private static final String BOUNCE = """
            From: MAILER-DAEMON@relay.example.net
            To: shop@example.com
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; relay.example.net

            Final-Recipient: rfc822; ann@example.com
            Action: failed
            Status: 5.1.1

            --b
            Content-Type: text/rfc822-headers

            Message-ID: %s

            --b--
            """;

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\"]+@[^<>\"]+>");
    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+\\b(?=\\{)");
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z]+(?:_[a-z]+)+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)(?:!=|=~|!~|=)");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\) \\([^{]*?([a-z]+(?:_[a-z]+)+)\\{");

    /** The labels that Prometheus adds. */
    private static final Set<String> OF_THE_TARGET = Set.of("namespace", "job", "pod");

    private static Manifests manifests;
    private static List<String> scraped;

    @TempDir
    static Path directory;

    @BeforeAll
    static void scrape() throws Exception {
        manifests = Chart.render(VALUES);
        ReleasedDaemon release = new ReleasedDaemon(manifests, directory);
        try (RunningDaemon daemon = release.start(release.key("api-key"))) {
            String later = Instant.now().plus(Duration.ofHours(1)).toString();
            String mail = "{\"to\": [\"ann@example.com\"], \"send_at\": \"" + later + "\"}";
            assertThat(daemon.post("/send", mail, "Prefer", "respond-async").statusCode())
                    .isEqualTo(202);
        }
        // A daemon counts the queue when it starts.
        try (RunningDaemon daemon = release.start(release.key("api-key"))) {
            HttpResponse<String> sent = daemon.post("/send", "{\"to\": [\"ann@example.com\"]}");
            assertThat(sent.statusCode()).isEqualTo(200);
            reportBounce(daemon, release.key("admin-key"), sent.body());
            Awaitility.await().untilAsserted(() -> {
                scraped = daemon.getAs(release.key("monitoring-key"), "/prometheus")
                        .body()
                        .lines()
                        .toList();
                assertThat(scraped)
                        .anyMatch(line -> line.startsWith("mail_sender_queue_messages{"))
                        .anyMatch(line -> line.startsWith("mail_sender_events_total{"));
            });
        }
    }

    private static void reportBounce(RunningDaemon daemon, String key, String sent) throws Exception {
        String messageId = find(MESSAGE_ID, sent).findFirst().orElseThrow().group();
        byte[] mail = BOUNCE.formatted(messageId).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        String body = "{\"provider\": \"capture\", \"message\": \""
                + Base64.getEncoder().encodeToString(mail) + "\"}";
        assertThat(daemon.postAs(key, "/bounces", body).statusCode()).isEqualTo(200);
    }

    @Test
    void everyMetricExists() {
        Set<String> there = scraped.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = expressions().stream()
                .flatMap(expression -> find(METRIC, expression).map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).hasSizeGreaterThan(10).isSubsetOf(there);
    }

    @Test
    void everyLabelExists() {
        for (String expression : expressions()) {
            find(SELECTOR, expression)
                    .forEach(selector -> find(LABEL, selector.group(2))
                            .map(label -> label.group(1))
                            .forEach(label -> assertHas(selector.group(1), label)));
            find(BY, expression).forEach(by -> {
                for (String label : by.group(1).split(", ")) {
                    assertHas(by.group(2), label);
                }
            });
        }
    }

    private static void assertHas(String metric, String label) {
        if (!OF_THE_TARGET.contains(label)) {
            assertThat(scraped)
                    .as(metric + " by " + label)
                    .anyMatch(line -> line.startsWith(metric + "{") && line.matches(".*[{,]" + label + "=\".*"));
        }
    }

    @Test
    void theAlertsCoverEveryFailedOutcome() {
        Set<String> failures = scraped.stream()
                .filter(line -> line.startsWith("mail_sender_attempts_seconds_count{") && !line.contains("\"capture\""))
                .map(line -> line.replaceAll(".*outcome=\"([a-z]+)\".*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(failures).containsExactlyInAnyOrder("unreachable", "throttled", "account", "unknown");
        assertThat(alert("MailSenderAllProvidersFailing"))
                .contains("outcome=~\"unreachable|throttled|account|unknown\"");
        assertThat(alert("MailSenderPrimaryFailing")).contains("outcome=~\"unreachable|throttled|account|unknown\"");
    }

    private static String alert(String name) {
        return AlertTest.rules(manifests).stream()
                .filter(rule -> rule.getAlert().equals(name))
                .map(rule -> rule.getExpr().getStrVal())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>(AlertTest.rules(manifests).stream()
                .map(Rule::getExpr)
                .map(expression -> expression.getStrVal())
                // `up` is Prometheus's own metric.
                .filter(expression -> !expression.contains("up{"))
                .toList());
        String dashboard = manifests
                .find(ConfigMap.class, "mail-mail-sender-dashboard")
                .orElseThrow()
                .getData()
                .get("mail-sender.json");
        collect(Chart.parse(dashboard), expressions);
        return expressions;
    }

    private static void collect(Object node, List<String> expressions) {
        if (node instanceof Map<?, ?> block) {
            block.forEach((key, value) -> {
                if (key.equals("expr") && !value.toString().contains("up{")) {
                    expressions.add(value.toString());
                }
                collect(value, expressions);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(element -> collect(element, expressions));
        }
    }

    private static java.util.stream.Stream<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
