package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.SmtpFixture.ADA;
import static io.mailsender.provider.adapter.SmtpFixture.bouncingTo;
import static io.mailsender.provider.adapter.SmtpFixture.message;
import static io.mailsender.provider.adapter.SmtpFixture.send;
import static io.mailsender.provider.adapter.SmtpFixture.settings;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mailsender.message.Message;
import io.mailsender.provider.event.MailReport;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Security;
import io.mailsender.testing.TestCertificate;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The return path with the message's id in it, at a server and back. */
class SmtpReturnPathTest {

    private static final String BOUNCES = "bounces@mail.example.org";

    private final FaultySmtpServer server = new FaultySmtpServer(Security.STARTTLS, TestCertificate.forLocalhost());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theReturnPathHasTheMessagesId() throws Exception {
        Message message = message(ADA);
        try (Smtp smtp = new Smtp(bouncingTo(BOUNCES, settings(server, Security.STARTTLS)))) {
            send(smtp, message);
        }
        assertThat(server.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.from()).isEqualTo("bounces+" + message.id() + "@mail.example.org");
            assertThat(mail.recipients()).containsExactly("ada@example.com");
        });
    }

    /** A bounce of qmail that returns nothing: only its recipient, our return path, names the message. */
    @Test
    void aBounceToItIsMatched() throws Exception {
        Message message = message(ADA);
        try (Smtp smtp = new Smtp(bouncingTo(BOUNCES, settings(server, Security.STARTTLS)))) {
            send(smtp, message);
        }
        String bounce = "Delivered-To: " + server.mails().get(0).from() + "\nFrom: MAILER-DAEMON@mx.example.com\n"
                + "To: bounces@mail.example.org\nSubject: failure notice\n\n"
                + "Hi. This is the qmail-send program at mx.example.com.\n\n"
                + "<ada@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n";
        assertThat(MailReport.read(bounce.getBytes(UTF_8), Instant.EPOCH))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.subject().messageId())
                            .isEqualTo(message.id().value());
                    assertThat(event.recipient()).isEqualTo(ADA);
                });
    }

    @Test
    void theLookUpAsksForTheAddressAlone() throws Exception {
        try (Smtp smtp = new Smtp(bouncingTo(BOUNCES, settings(server, Security.STARTTLS)))) {
            smtp.account().orElseThrow().findings().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(smtp.account().orElseThrow().isSenderReturnPath()).isFalse();
        }
        assertThat(server.commands()).contains("MAIL FROM:<bounces@mail.example.org>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bounces",
                "bounces+x@example.org",
                "a-local-part-that-leaves-no-room@example.org",
                "a b@example.org"
            })
    void refusesAnAddressThatCannotTakeAnId(String address) {
        Smtp.Settings plain = settings(server, Security.STARTTLS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bouncingTo(address, plain))
                .withMessageStartingWith("bounce-address ");
    }
}
