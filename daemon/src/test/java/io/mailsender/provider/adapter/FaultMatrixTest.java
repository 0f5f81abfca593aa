package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryListener;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RoundResult;
import io.mailsender.delivery.SteadyClock;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultyHttpServer.Behaviour;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Fault;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.Messages;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestCertificate;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The result of a failover for each fault, if the faulty provider is the first of two and if it is the last. Each attempt must be one
 * POST or one DATA. The tests of the adapters check the outcome of each fault.
 */
class FaultMatrixTest {

    private static final String ERROR = "{\"message\":\"no\"}";
    private static final String PAGE = "<html>no</html>";

    private static final Map<String, Behaviour> HTTP_FAULTS = Map.ofEntries(
            Map.entry("H05 no answer", Behaviours.neverAnswer()),
            Map.entry("H06 headers, then silence", Behaviours.stallInBody(200)),
            Map.entry("H07 truncated answer", Behaviours.truncateBody(200)),
            Map.entry("H07 truncated chunks", Behaviours.truncateChunks(200)),
            Map.entry("H08 malformed JSON", Behaviours.json(200, "{")),
            Map.entry("H09 web page", Behaviours.answer(200, "text/html", PAGE)),
            Map.entry("H09 health check", Behaviours.json(200, "{\"status\":\"healthy\"}")),
            Map.entry("H09 greeting", Behaviours.answer(200, "text/plain", "Mailgun Magnificent API")),
            Map.entry("H10 202 without a body", Behaviours.status(202)),
            Map.entry("H11 redirect", Behaviours.redirectToItself(307)),
            Map.entry("H12 400", Behaviours.json(400, ERROR)),
            Map.entry("H13 401", Behaviours.json(401, ERROR)),
            Map.entry("H14 402", Behaviours.json(402, ERROR)),
            Map.entry("H15 403", Behaviours.json(403, ERROR)),
            Map.entry("H16 404", Behaviours.json(404, ERROR)),
            Map.entry("H17 408", Behaviours.json(408, ERROR)),
            Map.entry("H18 409", Behaviours.json(409, ERROR)),
            Map.entry("H19 413", Behaviours.json(413, ERROR)),
            Map.entry("H20 422", Behaviours.json(422, ERROR)),
            Map.entry("H21 429 for seconds", Behaviours.json(429, ERROR, "Retry-After: 30")),
            Map.entry(
                    "H22 429 until a date", Behaviours.json(429, ERROR, "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT")),
            Map.entry("H23 429 for nonsense", Behaviours.json(429, ERROR, "Retry-After: abc")),
            Map.entry("H23 429 for ever", Behaviours.json(429, ERROR, "Retry-After: 999999")),
            Map.entry("H24 500", Behaviours.json(500, ERROR)),
            Map.entry("H25 502", Behaviours.answer(502, "text/html", PAGE)),
            Map.entry("H26 503", Behaviours.json(503, ERROR)),
            Map.entry("H27 504", Behaviours.answer(504, "text/html", PAGE)),
            Map.entry("H28 closed after the request", Behaviours.closeAfterRequest()),
            Map.entry("H28 reset after the request", Behaviours.resetAfterRequest()),
            Map.entry("H29 reset before the body", Behaviours.resetBeforeBody()),
            Map.entry("H30 trickle", Behaviours.trickleBody(200)),
            Map.entry("H05 head without end", Behaviours.trickleHead(503)),
            Map.entry("H31 endless answer", Behaviours.endlessBody(200)));

    private static final Duration PLENTY = Duration.ofSeconds(30);

    private static final Set<String> SILENT = Set.of("H05", "H06", "H30");
    private static final Set<String> SENT = Set.of("H06", "H07", "H08", "H30", "H31");
    private static final Set<String> REJECTED = Set.of("H12", "H18", "H20");
    private static final Set<String> UNKNOWN = Set.of("H05", "H09", "H10", "H17", "H24", "H25", "H27", "H28", "H29");

    private static final Set<Fault> SMTP_SENT =
            EnumSet.of(Fault.NONE, Fault.X32_STARTTLS_INJECTED, Fault.S16_DROP_AFTER_250, Fault.S16_QUIT_SILENCE);
    private static final Set<Fault> SMTP_REJECTED =
            EnumSet.of(Fault.S06_RCPT_550, Fault.S14_DOT_550, Fault.S14_DOT_554);
    private static final Set<Fault> SMTP_UNKNOWN = EnumSet.of(
            Fault.S12_DOT_DROP,
            Fault.S12_DOT_SILENCE,
            Fault.S15_DOT_GARBAGE,
            Fault.X22_DOT_ENDLESS_REPLY,
            Fault.X22_DOT_ENDLESS_LINE);

    private static final ApplicationContext BEANS = ApplicationContext.run();
    private static final ExecutorService BLOCKING = Executors.newCachedThreadPool();

    @AfterAll
    static void stop() {
        BEANS.close();
        BLOCKING.shutdownNow();
    }

    static Set<String> httpFaults() {
        return new TreeSet<>(HTTP_FAULTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("httpFaults")
    void mailgun(String fault) throws Exception {
        http(
                fault,
                uri -> new Mailgun(
                        new Mailgun.Settings(
                                "faulty",
                                "key",
                                "example.com",
                                Mailgun.Region.US,
                                "a@example.com",
                                null,
                                false,
                                null,
                                uri),
                        BEANS.getBean(ProviderHttp.class)));
    }

    @ParameterizedTest
    @MethodSource("httpFaults")
    void amazonSes(String fault) throws Exception {
        http(fault, uri -> new AmazonSes(SesFixture.settings(uri, null), BEANS.getBean(ProviderHttp.class), BLOCKING));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"S07_RCPT_550_SOME", "S08_RCPT_451_SOME"})
    void smtp(Fault fault) throws Exception {
        Ending ending = SMTP_SENT.contains(fault)
                ? Ending.SENT
                : SMTP_REJECTED.contains(fault)
                        ? Ending.REJECTED
                        : SMTP_UNKNOWN.contains(fault) ? Ending.UNKNOWN : Ending.UNAVAILABLE;
        for (boolean first : new boolean[] {true, false}) {
            try (FaultySmtpServer server = new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost());
                    Smtp smtp = new Smtp(SmtpFixture.settings(server, Security.STARTTLS))) {
                server.fault(fault);
                Duration timeout = fault.name().endsWith("SILENCE") ? Duration.ofSeconds(3) : PLENTY;
                check(ending, smtp, messageFor(fault), first, timeout, server::datas);
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }

    /** For a server that closes within the body, the body must be larger than all buffers in between. */
    private static Message messageFor(Fault fault) {
        return fault == Fault.S11_BODY_DROP
                ? SmtpFixture.message("0123456789abcdef\r\n".repeat(600_000), SmtpFixture.ADA)
                : Messages.to("ann@example.com");
    }

    private static void http(String fault, Adapter adapter) throws Exception {
        String row = fault.substring(0, 3);
        Ending ending = SENT.contains(row)
                ? Ending.SENT
                : REJECTED.contains(row)
                        ? Ending.REJECTED
                        : UNKNOWN.contains(row) ? Ending.UNKNOWN : Ending.UNAVAILABLE;
        for (boolean first : new boolean[] {true, false}) {
            try (FaultyHttpServer server = FaultyHttpServer.start()) {
                server.always(Objects.requireNonNull(HTTP_FAULTS.get(fault)));
                Duration timeout = SILENT.contains(row) ? Duration.ofSeconds(1) : PLENTY;
                check(
                        ending,
                        adapter.at(server.uri()),
                        Messages.to("ann@example.com"),
                        first,
                        timeout,
                        () -> server.posts().size());
                assertThat(server.posts()).as("POSTs").hasSize(1);
            }
        }
    }

    /** The result of a failover. */
    private enum Ending {
        SENT,
        REJECTED,
        UNAVAILABLE,
        UNKNOWN
    }

    private static void check(
            Ending ending, Provider faulty, Message message, boolean first, Duration timeout, IntSupplier transfers) {
        ScriptedProvider other = new ScriptedProvider("other");
        if (!first) {
            other.answers(Outcomes.UNREACHABLE);
        }
        RoundResult delivery = deliver(message, first ? List.of(faulty, other) : List.of(other, faulty), timeout);

        assertThat(transfers.getAsInt()).as("transfers for one attempt").isLessThanOrEqualTo(1);
        if (first) {
            boolean goesOn = ending == Ending.UNAVAILABLE || ending == Ending.UNKNOWN;
            assertThat(other.calls()).as("whether the other was asked").hasSize(goesOn ? 1 : 0);
            assertThat(delivery.status())
                    .isEqualTo(ending == Ending.REJECTED ? DeliveryStatus.REJECTED : DeliveryStatus.SENT);
            assertThat(delivery.possibleDuplicate()).isEqualTo(ending == Ending.UNKNOWN);
        } else {
            assertThat(delivery.status())
                    .isEqualTo(
                            switch (ending) {
                                case SENT -> DeliveryStatus.SENT;
                                case REJECTED -> DeliveryStatus.REJECTED;
                                case UNKNOWN -> DeliveryStatus.UNKNOWN;
                                case UNAVAILABLE -> DeliveryStatus.FAILED;
                            });
            assertThat(delivery.possibleDuplicate()).isFalse();
        }
        assertThat(delivery.attempts())
                .filteredOn(a -> a.provider().equals(faulty.name()))
                .hasSize(1);
    }

    private static RoundResult deliver(Message message, List<Provider> order, Duration timeout) {
        DeliverySettings settings = new DeliverySettings(Duration.ofSeconds(60), timeout, OnUnknown.RESEND, 1);
        HealthSettings health = new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(10));
        return new Failover(
                        order,
                        settings,
                        health,
                        io.mailsender.delivery.LimitSettings.NONE,
                        new Silent(),
                        new SteadyClock(java.time.Instant.now()))
                .deliver(message, OnUnknown.RESEND)
                .toCompletableFuture()
                .join();
    }

    private interface Adapter {
        Provider at(URI endpoint);
    }

    private static final class Silent implements DeliveryListener {
        @Override
        public void attempted(MessageId message, Attempt attempt) {}

        @Override
        public void corrected(MessageId message, Attempt attempt) {}

        @Override
        public void roundEnded(Message message, RoundResult result) {}
    }
}
