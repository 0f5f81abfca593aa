package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailjetEventsTest extends SecretEventsContract {

    @Override
    Provider provider(@Nullable String eventSecret) {
        Mailjet.Settings settings = new Mailjet.Settings(
                "main",
                "public",
                "private",
                Mailjet.Region.DEFAULT,
                "shop@example.com",
                null,
                false,
                eventSecret,
                server.uri());
        return new Mailjet(settings, beans().getBean(ProviderHttp.class));
    }

    @Override
    String folder() {
        return "mailjet";
    }

    @Override
    String samples() {
        return """
                MailjetDelivery.blocked_event.raw_events | bounced hard invalid_address - bad@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.bounce_event.raw_events | bounced hard invalid_address - - - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.bounced_greylist_event.raw_events | deferred - other - protected@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.click_event.raw_events | opened - - - recipient@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.non_grouped_event.raw_event | delivered - - 250 recipient@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.open_event.raw_events | opened - - - recipient@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.sent_event.raw_events | delivered - - 250 recipient@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.spam_event.raw_events | complained - - - spam@example.com - 12345678901234567 2017-06-22T01:05:27Z
                MailjetDelivery.unsub_event.raw_events | unsubscribed - unsubscribed - recipient@example.com - 12345678901234567 2017-06-22T01:05:27Z
                """;
    }

    @Override
    String delivery(String id) {
        return """
                {"event":"sent","time":1767323045,"MessageID":92042317804662641,"Message_GUID":"5b4de5f5-63d0-44f3-b4bd-a34f222cb8af",
                 "email":"ann@example.com","CustomID":"%s","Payload":"","smtp_reply":"sent (250 2.0.0 OK gsmtp)"}""".formatted(id);
    }

    /** The guide's "Possible values for errors". */
    @ParameterizedTest
    @CsvSource({
        "bounce, true, recipient, user unknown, bounced hard invalid_address",
        "bounce, true, recipient, mailbox inactive, bounced hard invalid_address",
        "bounce, false, recipient, quota exceeded, bounced soft mailbox_full",
        "bounce, true, domain, invalid domain, bounced hard invalid_address",
        "bounce, false, domain, no mail host, bounced soft invalid_address",
        "bounce, false, domain, relay/access denied, bounced soft blocked",
        "bounce, false, domain, greylisted, deferred - other",
        "bounce, true, domain, greylisted, bounced hard other",
        "bounce, false, spam, sender blocked, bounced soft blocked",
        "bounce, false, spam, content blocked, bounced soft content",
        "bounce, false, spam, policy issue, bounced soft blocked",
        "bounce, false, system, system issue, deferred - other",
        "bounce, false, system, protocol issue, deferred - other",
        "bounce, false, system, connection issue, deferred - timed_out",
        "bounce, '', '', '', bounced soft other",
        "blocked, '', mailjet, preblocked, suppressed - suppressed",
        "blocked, '', mailjet, duplicate in campaign, suppressed - other",
        "blocked, '', recipient, user unknown, bounced hard invalid_address",
        "blocked, '', recipient, quota exceeded, suppressed - mailbox_full",
        "blocked, '', recipient, spam reporter, suppressed - suppressed",
        "blocked, '', spam, content blocked, rejected - content",
        "blocked, '', '', '', suppressed - other",
        "nothing-known, '', '', '', other - -",
    })
    void theErrorDecides(String event, String hard, String related, String error, String line) {
        assertThat(line("""
                        [{"event":"%s","time":"1767323045","MessageID":"1","email":"ann@example.com","hard_bounce":"%s",
                          "error_related_to":"%s","error":"%s"}]""".formatted(event, hard, related, error)))
                .isEqualTo(line + " - ann@example.com - 1 2026-01-02T03:04:05Z");
    }

    @Test
    void bothIdsAndTheServersWords() {
        assertThat(line("[" + delivery(OUR_ID) + "]"))
                .isEqualTo("delivered - - 250 ann@example.com " + OUR_ID
                        + " 5b4de5f5-63d0-44f3-b4bd-a34f222cb8af,92042317804662641 2026-01-02T03:04:05Z");
        assertThat(line("""
                        {"event":"bounce","time":1767323045,"MessageID":1,"email":"ann@example.com","hard_bounce":true,
                         "error":"user unknown","comment":"550 5.1.1 no such user"}""")).startsWith("bounced hard invalid_address 550 ");
    }

    @Test
    void oddForms() {
        assertThat(
                        line(
                                "{\"event\":\"sent\",\"time\":\"\",\"MessageID\":0,\"Message_GUID\":\"\",\"email\":\"\",\"CustomID\":\"\"}"))
                .isEqualTo("delivered - - - - - - 2026-11-29T12:00:00Z");
        assertThat(line("{\"event\":\"open\",\"time\":1e400,\"MessageID\":[1],\"email\":7}"))
                .isEqualTo("opened - - - - - - 2026-11-29T12:00:00Z");
    }
}
