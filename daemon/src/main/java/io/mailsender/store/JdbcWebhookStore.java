package io.mailsender.store;

import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.ClaimedDelivery;
import io.mailsender.webhook.DeliveryEnd;
import io.mailsender.webhook.DeliveryFilter;
import io.mailsender.webhook.EventFilter;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookBacklog;
import io.mailsender.webhook.WebhookDelivery;
import io.mailsender.webhook.WebhookEvent;
import io.mailsender.webhook.WebhookSecret;
import io.mailsender.webhook.WebhookStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The {@link WebhookStore} in an SQL database. */
final class JdbcWebhookStore implements WebhookStore, AutoCloseable {

    private final GroupCommit commits;
    private final Clock clock;
    private final WebhookOutbox outbox;
    private final WebhookFanOut fanOut;
    private final WebhookClaimQuery claims;
    // A thread of its own, so that slow lists of messages do not delay deliveries.
    private final ReadPool readers;
    // And one for the lists of deliveries.
    private final ReadPool lists;

    JdbcWebhookStore(Database database, WebhookOutbox outbox) {
        this.commits = database.commits();
        this.clock = database.clock();
        this.outbox = outbox;
        this.fanOut = new WebhookFanOut(database.dialect());
        this.claims = new WebhookClaimQuery(database.dialect());
        this.readers = new ReadPool(database.source(), 1);
        this.lists = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        readers.close();
        lists.close();
    }

    @Override
    public CompletionStage<List<Webhook>> all() {
        return readers.read(connection -> {
            List<Webhook> webhooks = WebhookTable.read(connection);
            outbox.refresh(webhooks);
            return webhooks;
        });
    }

    @Override
    public CompletionStage<Boolean> add(Webhook webhook) {
        return refreshed(commits.run(connection -> {
            long others = WebhookTable.read(connection).stream()
                    .filter(other -> other.owner().equals(webhook.owner()))
                    .count();
            return others < MAX_PER_OWNER
                    && write(connection, new GuardedWrite(WebhookTable.insert(webhook), List.of()));
        }));
    }

    @Override
    public CompletionStage<Boolean> update(
            String id, @Nullable String url, @Nullable EventFilter events, @Nullable Boolean enabled) {
        return refreshed(commits.write(WebhookTable.update(id, url, events, enabled)));
    }

    @Override
    public CompletionStage<Boolean> rotate(String id, WebhookSecret secret, Instant previousUntil) {
        return commits.write(WebhookTable.rotate(id, secret, clock.instant(), previousUntil));
    }

    @Override
    public CompletionStage<Boolean> remove(String id) {
        return refreshed(commits.write(WebhookTable.remove(id)));
    }

    @Override
    public CompletionStage<Boolean> disable(
            String id, String reason, @Nullable Instant failingBefore, WebhookEvent event) {
        return refreshed(commits.write(WebhookTable.disable(id, reason, failingBefore, outbox.event(event))));
    }

    /** A failure to read does not matter: the change is stored, and the next poll reads it. */
    private CompletionStage<Boolean> refreshed(CompletionStage<Boolean> change) {
        return change.thenCompose(done -> all().handle((read, failure) -> done));
    }

    @Override
    public CompletionStage<Void> publish(WebhookEvent event) {
        List<Sql> insert = outbox.event(event);
        return insert.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : commits.write(new GuardedWrite(insert.get(0), List.of())).thenAccept(written -> {});
    }

    @Override
    public CompletionStage<Boolean> fanOut(int limit, PayloadFormat format) {
        return readers.read(connection -> WebhookFanOut.hasEvents(connection, clock.instant()))
                .thenCompose(some -> some
                        ? commits.run(connection -> fanOut.run(connection, limit, format, clock.instant()))
                        : CompletableFuture.completedFuture(false));
    }

    @Override
    public CompletionStage<Optional<WebhookDelivery>> address(
            String webhookId, WebhookEvent event, PayloadFormat format) {
        return commits.run(connection -> {
            boolean enabled = WebhookTable.read(connection).stream()
                    .anyMatch(webhook -> webhook.id().equals(webhookId) && webhook.enabled());
            if (!enabled) {
                return Optional.empty();
            }
            long sequence = WebhookFanOut.next(connection);
            byte[] payload = format.payload(event, sequence, null);
            write(
                    connection,
                    new GuardedWrite(
                            WebhookDeliveryTable.insert(webhookId, sequence, event, payload, clock.instant()),
                            List.of()));
            return WebhookDeliveryTable.find(connection, webhookId, sequence).stream()
                    .findFirst();
        });
    }

    @Override
    public CompletionStage<List<ClaimedDelivery>> claim(Slots slots, Duration lease) {
        return readers.read(connection -> WebhookClaimQuery.withDue(connection, clock.instant()))
                .thenCompose(due -> due.stream().anyMatch(webhook -> slots.most(webhook, List.of()) > 0)
                        ? commits.run(connection -> claims.take(connection, clock.instant(), lease, slots))
                        : CompletableFuture.completedFuture(List.of()));
    }

    @Override
    public CompletionStage<Boolean> end(ClaimedDelivery delivery, DeliveryEnd end) {
        return commits.write(WebhookDeliveryTable.end(delivery, end));
    }

    @Override
    public CompletionStage<List<WebhookDelivery>> deliveries(DeliveryFilter filter) {
        return lists.read(connection -> WebhookDeliveryTable.list(connection, filter));
    }

    @Override
    public CompletionStage<Boolean> resend(String webhookId, long sequence) {
        return commits.write(WebhookDeliveryTable.resend(webhookId, sequence, clock.instant()));
    }

    @Override
    public CompletionStage<Integer> resendFailed(String webhookId, Instant since) {
        return commits.run(
                connection -> WebhookDeliveryTable.resendFailed(connection, webhookId, since, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> purge(Duration keep) {
        return commits.run(connection -> {
            Instant before = clock.instant().minus(keep);
            WebhookFanOut.purge(connection, before);
            return WebhookDeliveryTable.purge(connection, before);
        });
    }

    @Override
    public CompletionStage<WebhookBacklog> backlog() {
        return lists.read(WebhookDeliveryTable::backlog);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    private static boolean write(Connection connection, GuardedWrite write) throws SQLException {
        return StatementBatch.write(connection, List.of(write))[0];
    }
}
