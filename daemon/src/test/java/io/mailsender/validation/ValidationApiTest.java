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
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationApiTest {

    private static final String PATH = "/validation/ann@example.com";
    private static final ScriptedValidation SES = new ScriptedValidation();
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
    void answersWithTheDocumentedStatus(AddressValidation.Status status) {
        SES.status = status;

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"address\":\"ann@example.com\",\"providers\":"
                        + "[{\"provider\":\"amazon_ses\",\"validation\":\"" + status.word() + "\"}]}");
    }

    @Test
    void retriesATransientFailureOnce() {
        SES.failures.add(new LookupFailedException(new Reply(503, "busy"), true));

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.text()).contains("\"validation\":\"Success\"");
        assertThat(SES.questions).isEqualTo(2);
    }

    @Test
    void answersUnknownIfTheProviderCannotBeAsked() {
        SES.failures.add(new LookupFailedException(new Reply(403, "not for you"), false));

        Answer answer = DAEMON.get(PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"validation\":\"Unknown\"", "\"msg\":\"not for you\"");
        assertThat(SES.questions).isEqualTo(1);
    }

    @Test
    void requestsAConfirmationMail() {
        Answer answer = DAEMON.send(DAEMON.request(PATH).POST(BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"providers\":[{\"provider\":\"amazon_ses\",\"status_code\":200,\"msg\":\"asked\"}]}");
    }

    @Test
    void answers503IfAProviderCouldNotBeAsked() {
        SES.failures.add(new LookupFailedException(new Reply(429, "slow down"), false));

        Answer answer = DAEMON.send(DAEMON.request(PATH).POST(BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text())
                .isEqualTo("{\"providers\":[{\"provider\":\"amazon_ses\",\"status_code\":429,\"msg\":\"slow down\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@b",
                "a@b@c.example",
                "a%00@b.example",
                "a%0d%0aRCPT@b.example",
                "%22a%22@b.example",
                "a@127.0.0.1",
                "a@%5b127.0.0.1%5d",
                "http:%2f%2f127.0.0.1%2f@b.example.",
                "%ff@b.example",
                "*@b.example,c@d.example"
            })
    void asksNoProviderAboutAnInvalidAddress(String path) {
        try (RawHttp http = new RawHttp(DAEMON.uri("/"), 10_000)) {
            for (String method : List.of("GET", "POST")) {
                RawHttp.Answer answer = http.exchange(Request.of(method, "/validation/" + path, List.of(), ""));
                assertThat(answer.status()).as(answer.text()).isEqualTo(400);
                assertThat(answer.text()).contains("\"field\":\"address\"");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(SES.questions).isZero();
    }

    @Test
    void answersInTheSameFormForEveryStatus() {
        List<List<String>> forms = new ArrayList<>();
        for (AddressValidation.Status status : AddressValidation.Status.values()) {
            SES.status = status;
            Answer answer = DAEMON.get("/validation/somebody" + status.ordinal() + "@example.com");
            assertThat(answer.status()).isEqualTo(200);
            forms.add(Texts.find(answer.text(), "\"(\\w+)\":"));
        }
        assertThat(forms).containsOnly(List.of("address", "providers", "provider", "validation"));
    }

    /** A provider that validates addresses and fails as a test demands. */
    private static final class ScriptedValidation implements Provider, AddressValidation {

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
