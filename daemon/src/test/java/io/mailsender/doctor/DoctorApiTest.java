package io.mailsender.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.testing.FakeDns;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checks through the API, with real fallback beans. */
class DoctorApiTest {

    private static final String PATH = "/providers/findings";
    private static final Finding LOGIN = Finding.ok(Check.LOGIN, "the login works");

    private final FakeDns dns = new FakeDns();
    private final Asked first = new Asked("first", new SenderPolicy("shop@example.com", List.of("example.com")));
    private final Asked second = new Asked("second", new SenderPolicy("shop@example.com", null));

    @BeforeEach
    void publish() {
        dns.mx("example.com", "mx.example.com").txt("_dmarc.example.com", "v=DMARC1; p=none");
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
    }

    @Test
    void findsWhatIsWrongBeforeAnOutage() {
        try (TestDaemon daemon = daemon(Map.of())) {
            String answer = daemon.get(PATH).text();

            assertThat(answer).contains("\"checked_at\":");
            assertThat(findings(answer))
                    .containsExactly(
                            "first login ok the login works",
                            "first order ok accepts every sender's domain of the other providers",
                            "second login ok the login works",
                            "second order warning mail from example.com has no failover to this provider: only first may send from it",
                            "- dns ok example.com can receive replies and bounces",
                            "- dns ok example.com has the DMARC policy none");
            assertThat(daemon.get("/providers").text())
                    .contains("verify example.com there and add it to providers.second.from-domains")
                    .doesNotContain("the login works");
        }
    }

    @Test
    void asksAgainAfterATransientFailure() {
        first.answers = () -> first.asked.get() == 1 ? failed(true) : CompletableFuture.completedFuture(List.of(LOGIN));
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(findings(daemon.get(PATH).text())).contains("first login ok the login works");
            assertThat(first.asked).hasValue(2);
        }
    }

    @Test
    void theFallbackAnswersWithTheReason() {
        first.answers = () -> failed(false);
        second.answers = () -> failed(true);
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(findings(daemon.get(PATH).text()))
                    .contains(
                            "first account unknown the provider could not be asked: no way",
                            "second account unknown the provider could not be asked: no way");
            assertThat(first.asked).hasValue(1);
            assertThat(second.asked).hasValue(2);
        }
    }

    @Test
    void theFallbackAnswersForAnAdapterThatThrows() {
        first.answers = () -> {
            throw new IllegalStateException("a bug");
        };
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(findings(daemon.get(PATH).text()))
                    .contains("first account unknown the provider could not be asked: internal error");
        }
    }

    @Test
    void theFallbackRemembersTheLastAnswer() {
        try (TestDaemon daemon = daemon(Map.of())) {
            AccountCheck check = daemon.context().getBean(AccountCheck.class);
            List<CheckedFinding> before =
                    check.findings(new AccountQuestion(first, first)).join();
            first.answers = () -> failed(false);

            List<CheckedFinding> after =
                    check.findings(new AccountQuestion(first, first)).join();

            assertThat(after).hasSize(2);
            assertThat(after.get(0).finding().level()).isEqualTo(Finding.Level.UNKNOWN);
            assertThat(after.get(0).finding().remedy())
                    .contains(before.get(0).at().toString());
            assertThat(after.get(1)).isEqualTo(before.get(0));
        }
    }

    @Test
    void aLoopOfCallersAsksOnce() {
        try (TestDaemon daemon = daemon(Map.of())) {
            assertThat(daemon.get("/providers").text()).doesNotContain("checked_at");
            String one = daemon.get(PATH).text();
            for (int i = 0; i < 5; i++) {
                assertThat(daemon.get(PATH).text()).isEqualTo(one);
            }
            assertThat(first.asked).hasValue(1);
        }
    }

    @Test
    void checksAtTheStartOnRequest() throws InterruptedException {
        first.answers = () -> failed(false);
        try (TestDaemon daemon = daemon(Map.of("doctor.at-start", true))) {
            for (int i = 0; i < 200 && !daemon.get("/providers").text().contains("checked_at"); i++) {
                Thread.sleep(50);
            }
            assertThat(first.asked).hasValue(1);
        }
    }

    @Test
    void logsNoAddress() {
        assertThat(DoctorAtStart.withoutAddresses(
                        "550 <a.b+c@example.com>: refused; ask postmaster@example.com, or me"))
                .isEqualTo("550 <…@example.com>: refused; ask …@example.com, or me");
    }

    private TestDaemon daemon(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("mail-sender.name-server", dns.address());
        return TestDaemon.with(all, first, second);
    }

    /** One line for each: provider, check, level, text. */
    private static List<String> findings(String json) {
        return Pattern.compile(
                        "\\{(?:\"provider\":\"(\\w+)\",)?\"check\":\"(\\w+)\",\"level\":\"(\\w+)\",\"text\":\"([^\"]*)\"")
                .matcher(json)
                .results()
                .map(m -> (m.group(1) == null ? "-" : m.group(1)) + " " + m.group(2) + " " + m.group(3) + " "
                        + m.group(4))
                .toList();
    }

    private static CompletionStage<List<Finding>> failed(boolean passing) {
        return CompletableFuture.failedFuture(new LookupFailedException(Reply.none("no way"), passing));
    }

    /** A provider whose account answers as a test says. */
    private static final class Asked implements Provider, AccountLookup {

        private final String name;
        private final SenderPolicy policy;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Supplier<CompletionStage<List<Finding>>> answers =
                () -> CompletableFuture.completedFuture(List.of(LOGIN));

        Asked(String name, SenderPolicy policy) {
            this.name = name;
            this.policy = policy;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String kind() {
            return "scripted";
        }

        @Override
        public Optional<SenderPolicy> senderPolicy() {
            return Optional.of(policy);
        }

        @Override
        public Optional<AccountLookup> account() {
            return Optional.of(this);
        }

        @Override
        public CompletionStage<List<Finding>> findings() {
            asked.incrementAndGet();
            return answers.get();
        }

        @Override
        public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
            return CompletableFuture.completedFuture(Outcomes.UNREACHABLE);
        }
    }
}
