package io.mailsender.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValidationApiTest {

    private static final String PATH = "/validation/ann@example.com";
    private static final Asked SES = new Asked();
    private static final TestDaemon DAEMON = TestDaemon.with(SES, new ScriptedProvider("mailgun"));

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @BeforeEach
    void forget() {
        SES.failures.clear();
        SES.questions = 0;
        SES.status = AddressValidation.Status.SUCCESS;
    }

    @ParameterizedTest
    @EnumSource(AddressValidation.Status.class)
    void tellsTheStatusInTheWordsThatCallersKnow(AddressValidation.Status status) {
        SES.status = status;

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"address\":\"ann@example.com\",\"providers\":"
                        + "[{\"provider\":\"amazon_ses\",\"validation\":\"" + status.word() + "\"}]}");
    }

    @Test
    void asksOnceMoreWhereThatMayHelp() {
        SES.failures.add(new LookupFailedException(new Reply(503, "busy"), true));

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.text()).contains("\"validation\":\"Success\"");
        assertThat(SES.questions).isEqualTo(2);
    }

    @Test
    void saysUnknownWhereTheProviderCannotBeAsked() {
        SES.failures.add(new LookupFailedException(new Reply(403, "not for you"), false));

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"validation\":\"Unknown\"", "\"msg\":\"not for you\"");
        assertThat(SES.questions).isEqualTo(1);
    }

    @Test
    void requestsTheConfirmation() {
        Answer answer = DAEMON.send(DAEMON.request(PATH).POST(BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"providers\":[{\"provider\":\"amazon_ses\",\"status_code\":200,\"msg\":\"asked\"}]}");
    }

    @Test
    void answers503WhereOneCouldNotBeAsked() {
        SES.failures.add(new LookupFailedException(new Reply(429, "slow down"), false));

        Answer answer = DAEMON.send(DAEMON.request(PATH).POST(BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text())
                .isEqualTo("{\"providers\":[{\"provider\":\"amazon_ses\",\"status_code\":429,\"msg\":\"slow down\"}]}");
    }

    /** A provider that is asked about addresses, and fails first where a test says so. */
    private static final class Asked implements Provider, AddressValidation {

        private final Queue<LookupFailedException> failures = new ArrayDeque<>();
        private volatile AddressValidation.Status status = AddressValidation.Status.SUCCESS;
        private volatile int questions;

        @Override
        public String name() {
            return "amazon_ses";
        }

        @Override
        public String kind() {
            return "scripted";
        }

        @Override
        public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
            return CompletableFuture.completedFuture(Outcomes.UNREACHABLE);
        }

        @Override
        public Optional<AddressValidation> validation() {
            return Optional.of(this);
        }

        @Override
        public CompletionStage<AddressValidation.Status> status(EmailAddress address) {
            return answer(status);
        }

        @Override
        public CompletionStage<Reply> request(EmailAddress address) {
            return answer(new Reply(200, "asked"));
        }

        private synchronized <T> CompletionStage<T> answer(T answer) {
            questions++;
            LookupFailedException failure = failures.poll();
            return failure == null
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.failedFuture(failure);
        }
    }
}
