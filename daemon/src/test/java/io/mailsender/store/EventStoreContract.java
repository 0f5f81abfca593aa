package io.mailsender.store;

import static io.mailsender.provider.event.EventType.ACCEPTED;
import static io.mailsender.provider.event.EventType.BOUNCED;
import static io.mailsender.provider.event.EventType.CLICKED;
import static io.mailsender.provider.event.EventType.COMPLAINED;
import static io.mailsender.provider.event.EventType.DEFERRED;
import static io.mailsender.provider.event.EventType.DELIVERED;
import static io.mailsender.provider.event.EventType.OPENED;
import static io.mailsender.provider.event.EventType.OTHER;
import static io.mailsender.provider.event.EventType.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.RecipientReport;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.event.AppliedEvent;
import io.mailsender.event.EventStore;
import io.mailsender.event.EventStore.Applied;
import io.mailsender.event.StoredEvent;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.provider.event.Severity;
import io.mailsender.queue.MessageStore;
import io.mailsender.suppression.SuppressionSettings;
import io.mailsender.testing.Messages;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of messages when providers report, in any order and more than once. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class EventStoreContract extends StoreFixture {

    private static final String P = "first";

    static final SuppressionSettings SUPPRESSION = new SuppressionSettings(
            true,
            SuppressionSettings.EntryScope.GLOBAL,
            true,
            true,
            true,
            true,
            5,
            Duration.ofDays(365),
            Duration.ofDays(30),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(30),
            false);

    private EventStore events;
    private String prefix = "event-";
    private int made;

    final EventStore events() {
        return events;
    }

    /** Opens an empty database. */
    abstract Database database() throws Exception;

    @Override
    final MessageStore open() throws Exception {
        Database database = database();
        WebhookOutbox outbox = new WebhookOutbox();
        events = new JdbcEventStore(
                database, new EventEffects(new SuppressionRule(SUPPRESSION, database.clock()), outbox));
        return new JdbcMessageStore(database, LEASE, outbox);
    }

    private static Detail detail(EventType type, @Nullable Severity severity) {
        return new Detail(severity, type == BOUNCED ? EventReason.OTHER : null, type == BOUNCED ? 550 : 0, "words");
    }

    private ProviderEvent event(EventType type, Subject subject, @Nullable String recipient) {
        return event(type, type == BOUNCED ? Severity.HARD : null, subject, recipient, clock.instant());
    }

    private ProviderEvent event(
            EventType type, @Nullable Severity severity, Subject subject, @Nullable String recipient, Instant time) {
        return new ProviderEvent(
                type,
                prefix + made++,
                time,
                subject,
                recipient == null ? null : EmailAddress.parse(recipient),
                detail(type, severity));
    }

    private static Subject about(Message message) {
        return new Subject(id(message), List.of("id-1"));
    }

    private List<AppliedEvent> report(ProviderEvent... reported) {
        return report(P, reported);
    }

    private List<AppliedEvent> report(String provider, ProviderEvent... reported) {
        join(events.add(provider, EventReport.of(List.of(reported))));
        return apply();
    }

    private List<AppliedEvent> apply() {
        List<AppliedEvent> all = new ArrayList<>();
        Applied applied;
        do {
            applied = join(events.apply(7));
            all.addAll(applied.events());
        } while (applied.taken() > 0);
        return all;
    }

    private String state(Message message) {
        return String.join(
                " ",
                find(message).recipients().stream().map(RecipientStatus::word).toList());
    }

    private Message sentMessage() {
        return ended(sent(), DeliveryStatus.SENT);
    }

    @Test
    void findsTheMessageByOurIdThenByTheProviders() {
        Message message = sentMessage();

        assertThat(report(event(ACCEPTED, new Subject(id(message), List.of()), "ann@example.com")))
                .hasSize(1);
        assertThat(state(message)).isEqualTo("sent");
        assertThat(report(event(DELIVERED, new Subject(null, List.of("x", "id-1")), "ann@example.com")))
                .singleElement()
                .satisfies(applied -> {
                    assertThat(applied.messageId()).isEqualTo(id(message));
                    assertThat(applied.isChange()).isTrue();
                    assertThat(applied.settled()).isFalse();
                });
        assertThat(state(message)).isEqualTo("delivered");
        assertThat(join(events.of(id(message))))
                .extracting(stored -> stored.event().type(), StoredEvent::attempt)
                .containsExactly(tuple(ACCEPTED, 1), tuple(DELIVERED, 1));
    }

    @Test
    void ignoresCaseInTheAddress() {
        Message message = sentMessage();

        report(event(DELIVERED, about(message), "ANN@EXAMPLE.com"));

        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void keepsTheVendorsWords() {
        Message message = sentMessage();

        report(event(BOUNCED, about(message), "ann@example.com"));

        RecipientReport report = find(message).recipients().get(0).report();
        assertThat(report).isNotNull();
        assertThat(report.provider()).isEqualTo(P);
        assertThat(report.event().detail()).isEqualTo(new Detail(Severity.HARD, EventReason.OTHER, 550, "words"));
    }

    /** A forged state: another provider, another id at the provider, an address that is not in the message. */
    @Test
    void believesNoReportAboutAnothersMessage() {
        Message message = sentMessage();
        Message other = sentMessage();

        assertThat(report("second", event(BOUNCED, about(message), "ann@example.com")))
                .isEmpty();
        assertThat(report(event(BOUNCED, new Subject(id(message), List.of("id-2")), "ann@example.com")))
                .isEmpty();
        report(event(BOUNCED, about(message), "eve@example.com"));
        assertThat(report(event(BOUNCED, new Subject("x".repeat(32), List.of("id-1")), null)))
                .as("an id of ours that does not exist, and one of the provider")
                .hasSize(1);

        assertThat(state(message)).isEqualTo("sent");
        assertThat(state(other)).isEqualTo("bounced");
    }

    @Test
    void waitsForAMessageForADay() {
        ProviderEvent early = event(DELIVERED, new Subject(null, List.of("id-1")), "ann@example.com");

        assertThat(report(early)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        Message message = sentMessage();
        clock.advance(Duration.ofSeconds(2));

        assertThat(apply()).hasSize(1);
        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void dropsAnEventWithoutAMessageAfterADay() {
        report(event(DELIVERED, new Subject(null, List.of("nobody's")), "ann@example.com"));
        int dropped = 0;
        for (int hours = 0; hours < 26; hours++) {
            clock.advance(Duration.ofHours(1));
            Applied applied = join(events.apply(10));
            assertThat(applied.events()).isEmpty();
            dropped += applied.dropped();
        }
        assertThat(dropped).isEqualTo(1);
        assertThat(join(events.backlog())).isZero();
    }

    @Test
    void waitsForTheEndOfARound() {
        Message message = Messages.to("ann@example.com");
        var lease = accept(sending(message));

        assertThat(report(event(DELIVERED, about(message), "ann@example.com"))).isEmpty();
        endFirst(lease, message, sent(), DeliveryStatus.SENT);
        clock.advance(Duration.ofSeconds(1));

        assertThat(apply()).hasSize(1);
        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void settlesAnUnknownMessage() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);

        assertThat(report(event(ACCEPTED, new Subject(id(message), List.of("theirs")), "ann@example.com")))
                .singleElement()
                .matches(AppliedEvent::settled);

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(find(message).attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.isSent()).isTrue();
            assertThat(((Outcome.Sent) attempt.outcome()).providerMessageId()).isEqualTo("theirs");
        });
        assertThat(state(message)).isEqualTo("sent");
    }

    @Test
    void aLateAnswerWithoutAnIdKeepsTheReportedOne() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);
        report(event(ACCEPTED, new Subject(id(message), List.of("theirs")), "ann@example.com"));

        Attempt late = find(message).attempts().get(0).settled(new Outcome.Sent(new Reply(250, "OK"), null));
        join(store().correct(message.id(), late, message.destination().addresses()));

        assertThat(find(message).attempts())
                .singleElement()
                .satisfies(attempt ->
                        assertThat(attempt.outcome()).isEqualTo(new Outcome.Sent(new Reply(250, "OK"), "theirs")));
    }

    @Test
    void settlesAnUnknownMessageThatBounced() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);

        report(
                event(BOUNCED, new Subject(id(message), List.of("theirs")), "ann@example.com"),
                event(ACCEPTED, new Subject(id(message), List.of("theirs")), "ann@example.com"));

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(state(message)).isEqualTo("bounced");
    }

    /** The attempt had all recipients; one report shows that the provider took the request, and so all of them. */
    @Test
    void settlesForAllRecipientsOfTheAttempt() {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        endFirst(accept(sending(message)), message, unknown(), DeliveryStatus.UNKNOWN);

        report(event(DELIVERED, new Subject(id(message), List.of()), "bob@example.com"));

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(state(message)).isEqualTo("sent delivered");
    }

    @Test
    void whatProvesNothingChangesNothing() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);

        report("second", event(DELIVERED, new Subject(id(message), List.of()), "ann@example.com"));
        report(event(DELIVERED, new Subject(null, List.of("other")), "ann@example.com"));

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    /** Recipients know our id, and could stop a retry with it. */
    @Test
    void doesNotOverturnWhatWasSurelyNotSent() {
        Message message = Messages.to("ann@example.com");
        join(store().endRound(
                        accept(sending(message)),
                        ended(1, P, throttled()),
                        next(message, DeliveryStatus.QUEUED, clock.instant().plusSeconds(60))));

        assertThat(report(event(ACCEPTED, new Subject(id(message), List.of("theirs")), "ann@example.com")))
                .isEmpty();

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.QUEUED);
        clock.advance(Duration.ofMinutes(2));
        assertThat(claim()).hasSize(1);
    }

    /** The report may be about the first attempt, which was for another recipient. */
    @Test
    void settlesNothingIfAnotherAttemptMayBeMeant() {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        var lease = accept(queued(message).withFirst(new Begun(1, P, clock.instant(), List.of(0))));
        join(store().begin(
                        lease,
                        ended(1, P, sent()),
                        List.of(EmailAddress.parse("ann@example.com")),
                        new Begun(2, P, clock.instant(), List.of(1))));
        NextStep held = new NextStep(
                DeliveryStatus.UNKNOWN,
                null,
                1,
                false,
                List.of(
                        new RecipientStatus(EmailAddress.parse("ann@example.com"), State.SENT, null),
                        RecipientStatus.pending(EmailAddress.parse("bob@example.com"))));
        join(store().endRound(lease, ended(2, P, unknown()), held));

        report(event(BOUNCED, new Subject(id(message), List.of()), "ann@example.com"));
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.UNKNOWN);

        report(event(DELIVERED, new Subject(id(message), List.of("id-2")), "bob@example.com"));
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
    }

    /** A mail server may have refused the other recipient, and its answer was lost. */
    @Test
    void aMailSettlesOnlyAnAttemptForTheRecipientItNames() {
        Message two = Messages.to("ann@example.com", "bob@example.com");
        endFirst(accept(sending(two)), two, unknown(), DeliveryStatus.UNKNOWN);
        Message one = ended(unknown(), DeliveryStatus.UNKNOWN);

        report(byMail(two), byMail(one));

        assertThat(find(two).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(find(one).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(join(events.sources()).get(P).proven()).isEqualTo(Instant.EPOCH);
    }

    private ProviderEvent byMail(Message message) {
        ProviderEvent event = event(DELIVERED, new Subject(id(message), List.of()), "ann@example.com");
        return new ProviderEvent(
                event.type(),
                EventId.MAIL + event.id(),
                event.time(),
                event.subject(),
                event.recipient(),
                event.detail());
    }

    /** An event that came before the message was sent again says nothing about the copy. */
    @Test
    void aReportAboutAReleasedAttemptStopsNoCopy() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);
        assertThat(join(store().resend(id(message)))).isTrue();

        report(event(BOUNCED, new Subject(id(message), List.of("theirs")), "ann@example.com"));

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(state(message)).isEqualTo("pending");
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aLateFailureDoesNotUndoWhatWasReported() {
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);
        Attempt attempt = find(message).attempts().get(0);
        report(event(DELIVERED, new Subject(id(message), List.of("theirs")), "ann@example.com"));

        join(store().correct(
                        message.id(),
                        attempt.corrected(clock.instant(), throttled()),
                        List.of(EmailAddress.parse("ann@example.com"))));

        assertThat(find(message).attempts().get(0).isSent()).isTrue();
        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void triesTheProvidersIdIfOursIsUnknown() {
        Message message = sentMessage();

        assertThat(report(event(DELIVERED, new Subject("0".repeat(32), List.of("id-1")), "ann@example.com")))
                .hasSize(1);
        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void recordsWhatChangesNoState() {
        Message message = sentMessage();

        List<AppliedEvent> applied = report(
                event(DELIVERED, about(message), "ann@example.com"),
                event(OPENED, about(message), null),
                event(CLICKED, about(message), null),
                event(OTHER, about(message), null));

        assertThat(applied).hasSize(4).filteredOn(AppliedEvent::isChange).hasSize(1);
        assertThat(state(message)).isEqualTo("delivered");
        assertThat(join(events.of(id(message)))).hasSize(4);
    }

    @Test
    void countsARepeatedReportOnce() {
        Message message = sentMessage();
        ProviderEvent delivered = event(DELIVERED, about(message), "ann@example.com");

        assertThat(report(delivered)).hasSize(1);
        assertThat(report(delivered)).isEmpty();
        assertThat(report(delivered, delivered)).isEmpty();
        assertThat(join(events.of(id(message)))).hasSize(1);
    }

    @Test
    void acceptsATokenOnce() {
        Message message = sentMessage();
        EventReport genuine = new EventReport(List.of(event(DELIVERED, about(message), "ann@example.com")), "token");
        EventReport forged = new EventReport(List.of(event(COMPLAINED, about(message), "ann@example.com")), "token");

        join(events.add(P, genuine));
        join(events.add(P, forged));
        apply();

        assertThat(state(message)).isEqualTo("delivered");
    }

    /** Every order of the same reports, with repeats, and however they are divided, ends in one state. */
    @Test
    void everyOrderEndsInOneState() {
        List<String> states = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            Random random = new Random(run);
            Message message = Messages.to("ann@example.com", "bob@example.com", "cy@example.com", "di@example.com");
            endFirst(accept(sending(message)), message, sent(), DeliveryStatus.SENT);
            made = 0;
            prefix = run + "-";
            List<ProviderEvent> reports = reports(message);
            for (int i = 0; i < 1_000 - 250; i++) {
                reports.add(reports.get(random.nextInt(250)));
            }
            Collections.shuffle(reports, random);
            for (int from = 0; from < reports.size(); from += 100) {
                join(events.add(P, EventReport.of(reports.subList(from, from + 100))));
                if (random.nextBoolean()) {
                    apply();
                }
            }
            apply();
            states.add(shown(message));
            assertThat(join(events.of(id(message)))).hasSize(250);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(states).hasSize(4).containsOnly(states.get(0));
        assertThat(states.get(0)).startsWith("complained ").contains("delivered", "bounced", "rejected");
    }

    /** The first recipient complains at last, the second has it delivered, the others bounce. */
    private List<ProviderEvent> reports(Message message) {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        List<EventType> types = List.of(ACCEPTED, DEFERRED, DELIVERED, BOUNCED, OPENED);
        List<ProviderEvent> reports = new ArrayList<>();
        for (int i = 0; i < 248; i++) {
            String recipient = message.destination().addresses().get(i % 4).toString();
            EventType type = types.get(i / 4 % types.size());
            Severity severity = type != BOUNCED ? null : i % 4 < 2 ? Severity.SOFT : Severity.HARD;
            reports.add(event(type, severity, about(message), recipient, start.plusMillis(i % 50)));
        }
        reports.add(event(COMPLAINED, null, about(message), "ann@example.com", start));
        reports.add(event(REJECTED, null, about(message), "di@example.com", start.plusSeconds(1)));
        return reports;
    }

    private String shown(Message message) {
        return find(message).recipients().stream()
                .map(recipient -> recipient.word() + " "
                        + Stream.of(recipient.report())
                                .map(report -> report == null
                                        ? ""
                                        : report.event().id().substring(2))
                                .findFirst()
                                .orElseThrow())
                .reduce("", (all, one) -> all + one + " ");
    }

    /** All in one transaction, and in no order: what counts is when each happened. */
    @Test
    void aDeliveryBetweenSoftBouncesCountsInOneBatch() {
        List<ProviderEvent> reports = new ArrayList<>();
        Instant start = clock.instant();
        for (int i = 0; i < 9; i++) {
            Message message = sentMessage();
            EventType type = i == 4 ? DELIVERED : BOUNCED;
            reports.add(event(
                    type, i == 4 ? null : Severity.SOFT, about(message), "ann@example.com", start.plusSeconds(i)));
        }
        Collections.shuffle(reports, new Random(17));
        join(events.add(P, EventReport.of(reports)));
        clock.advance(Duration.ofMinutes(1));
        join(events.apply(100));

        assertThat(suppressions()).isZero();
        report(event(BOUNCED, Severity.SOFT, about(sentMessage()), "ann@example.com", clock.instant()));
        assertThat(suppressions()).isEqualTo(1);
    }

    private long suppressions() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM suppression")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sendsAgainToARecipientWhoBounced() {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        endFirst(accept(sending(message)), message, sent(), DeliveryStatus.SENT);
        assertThat(join(store().resend(id(message)))).as("all have it").isFalse();
        report(event(BOUNCED, about(message), "ann@example.com"), event(DELIVERED, about(message), "bob@example.com"));

        assertThat(join(store().resend(id(message)))).isTrue();

        assertThat(state(message)).isEqualTo("pending delivered");
        report(event(BOUNCED, about(message), "ann@example.com"));
        assertThat(state(message)).as("a late report of the first copy").isEqualTo("pending delivered");
        assertThat(claim())
                .singleElement()
                .satisfies(claim -> assertThat(claim.recipients())
                        .extracting(RecipientStatus::isOpen)
                        .containsExactly(true, false));
    }

    @Test
    void takesAnyText() {
        Message message = sentMessage();
        String hostile = "\u0000\uD800\u202E'; DROP TABLE event; --\r\n" + "x".repeat(20_000);
        ProviderEvent odd = new ProviderEvent(
                DELIVERED,
                hostile,
                Instant.MAX,
                new Subject(hostile, List.of(hostile, hostile, "id-1")),
                EmailAddress.parse("ann@example.com"),
                new Detail(null, null, 250, hostile));

        assertThat(report(odd)).hasSize(1);
        assertThat(report(odd)).isEmpty();
        assertThat(state(message)).isEqualTo("delivered");
    }

    @Test
    void knowsWhatCameFromEachProvider() {
        assertThat(join(events.sources())).isEmpty();
        Instant first = clock.instant();
        join(events.add(P, EventReport.EMPTY));
        clock.advance(Duration.ofSeconds(5));
        Message message = sentMessage();
        Attempt attempt = find(message).attempts().get(0);
        report(event(DELIVERED, about(message), "ann@example.com"));

        assertThat(join(events.sources()).get(P)).satisfies(state -> {
            assertThat(state.first()).isEqualTo(first);
            assertThat(state.last()).isEqualTo(clock.instant());
            assertThat(state.proven()).isEqualTo(attempt.began());
            assertThat(state.refused()).isEqualTo(Instant.EPOCH);
        });
        join(events.refused(P));
        join(events.refused("second"));
        assertThat(join(events.sources()).get(P).refused()).isEqualTo(clock.instant());
        assertThat(join(events.sources()).get("second").refused()).isEqualTo(clock.instant());
    }

    @Test
    void deletesEventsWithTheirMessage() {
        Message message = sentMessage();
        report(event(DELIVERED, about(message), "ann@example.com"));

        clock.advance(Duration.ofDays(100));
        purge(Duration.ofDays(90));

        assertThat(join(events.of(id(message)))).isEmpty();
    }

    @Test
    void rejectedAttemptsStayIfAnotherWasSent() {
        Message message = Messages.to("ann@example.com");
        var lease = accept(sending(message));
        join(store().begin(lease, ended(1, P, throttled()), begun(2, "second")));
        join(store().endRound(
                        lease,
                        ended(2, "second", new Outcome.Sent(new Reply(200, "OK"), "id-2")),
                        next(message, DeliveryStatus.SENT)));

        assertThat(report("second", event(DELIVERED, new Subject(id(message), List.of("id-2")), "ann@example.com")))
                .hasSize(1);

        assertThat(find(message).attempts()).extracting(Attempt::isSent).containsExactly(false, true);
    }
}
