package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostmarkEventsTest extends SecretEventsContract {

    private static final String BOUNCE = """
            {"RecordType":"Bounce","ID":4,"MessageID":"m-1","Email":"ann@example.com","BouncedAt":"2026-01-02T03:04:05Z",
             "Details":"smtp;550 5.2.2 mailbox full"%s}""";

    @Override
    Provider provider(@Nullable String eventSecret) {
        Postmark.Settings settings = new Postmark.Settings(
                "main", "server-secret", null, null, eventSecret, "shop@example.com", null, server.uri());
        return new Postmark(settings, beans().getBean(ProviderHttp.class));
    }

    @Override
    String folder() {
        return "postmark";
    }

    @Override
    String samples() {
        return """
                PostmarkDelivery.bounce_event.raw_event | bounced hard invalid_address 550 bounce@example.com - 2706ee8a-737c-4285-b032-ccd317af53ed 2016-04-27T20:28:50.396393300Z
                PostmarkDelivery.bounce_unsubscribe_variant.raw_event | unsubscribed - unsubscribed - - - 5555555-5555555-5555-5555555 2026-11-29T12:00:00Z
                PostmarkDelivery.click_event.raw_event | clicked - - - recipient@example.com - f4830d10-9c35-4f0c-bca3-3d9b459821f8 2017-10-25T15:21:11.906561900Z
                PostmarkDelivery.delivered_event.raw_event | delivered - - - recipient@example.com - 883953f4-6105-42a2-a16a-77a8eac79483 2014-08-01T17:28:10.273539300Z
                PostmarkDelivery.open_event.raw_event | opened - - - recipient@example.com - f4830d10-9c35-4f0c-bca3-3d9b459821f8 2016-04-27T20:21:41.249368800Z
                PostmarkDelivery.resubscribe.raw_event | other - - - john@example.com - a4909a96-73d7-4c49-b148-a54522d3f7ac 2022-06-05T17:17:32Z
                PostmarkDelivery.spam_event.raw_event | complained - - - spam@example.com - 2706ee8a-737c-4285-b032-ccd317af53ed 2016-04-27T20:28:50.396393300Z
                PostmarkDelivery.subscription_change_bounce.raw_event | bounced hard invalid_address - john@example.com - b4cb783d-78ed-43f2-983b-63f55c712dc8 2022-06-05T17:17:32Z
                PostmarkDelivery.unsubscribe.raw_event | unsubscribed - unsubscribed - john@example.com - a4909a96-73d7-4c49-b148-a54522d3f7ac 2022-06-05T17:17:32Z
                """;
    }

    @Override
    String delivery(String id) {
        return """
                {"RecordType":"Delivery","MessageID":"m-1","Recipient":"ann@example.com","DeliveredAt":"2026-01-02T03:04:05Z",
                 "Details":"smtp;250 2.0.0 OK","Metadata":{"mail-sender-id":"%s"}}""".formatted(id);
    }

    /** Postmark's table of types. */
    @ParameterizedTest
    @CsvSource({
        "HardBounce, bounced hard mailbox_full 550",
        "Transient, deferred - other 550",
        "Unsubscribe, unsubscribed - unsubscribed 550",
        "Subscribe, other - other 550",
        "AutoResponder, other - auto_reply 550",
        "AddressChange, other - auto_reply 550",
        "DnsError, bounced soft mailbox_full 550",
        "SpamNotification, complained - content 550",
        "OpenRelayTest, other - other 550",
        "Unknown, bounced soft mailbox_full 550",
        "SoftBounce, bounced soft mailbox_full 550",
        "VirusNotification, bounced soft mailbox_full 550",
        "ChallengeVerification, other - auto_reply 550",
        "BadEmailAddress, bounced hard mailbox_full 550",
        "SpamComplaint, complained - other 550",
        "ManuallyDeactivated, suppressed - suppressed 550",
        "Unconfirmed, rejected - other 550",
        "Blocked, bounced soft mailbox_full 550",
        "SMTPApiError, rejected - other 550",
        "InboundError, other - other 550",
        "DMARCPolicy, rejected - blocked 550",
        "TemplateRenderingFailed, rejected - content 550",
        "NewType, bounced soft mailbox_full 550"
    })
    void theTypeDecides(String type, String line) {
        assertThat(line(BOUNCE.formatted(",\"Type\":\"" + type + "\"")))
                .isEqualTo(line + " ann@example.com - m-1 2026-01-02T03:04:05Z");
    }

    @Test
    void theCodeDecidesWithoutAType() {
        assertThat(line(BOUNCE.formatted(",\"TypeCode\":\"100002\""))).startsWith("suppressed - suppressed 550 ");
        assertThat(line(BOUNCE.formatted(",\"TypeCode\":1"))).startsWith("bounced hard ");
        assertThat(line(BOUNCE.formatted(""))).startsWith("bounced soft ");
    }

    @ParameterizedTest
    @CsvSource({
        "true, ManualSuppression, Recipient, unsubscribed - unsubscribed",
        "true, ManualSuppression, Customer, other - suppressed",
        "true, ManualSuppression, Admin, other - suppressed",
        "true, SpamComplaint, Recipient, complained - -",
        "true, HardBounce, Recipient, bounced hard invalid_address",
        "'\"true\"', HardBounce, Recipient, bounced hard invalid_address",
        "false, '', Customer, other - -",
        "null, '', Customer, other - -",
    })
    void changesOfASubscription(String suppress, String reason, String origin, String line) {
        assertThat(line("""
                        {"RecordType":"SubscriptionChange","Recipient":"ann@example.com","ChangedAt":"2026-01-02T03:04:05Z",
                         "MessageID":"00000000-0000-0000-0000-000000000000","SuppressSending":%s,"SuppressionReason":"%s",
                         "Origin":"%s"}""".formatted(suppress, reason, origin)))
                .isEqualTo(line + " - ann@example.com - - 2026-01-02T03:04:05Z");
    }

    @Test
    void oddForms() {
        assertThat(
                        line(
                                "{\"RecordType\":\"Inbound\",\"MessageID\":7,\"Recipient\":\"no address\",\"ReceivedAt\":\"yesterday\"}"))
                .isEqualTo("other - - - - - 7 2026-11-29T12:00:00Z");
        assertThat(line("{\"RecordType\":\"Delivery\",\"Metadata\":\"x\",\"MessageID\":null,\"Recipient\":{},"
                        + "\"DeliveredAt\":\"-999999999-01-01T00:00:00Z\"}"))
                .isEqualTo("delivered - - - - - - 2026-11-29T12:00:00Z");
        assertThat(line("[" + delivery(OUR_ID) + "]"))
                .isEqualTo("delivered - - 250 ann@example.com " + OUR_ID + " m-1 2026-01-02T03:04:05Z");
    }
}
