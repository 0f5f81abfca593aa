package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.Message;
import io.mailsender.queue.MessageStore;
import io.mailsender.store.TestStores.Opened;
import io.mailsender.testing.Messages;
import io.mailsender.webhook.ClaimedDelivery;
import io.mailsender.webhook.DeliveryEnd;
import io.mailsender.webhook.DeliveryFilter;
import io.mailsender.webhook.DeliveryState;
import io.mailsender.webhook.TestWebhooks;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookDelivery;
import io.mailsender.webhook.WebhookDelivery.Attempt;
import io.mailsender.webhook.WebhookEvent;
import io.mailsender.webhook.WebhookSecret;
import io.mailsender.webhook.WebhookStore;
import io.mailsender.webhook.WebhookStore.Slots;
import io.mailsender.webhook.WebhookType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store guarantees to webhooks. */
abstract class WebhookStoreContract extends StoreFixture {

    static final Duration LEASE = Duration.ofSeconds(45);
    static final String A = "aaaaaaaaaaaa";
    static final String B = "bbbbbbbbbbbb";

    private @Nullable Opened opened;

    abstract Opened openBoth() throws Exception;

    @Override
    final MessageStore open() throws Exception {
        opened = openBoth();
        join(opened.webhooks().all());
        return opened.messages();
    }

    final WebhookStore webhooks() {
        return Objects.requireNonNull(opened).webhooks();
    }

    final void add(String id, String owner, String... events) {
        assertThat(join(webhooks()
                        .add(TestWebhooks.webhook(id, owner, "https://example.com/" + id, clock.instant(), events))))
                .isTrue();
    }

    final void handOver() {
        while (join(webhooks().fanOut(2, TestWebhooks.format()))) {
            // until nothing is left
        }
    }

    static List<ClaimedDelivery> claim(WebhookStore store, int perWebhook) {
        return join(store.claim(slots(100, perWebhook), LEASE));
    }

    static Slots slots(int total, int perWebhook) {
        return new Slots() {
            @Override
            public int most(Webhook webhook, List<ClaimedDelivery> claimed) {
                return Math.min(perWebhook, total - claimed.size());
            }
        };
    }

    final List<ClaimedDelivery> take() {
        return claim(webhooks(), 100);
    }

    final List<WebhookDelivery> log(String id) {
        return join(webhooks().deliveries(new DeliveryFilter(id, null, null, 100)));
    }

    final boolean end(ClaimedDelivery delivery, DeliveryState state, @Nullable Duration after) {
        Attempt attempt = new Attempt(
                delivery.attempts() + 1, clock.instant(), 5, state == DeliveryState.DELIVERED ? 200 : 500, "text");
        Instant due = after == null ? null : clock.instant().plus(after);
        return join(webhooks().end(delivery, new DeliveryEnd(attempt, state, due, null)));
    }

    private static String text(ClaimedDelivery delivery) {
        return new String(delivery.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void writesAnEventWithTheChange() {
        add(A, "");
        Message message = ended(sent(), DeliveryStatus.SENT);
        handOver();

        assertThat(take())
                .singleElement()
                .satisfies(claim -> assertThat(claim.type()).isEqualTo("message.sent"))
                .satisfies(claim -> assertThat(text(claim))
                        .contains(
                                "\"type\":\"message.sent\"",
                                "\"id\":\"" + id(message) + "\"",
                                "\"status\":\"sent\"",
                                "\"address\":\"ann@example.com\",\"state\":\"sent\"",
                                "\"sequence\":" + claim.sequence()));
    }

    @Test
    void writesNoEventThatNobodyWants() throws Exception {
        add(A, "", "recipient.*");
        ended(sent(), DeliveryStatus.SENT);
        join(webhooks().remove(A));
        ended(sent(), DeliveryStatus.SENT);
        assertThat(rows("webhook_event")).isZero();
    }

    @Test
    void coversEveryChangeOfAMessage() {
        add(A, "");
        Message cancelled = Messages.to("ann@example.com");
        join(store().add(queued(cancelled)));
        join(store().cancel(id(cancelled)));
        join(store().resend(id(cancelled)));
        Message unknown = ended(unknown(), DeliveryStatus.UNKNOWN);
        join(store().resolve(id(unknown), DeliveryStatus.FAILED));
        ended(throttled(), DeliveryStatus.FAILED);
        handOver();

        assertThat(log(A))
                .extracting(WebhookDelivery::type)
                .containsExactly(
                        "message.failed", "message.failed", "message.unknown", "message.queued", "message.cancelled");
    }

    @Test
    void tellsADamagedMessage() throws Exception {
        add(A, "");
        Message damaged = Messages.to("ann@example.com");
        join(store().add(queued(damaged)));
        damage(damaged);
        claim();
        handOver();
        assertThat(log(A)).extracting(WebhookDelivery::type).containsExactly("message.failed");
    }

    @Test
    void aKeysWebhookIsToldOfItsOwnMessagesOnly() {
        add(A, "shop");
        add(B, "");
        ended(sent(), DeliveryStatus.SENT);
        join(webhooks()
                .publish(WebhookEvent.of(WebhookType.PROVIDER_RESTING, clock.instant(), "{\"provider\":\"x\"}")));
        handOver();

        assertThat(log(A)).isEmpty();
        assertThat(log(B)).extracting(WebhookDelivery::type).containsExactly("provider.resting", "message.sent");
    }

    @Test
    void handsAnEventOverOnce() throws Exception {
        add(A, "");
        add(B, "");
        for (int i = 0; i < 5; i++) {
            ended(sent(), DeliveryStatus.SENT);
        }
        handOver();
        handOver();
        assertThat(rows("webhook_event")).isZero();
        assertThat(log(A)).hasSize(5);
        assertThat(log(B))
                .extracting(WebhookDelivery::sequence)
                .doesNotHaveDuplicates()
                .hasSize(5);
    }

    @Test
    void theBytesStayTheSame() {
        add(A, "");
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);
        handOver();
        ClaimedDelivery first = take().get(0);
        end(first, DeliveryState.PENDING, Duration.ofSeconds(5));
        join(store().resolve(id(message), DeliveryStatus.SENT));
        clock.advance(Duration.ofSeconds(6));

        ClaimedDelivery second = take().get(0);
        assertThat(second.payload()).isEqualTo(first.payload());
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attempts()).isEqualTo(1);
    }

    @Test
    void takesOverAfterTheLease() {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        ClaimedDelivery lost = take().get(0);
        assertThat(take()).isEmpty();
        clock.advance(LEASE);
        ClaimedDelivery taken = take().get(0);

        assertThat(end(lost, DeliveryState.DELIVERED, null))
                .as("with a lost lease")
                .isFalse();
        assertThat(end(taken, DeliveryState.DELIVERED, null)).isTrue();
        assertThat(log(A).get(0).log()).hasSize(1);
        clock.advance(LEASE);
        assertThat(take()).isEmpty();
    }

    /** The rule: an earlier one of the same message is tried twice before a later one may overtake it. */
    @Test
    void keepsTheOrderOfAMessage() {
        add(A, "");
        Message message = ended(unknown(), DeliveryStatus.UNKNOWN);
        join(store().resolve(id(message), DeliveryStatus.FAILED));
        ended(sent(), DeliveryStatus.SENT);
        handOver();

        List<ClaimedDelivery> first = take();
        assertThat(first).extracting(ClaimedDelivery::type).containsExactly("message.unknown", "message.sent");
        end(first.get(0), DeliveryState.PENDING, Duration.ofSeconds(5));
        assertThat(take()).as("while it waits for its second try").isEmpty();
        clock.advance(Duration.ofSeconds(6));
        ClaimedDelivery again = take().get(0);
        assertThat(again.type()).isEqualTo("message.unknown");
        end(again, DeliveryState.PENDING, Duration.ofMinutes(5));
        assertThat(take()).extracting(ClaimedDelivery::type).containsExactly("message.failed");
    }

    @Test
    void claimsNoMoreThanTheSlots() {
        add(A, "");
        add(B, "");
        for (int i = 0; i < 10; i++) {
            ended(sent(), DeliveryStatus.SENT);
        }
        handOver();
        assertThat(join(webhooks().claim(slots(5, 3), LEASE))).hasSize(5);
        assertThat(join(webhooks().claim(slots(100, 0), LEASE))).isEmpty();
        assertThat(take()).hasSize(15);
    }

    @Test
    void aDisabledWebhookWaits() {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        join(webhooks().update(A, null, null, false));
        assertThat(take()).isEmpty();
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        assertThat(join(webhooks().backlog()).waiting()).isZero();
        assertThat(join(webhooks()
                        .address(
                                A,
                                WebhookEvent.of(WebhookType.WEBHOOK_TEST, clock.instant(), "{}"),
                                TestWebhooks.format())))
                .isEmpty();

        join(webhooks().update(A, null, null, true));
        assertThat(join(webhooks().backlog()).waiting()).isEqualTo(1);
        assertThat(take()).hasSize(1);
    }

    @Test
    void disablesOnceAndWritesTheEvent() {
        add(A, "shop");
        add(B, "");
        Instant before = clock.instant().minus(Duration.ofDays(5));
        WebhookEvent event =
                WebhookEvent.of(WebhookType.WEBHOOK_DISABLED, clock.instant(), "{\"webhook\":\"" + A + "\"}");
        assertThat(join(webhooks().disable(A, "why", before, event)))
                .as("it does not fail")
                .isFalse();
        assertThat(join(webhooks().disable(A, "why", null, event))).isTrue();
        assertThat(join(webhooks().disable(A, "again", null, event))).isFalse();
        handOver();

        assertThat(take())
                .singleElement()
                .satisfies(claim -> assertThat(text(claim)).contains("\"type\":\"webhook.disabled\"", A));
        assertThat(find(A)).returns(false, Webhook::enabled).returns("why", Webhook::reason);
        join(webhooks().update(A, "https://example.org/new", null, true));
        assertThat(find(A)).returns(true, Webhook::enabled).returns(null, Webhook::reason);
        assertThat(find(A).url()).isEqualTo("https://example.org/new");
    }

    @Test
    void remembersSinceWhenAWebhookFails() {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        List<ClaimedDelivery> claims = take();
        Instant first = clock.instant();
        end(claims.get(0), DeliveryState.PENDING, Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(1));
        end(claims.get(1), DeliveryState.PENDING, Duration.ofHours(1));
        assertThat(find(A).failingSince()).isEqualTo(first);
        clock.advance(Duration.ofHours(2));
        end(take().get(0), DeliveryState.DELIVERED, null);
        assertThat(find(A).failingSince()).isNull();
    }

    @Test
    void aWebhookThatRestsIsLeftAlone() {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        ClaimedDelivery one = claim(webhooks(), 1).get(0);
        Instant until = clock.instant().plusSeconds(60);
        join(webhooks()
                .end(
                        one,
                        new DeliveryEnd(
                                new Attempt(1, clock.instant(), 1, 429, ""), DeliveryState.PENDING, until, until)));
        assertThat(take()).isEmpty();
        clock.advance(Duration.ofSeconds(61));
        assertThat(take()).hasSize(2);
    }

    @Test
    void resendsWhatEnded() {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        List<ClaimedDelivery> claims = take();
        assertThat(join(webhooks().resend(A, claims.get(0).sequence())))
                .as("pending")
                .isFalse();
        end(claims.get(0), DeliveryState.DELIVERED, null);
        end(claims.get(1), DeliveryState.FAILED, null);

        assertThat(join(webhooks().resendFailed(A, clock.instant().plusSeconds(1))))
                .isZero();
        assertThat(join(webhooks().resendFailed(A, clock.instant().minusSeconds(1))))
                .isEqualTo(1);
        assertThat(join(webhooks().resend(A, claims.get(0).sequence()))).isTrue();
        assertThat(join(webhooks().resend(A, 999))).isFalse();
        List<ClaimedDelivery> again = take();
        assertThat(again).hasSize(2).allMatch(claim -> claim.attempts() == 1 && claim.tries() == 0);
        end(again.get(0), DeliveryState.DELIVERED, null);
        assertThat(log(A))
                .anySatisfy(delivery ->
                        assertThat(delivery.log()).extracting(Attempt::number).containsExactly(1, 2));
    }

    @Test
    void listsByStateAndPage() {
        add(A, "");
        for (int i = 0; i < 5; i++) {
            ended(sent(), DeliveryStatus.SENT);
        }
        handOver();
        end(take().get(0), DeliveryState.FAILED, null);
        assertThat(join(webhooks().deliveries(new DeliveryFilter(A, DeliveryState.FAILED, null, 10))))
                .hasSize(1);
        List<WebhookDelivery> page = join(webhooks().deliveries(new DeliveryFilter(A, null, null, 2)));
        assertThat(page).extracting(WebhookDelivery::sequence).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(join(webhooks()
                        .deliveries(new DeliveryFilter(A, null, page.get(1).sequence(), 10))))
                .hasSize(3);
    }

    @Test
    void rotatesTheSecret() {
        add(A, "");
        WebhookSecret first = find(A).secret();
        WebhookSecret second = TestWebhooks.webhook(B, "", "", clock.instant()).secret();
        join(webhooks().rotate(A, second, clock.instant().plus(Duration.ofHours(1))));
        assertThat(find(A).secrets(clock.instant())).containsExactly(second, first);
        WebhookSecret third = TestWebhooks.webhook(B, "", "", clock.instant()).secret();
        assertThat(join(webhooks().rotate(A, third, clock.instant().plus(Duration.ofHours(2)))))
                .as("while the first one signs")
                .isFalse();
        assertThat(find(A).secrets(clock.instant())).containsExactly(second, first);
        clock.advance(Duration.ofHours(1));
        assertThat(find(A).secrets(clock.instant())).containsExactly(second);
        assertThat(join(webhooks().rotate(A, third, clock.instant().plus(Duration.ofHours(1)))))
                .isTrue();
        assertThat(find(A).secrets(clock.instant())).containsExactly(third, second);
        assertThat(join(webhooks().rotate(B, second, clock.instant()))).isFalse();
    }

    @Test
    void anOwnerHasAtMostTwenty() {
        for (int i = 0; i < WebhookStore.MAX_PER_OWNER; i++) {
            add("aaaaaaaaaaa" + (char) ('a' + i), "shop");
        }
        assertThat(join(webhooks().add(TestWebhooks.webhook(B, "shop", "https://x.example", clock.instant()))))
                .isFalse();
        add(B, "");
    }

    @Test
    void purgesWhatIsOld() throws Exception {
        add(A, "");
        add(B, "");
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        take().forEach(claim -> end(
                claim,
                claim.webhook().id().equals(A) ? DeliveryState.DELIVERED : DeliveryState.PENDING,
                claim.webhook().id().equals(A) ? null : Duration.ofHours(1)));
        join(webhooks().remove(B));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(rows("webhook_delivery")).isEqualTo(2);
        clock.advance(Duration.ofDays(8));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(rows("webhook_delivery")).isZero();
        assertThat(rows("webhook_attempt")).isZero();
    }

    /** What a person had sent again is old, but it is to be delivered. */
    @Test
    void keepsWhatIsSentAgain() throws Exception {
        add(A, "");
        ended(sent(), DeliveryStatus.SENT);
        handOver();
        end(take().get(0), DeliveryState.FAILED, null);
        clock.advance(Duration.ofDays(8));
        assertThat(join(webhooks().resend(A, log(A).get(0).sequence()))).isTrue();

        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(log(A))
                .singleElement()
                .satisfies(one -> assertThat(one.log()).hasSize(1));
        clock.advance(Duration.ofDays(8));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(take()).as("its webhook is enabled").hasSize(1);

        join(webhooks().update(A, null, null, false));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(log(A)).as("it has not waited long").hasSize(1);
        clock.advance(Duration.ofDays(8));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(log(A)).isEmpty();
        assertThat(rows("webhook_attempt")).isZero();
    }

    /** During a rolling upgrade, and after a damage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE message SET priority = %s WHERE id = '%s' | 25 | 20",
                "UPDATE message SET status = '%s' WHERE id = '%s' | parked | sent",
                "UPDATE attempt SET outcome = '%s' WHERE message_id = '%s' | lost | sent"
            })
    void leavesAnEventThatItCannotReadForANewerNode(String change) throws Exception {
        String[] parts = change.split(" \\| ");
        add(A, "");
        Message newer = ended(sent(), DeliveryStatus.SENT);
        execute(parts[0].formatted(parts[1], id(newer)));
        Message known = ended(sent(), DeliveryStatus.SENT);
        handOver();

        assertThat(log(A)).extracting(WebhookDelivery::messageId).containsExactly(id(known));
        assertThat(rows("webhook_event")).isEqualTo(1);

        execute(parts[0].formatted(parts[2], id(newer)));
        clock.advance(Duration.ofMinutes(1));
        handOver();
        assertThat(log(A)).extracting(WebhookDelivery::messageId).containsExactly(id(newer), id(known));
        assertThat(rows("webhook_event")).isZero();
    }

    @Test
    void dropsAnEventThatNoNodeReads() throws Exception {
        add(A, "");
        execute("UPDATE message SET priority = 25 WHERE id = '" + id(ended(sent(), DeliveryStatus.SENT)) + "'");
        handOver();
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(rows("webhook_event")).isEqualTo(1);
        clock.advance(Duration.ofDays(8));
        join(webhooks().purge(Duration.ofDays(7)));
        assertThat(rows("webhook_event")).isZero();
    }

    @Test
    void tellsWhichRecipientChanged() throws Exception {
        add(A, "");
        Message message = ended(sent(), DeliveryStatus.SENT);
        WebhookOutbox outbox = new WebhookOutbox(true);
        try (var connection = connect()) {
            for (GuardedWrite.Sql sql : outbox.recipientChanged(id(message), 0, "recipient.bounced", clock.instant())) {
                try (var insert = connection.prepareStatement(sql.text())) {
                    StatementBatch.bind(insert, sql.parameters());
                    insert.executeUpdate();
                }
            }
        }
        handOver();
        List<ClaimedDelivery> first = take();
        assertThat(first)
                .singleElement()
                .satisfies(claim -> assertThat(text(claim))
                        .contains("\"type\":\"message.sent\"")
                        .doesNotContain("\"recipient\":"));
        end(first.get(0), DeliveryState.DELIVERED, null);
        assertThat(take())
                .singleElement()
                .satisfies(claim -> assertThat(text(claim))
                        .contains("\"type\":\"recipient.bounced\"", "\"recipient\":{\"address\":\"ann@example.com\""));
    }

    final Webhook find(String id) {
        return join(webhooks().all()).stream()
                .filter(webhook -> webhook.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    final long rows(String table) throws Exception {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
