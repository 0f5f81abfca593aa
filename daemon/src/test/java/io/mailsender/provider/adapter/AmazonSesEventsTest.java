package io.mailsender.provider.adapter;

import static io.mailsender.provider.adapter.EventSamples.assertRefused;
import static io.mailsender.provider.adapter.EventSamples.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.EventLine;
import io.mailsender.testing.FaultyHttpServer.Request;
import io.mailsender.testing.PemCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The events of SES. Five messages were signed by SNS itself (aws-sdk-java-v2); the samples of events are anymail's, which the test signs
 * with its own certificate.
 */
class AmazonSesEventsTest extends ProviderFixture {

    private static final String TOPIC = "arn:aws:sns:us-west-2:131990247566:dongie-standard-topic";
    private static final String CERTIFICATE = "/SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem";
    private static final String OWN = "/SimpleNotificationService-0123.pem";
    private static final Instant PUBLISHED = Instant.parse("2026-03-06T20:00:00Z");
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static PemCertificate own;

    private EventSource events;

    @BeforeAll
    static void makeACertificate() throws Exception {
        own = PemCertificate.make(directory, "sns", "RSA", "dns:sns.amazonaws.com");
    }

    @BeforeEach
    void serveTheCertificates() throws IOException {
        server.always(Behaviours.status(404))
                .at(
                        CERTIFICATE,
                        Behaviours.answer(
                                200,
                                "application/x-pem-file",
                                EventSamples.text("amazon_ses/sns_signature" + CERTIFICATE)))
                .at(OWN, Behaviours.answer(200, "application/x-pem-file", pem(own)));
        events = events(TOPIC);
    }

    private EventSource events(String... topics) {
        return new AmazonSesEvents(
                "amazon_ses",
                Stream.of(topics).map(AmazonSesTopic::of).toList(),
                new AmazonSesSns(
                        new LookupHttp(beans().getBean(ProviderHttp.class)),
                        topic -> server.uri().toString()),
                url -> CompletableFuture.completedFuture("registered"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notification-no-subject",
                "notification-with-subject",
                "notification-signature-v2",
                "unsubscribe-confirmation"
            })
    void verifiesWhatSnsSigned(String name) throws Exception {
        // Their Message is no event.
        assertThat(read(events, signedBySns(name)).events()).isEmpty();
        assertThat(read(events, signedBySns(name)).events()).isEmpty();
        assertThat(server.requests()).as("the certificate is kept").hasSize(1);
    }

    @Test
    void confirmsTheSubscriptionOfItsTopicByItsOwnUrl() throws Exception {
        server.next(Behaviours.answer(200, "text/xml", "<ConfirmSubscriptionResponse/>"));
        assertThat(read(events, signedBySns("subscription-confirmation")).events())
                .isEmpty();
        assertThat(server.requests())
                .extracting(Request::path)
                .containsExactly(
                        CERTIFICATE,
                        "/?Action=ConfirmSubscription&TopicArn="
                                + "arn%3Aaws%3Asns%3Aus-west-2%3A131990247566%3Adongie-standard-topic&Token="
                                + "2336412f37fb687f5d51e6e2425929f52e8e353134fe72d55ef8b330217d82da14007cbccefffd35b695feb8f0294d01fd9644f41e1ddfad261519a2c0bac743ff375eeb64530147d2da57f3acc54739da14c8dbd48a9d58ce996eff0d498ea6b4b9f58720d8959b52b99b8de148081720d7da17434e376614a00c992e7823e4");
    }

    @Test
    void asksSnsToPostAgainIfTheConfirmationFails() throws Exception {
        assertRefused(events, signedBySns("subscription-confirmation"), 503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notification-no-subject",
                "notification-with-subject",
                "notification-signature-v2",
                "subscription-confirmation",
                "unsubscribe-confirmation"
            })
    void refusesEveryChangedBit(String name) throws Exception {
        ObjectNode good = message(name);
        for (String member :
                List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")) {
            if (!good.has(member)) {
                continue;
            }
            byte[] bytes = good.get(member).textValue().getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at++) {
                String changed = new String(EventSamples.flipped(bytes, at * 8 + at % 7), StandardCharsets.ISO_8859_1);
                assertRefused(events, post(good.deepCopy().put(member, changed)), member + ", byte " + at);
            }
        }
        byte[] signature = Base64.getDecoder().decode(good.get("Signature").textValue());
        for (int bit = 0; bit < signature.length * 8; bit += 3) {
            String changed = Base64.getEncoder().encodeToString(EventSamples.flipped(signature, bit));
            assertRefused(events, post(good.deepCopy().put("Signature", changed)), "signature, bit " + bit);
        }
        assertRefused(events, post(good.deepCopy().put("SignatureVersion", name.contains("v2") ? "1" : "3")), 401);
        assertRefused(events, post(good.deepCopy().put("Signature", "EXAMPLE-SIGNATURE==")), 401);
        assertRefused(events, post(good.deepCopy().without(List.of("Signature"))), 401);
        assertThat(server.requests())
                .as("nothing but the certificate is asked for")
                .extracting(Request::path)
                .containsOnly(CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem",
                "HTTPS://sns.us-west-2.amazonaws.com.evil.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com.evil.com/SimpleNotificationService-0123.pem",
                "https://s3.amazonaws.com/SimpleNotificationService-0123.pem",
                "https://s3.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com.cn/SimpleNotificationService-0123.pem",
                "https://evil@sns.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com@evil.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com:443/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com./SimpleNotificationService-0123.pem",
                "https://snsxus-west-2.amazonaws.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com\\@evil.com/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem?x=1",
                "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem#x",
                "https://sns.us-west-2.amazonaws.com/a/../SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com/bucket/SimpleNotificationService-0123.pem",
                "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123.pem/",
                "https://sns.us-west-2.amazonaws.com/",
                "/SimpleNotificationService-0123.pem",
                "not a url",
                ""
            })
    void asksNobodyElseForACertificate(String url) {
        assertRefused(events, post(notification("{}").put("SigningCertURL", url)), 401);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asksForNothingBeforeTheTopicIsItsOwn() throws Exception {
        EventSource others = events("arn:aws:sns:us-west-2:131990247566:other", TOPIC + "2");
        for (String name :
                List.of("notification-no-subject", "subscription-confirmation", "unsubscribe-confirmation")) {
            assertRefused(others, signedBySns(name), 401);
        }
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 403, 404, 500})
    void followsNoRedirectAndTriesAgainLater(int status) {
        server.at(OWN, Behaviours.status(status, "Location: " + server.uri() + CERTIFICATE));
        assertRefused(events, post(notification("{}")), 503);
        assertThat(server.requests()).hasSize(1);
        server.at(OWN, Behaviours.answer(200, "application/x-pem-file", pem(own)));
        assertThat(read(events, post(notification("{}"))).events()).isEmpty();
    }

    @Test
    void readsNoEndlessCertificate() {
        server.at(OWN, Behaviours.answer(200, "text/plain", pem(own) + "x".repeat(70_000)));
        assertRefused(events, post(notification("{}")), 503);
        server.at(OWN, Behaviours.answer(200, "text/plain", "hello"));
        assertRefused(events, post(notification("{}")), 503);
    }

    @Test
    void refusesACertificateThatIsNotSnss(@TempDir Path here) throws Exception {
        PemCertificate other =
                PemCertificate.make(here, "other", "RSA", "dns:sns.amazonaws.com.evil.com,dns:s3.amazonaws.com");
        server.at(OWN, Behaviours.answer(200, "application/x-pem-file", pem(other)));
        assertRefused(events, post(signed(unsigned("{}", Instant.now()), other)), 401);
    }

    @Test
    void refusesACertificateThatHasEndedOrNotBegun() throws Exception {
        // SNS's ended on 2026-10-14.
        ObjectNode old = message("notification-signature-v2");
        Instant later = Instant.parse("2026-10-15T00:00:00Z");
        old.put("SigningCertURL", "https://sns.us-west-2.amazonaws.com" + CERTIFICATE);
        ObjectNode fresh = old.deepCopy().put("Timestamp", later.toString());
        assertRefused(events, post(fresh, later), 401);
        assertRefused(
                events,
                post(old.deepCopy().put("Timestamp", "2025-11-09T00:00:00Z"), Instant.parse("2025-11-09T00:00:01Z")),
                401);
    }

    @ParameterizedTest
    @CsvSource({"28799, true", "28801, false", "-299, true", "-301, false"})
    void acceptsAMessageOfTheLastHours(int age, boolean accepted) {
        Instant now = Instant.now();
        EventPost post = post(signed(unsigned("{}", now.minusSeconds(age)), own), now);
        if (accepted) {
            assertThat(read(events, post).events()).isEmpty();
        } else {
            assertRefused(events, post, 401);
        }
    }

    @Test
    void refusesRawDeliveryAndAWrongType() {
        byte[] event = "{\"eventType\":\"Send\",\"mail\":{\"messageId\":\"1\"}}".getBytes(StandardCharsets.UTF_8);
        assertRefused(
                events,
                new EventPost(
                        Map.of("x-amz-sns-rawdelivery", "true", "x-amz-sns-message-type", "Notification"),
                        event,
                        Instant.now()),
                401);
        assertRefused(
                events, new EventPost(Map.of("x-amz-sns-message-type", "Notification"), event, Instant.now()), 401);
        byte[] good = notification("{}").toString().getBytes(StandardCharsets.UTF_8);
        assertRefused(
                events,
                new EventPost(Map.of("x-amz-sns-message-type", "SubscriptionConfirmation"), good, Instant.now()),
                401);
        assertRefused(events, new EventPost(Map.of(), good, Instant.now()), 401);
        for (String body : List.of("", "[]", "null", "1", "{", "{}")) {
            assertRefused(
                    events,
                    new EventPost(
                            Map.of("x-amz-sns-message-type", ""), body.getBytes(StandardCharsets.UTF_8), Instant.now()),
                    body);
        }
    }

    @Test
    void readsEverySample() throws Exception {
        EventSamples.assertReadAsExpected("amazon_ses/anymail", text -> {
            try {
                ObjectNode sample = (ObjectNode) JSON.readTree(text);
                String message = sample.has("Message") ? sample.get("Message").textValue() : text;
                Instant published = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                EventReport report = read(events, post(signed(unsigned(message, published), own)));
                // An event without a time has that of the message, which is another one each time.
                return EventReport.of(report.events().stream()
                        .map(event -> event.time().equals(published) ? at(Instant.EPOCH, event) : event)
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Transient\",\"bounceSubType\":\"MailboxFull\",\"bouncedRecipients\":[{\"emailAddress\":\"a@example.com\"}]}|bounced soft mailbox_full - a@example.com",
                "\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Undetermined\",\"bouncedRecipients\":{\"emailAddress\":\"A <a@example.com>\"}}|bounced soft other - a@example.com",
                "\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"OnAccountSuppressionList\",\"bouncedRecipients\":[{\"emailAddress\":\"a@example.com\",\"status\":\"5.1.1\"}]}|suppressed - suppressed - a@example.com",
                "\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"Suppressed\",\"bouncedRecipients\":[{\"emailAddress\":\"a@example.com\"}]}|suppressed - suppressed - a@example.com",
                "\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"UnsubscribedRecipient\",\"bouncedRecipients\":[{\"emailAddress\":\"a@example.com\"}]}|suppressed - unsubscribed - a@example.com",
                "\"eventType\":\"Complaint\",\"complaint\":{\"complaintSubType\":\"OnAccountSuppressionList\",\"complainedRecipients\":[{\"emailAddress\":\"a@example.com\"}]}|suppressed - suppressed - a@example.com",
                "\"eventType\":\"Complaint\",\"complaint\":{\"complaintFeedbackType\":\"not-spam\",\"complainedRecipients\":[{\"emailAddress\":\"a@example.com\"}]}|other - - - a@example.com",
                "\"eventType\":\"DeliveryDelay\",\"deliveryDelay\":{\"delayType\":\"MailboxFull\",\"delayedRecipients\":[{\"emailAddress\":\"a@example.com\",\"status\":\"4.2.2\",\"diagnosticCode\":\"smtp; 452 4.2.2 full\"}]}|deferred - mailbox_full 452 a@example.com",
                "\"eventType\":\"Subscription\",\"subscription\":{\"newTopicPreferences\":{\"unsubscribeAll\":true}}|unsubscribed - - - a@example.com",
                "\"eventType\":\"Subscription\",\"subscription\":null|other - - - a@example.com",
                "\"eventType\":\"Something New\"|other - - - a@example.com",
                "\"eventType\":null|other - - - a@example.com"
            })
    void readsTheReason(String members, String expected) {
        String message = "{" + members
                + ",\"mail\":{\"messageId\":\"m-1\",\"destination\":[\"a@example.com\"],\"tags\":{\"mail-sender-id\":[\""
                + ID + "\"]}}}";
        assertThat(EventLine.of(read(events, post(notification(message)))))
                .singleElement()
                .asString()
                .startsWith(expected + " " + ID + " m-1 ");
    }

    @Test
    void readsEveryRecipientAndIgnoresOddItems() {
        String message =
                "{\"eventType\":\"Delivery\",\"delivery\":{\"recipients\":[\"a@example.com\",null,1,{},\"b@example.com\",\"x\"]},"
                        + "\"mail\":{\"messageId\":9007199254740993,\"tags\":{\"mail-sender-id\":[7]}}}";
        assertThat(EventLine.of(read(events, post(notification(message)))))
                .extracting(line -> line.replaceFirst(" [^ ]+$", ""))
                .containsExactly(
                        "delivered - - - a@example.com - 9007199254740993",
                        "delivered - - - b@example.com - 9007199254740993",
                        "delivered - - - - - 9007199254740993");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Successfully validated SNS topic for Amazon SES event publishing.",
                "",
                "[]",
                "null",
                "{}",
                "{\"mail\":null}",
                "{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\"}"
            })
    void readsNothingFromWhatIsAboutNoMail(String message) {
        assertThat(read(events, post(notification(message))).events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ses-events",
                "arn:aws:sqs:us-east-1:1:q",
                "arn:aws:sns::1:t",
                "arn:aws:sns:evil.com/:1:t",
                "arn:aws:sns:us-east-1:1:t:extra",
                "arn:aws:sns:us-east-1:1:*"
            })
    void refusesASettingThatIsNoTopic(String arn) {
        assertThatThrownBy(() -> AmazonSesTopic.of(arn)).hasMessageStartingWith("event-topics must have");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sns:us-east-1:123456789012:t, sns.us-east-1.amazonaws.com",
        "arn:aws-us-gov:sns:us-gov-west-1:123456789012:t, sns.us-gov-west-1.amazonaws.com",
        "arn:aws-cn:sns:cn-north-1:123456789012:t, sns.cn-north-1.amazonaws.com.cn",
        "arn:aws-eusc:sns:eusc-de-east-1:123456789012:t.fifo, sns.eusc-de-east-1.amazonaws.eu"
    })
    void knowsTheHostOfARegion(String arn, String host) {
        assertThat(AmazonSesTopic.of(arn).host()).isEqualTo(host);
    }

    private static ProviderEvent at(Instant time, ProviderEvent event) {
        return new ProviderEvent(event.type(), event.id(), time, event.subject(), event.recipient(), event.detail());
    }

    private static ObjectNode notification(String message) {
        return signed(unsigned(message, Instant.now()), own);
    }

    private static ObjectNode unsigned(String message, Instant published) {
        return JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", "19ba9823-d7f2-53c1-860e-cb10e0d13dfc")
                .put("TopicArn", TOPIC)
                .put("Message", message)
                .put("Timestamp", published.toString())
                .put("SignatureVersion", "2")
                .put("SigningCertURL", "https://sns.us-west-2.amazonaws.com" + OWN);
    }

    /** By the rule for notifications without a subject. */
    private static ObjectNode signed(ObjectNode message, PemCertificate by) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("Message", "MessageId", "Timestamp", "TopicArn", "Type")) {
            text.append(name).append('\n').append(message.get(name).textValue()).append('\n');
        }
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(by.privateKey());
            signer.update(text.toString().getBytes(StandardCharsets.UTF_8));
            return message.put("Signature", Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventPost signedBySns(String name) throws IOException {
        return post(message(name));
    }

    private static ObjectNode message(String name) throws IOException {
        return (ObjectNode) JSON.readTree(EventSamples.text("amazon_ses/sns_signature/test-" + name + ".json"));
    }

    private static EventPost post(ObjectNode message) {
        return post(message, message.get("SigningCertURL").textValue().endsWith(OWN) ? Instant.now() : PUBLISHED);
    }

    private static EventPost post(ObjectNode message, Instant now) {
        return new EventPost(
                Map.of("x-amz-sns-message-type", message.get("Type").textValue()),
                message.toString().getBytes(StandardCharsets.UTF_8),
                now);
    }

    private static String pem(PemCertificate certificate) {
        try {
            return PemCertificate.pem("CERTIFICATE", certificate.certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
