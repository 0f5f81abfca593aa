package io.mailsender.store;

import static io.mailsender.store.StoreFixture.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.message.Message;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** During an upgrade an older node finds values that it does not know. It leaves those messages to a newer node. */
class NewerVersionTest {

    private final SettableClock clock = new SettableClock();

    @TempDir
    Path directory;

    static Stream<String> changes() {
        return Stream.of(
                "UPDATE message SET priority = 15 WHERE id = '%s'",
                "UPDATE message SET on_unknown = 'ask' WHERE id = '%s'",
                "UPDATE recipient SET state = 'delivered' WHERE message_id = '%s'",
                "UPDATE content SET bytes = X'05A0' WHERE message_id = '%s'");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void leavesAMessageWithAnUnknownValueToANewerNode(String change) throws Exception {
        Path file = directory.resolve("mail-sender.db");
        try (MessageStore store = TestStores.sqlite(file, clock)) {
            Message newer = Messages.to("ann@example.com");
            Message known = Messages.to("bob@example.com");
            join(store.add(submission(newer)));
            join(store.add(submission(known)));
            execute(file, change.formatted(newer.id().value()));

            List<ClaimedMessage> claims = join(store.claim(10, Priority.BULK, id -> false));

            assertThat(claims).extracting(claim -> claim.lease().id()).containsExactly(known.id());
            execute(
                    file,
                    "UPDATE message SET priority = 20, on_unknown = 'resend' WHERE id = '%s'"
                            .formatted(newer.id().value()));
            execute(
                    file,
                    "UPDATE recipient SET state = 'pending' WHERE message_id = '%s'"
                            .formatted(newer.id().value()));
            assertThat(join(store.find(newer.id().value())).orElseThrow().status())
                    .isEqualTo(DeliveryStatus.QUEUED);
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void messagesThatAreLeftDoNotFillTheBatch(String change) throws Exception {
        Path file = directory.resolve("mail-sender.db");
        try (MessageStore store = TestStores.sqlite(file, clock)) {
            for (int i = 0; i < 3; i++) {
                Message newer = Messages.to("ann@example.com");
                join(store.add(submission(newer)));
                execute(file, change.formatted(newer.id().value()));
            }
            clock.advance(Duration.ofSeconds(1));
            Message known = Messages.to("bob@example.com");
            join(store.add(submission(known)));

            List<ClaimedMessage> claims = new ArrayList<>();
            for (int polls = 0; polls < 3; polls++) {
                claims.addAll(join(store.claim(2, Priority.BULK, id -> false)));
            }

            assertThat(claims).extracting(claim -> claim.lease().id()).containsExactly(known.id());
        }
    }

    private Submission submission(Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null);
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = TestStores.connect(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
