package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrevoEventsTest extends SecretEventsContract {

    @Override
    Provider provider(@Nullable String eventSecret) {
        Brevo.Settings settings = new Brevo.Settings(
                "main", "xkeysib-secret", "shop@example.com", null, false, eventSecret, server.uri());
        return new Brevo(settings, beans().getBean(ProviderHttp.class));
    }

    @Override
    String folder() {
        return "brevo";
    }

    @Override
    String samples() {
        return """
                BrevoDelivery.blocked.raw_event | suppressed - suppressed - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.clicked_event.raw_event | clicked - - - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.complaint.raw_event | complained - - - example@domain.com - <201798300811.5787683@relay.domain.com>,201798300811.5787683@relay.domain.com 2026-11-29T12:00:00Z
                BrevoDelivery.deferred_event.raw_event | deferred - invalid_address 550 notauser@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.delivered_event.raw_event | delivered - - - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.error_email.raw_event | rejected - other - example@domain.com - <201798300811.5787683@relay.domain.com>,201798300811.5787683@relay.domain.com 2020-11-09T14:53:43Z
                BrevoDelivery.hard_bounce.raw_event | bounced hard invalid_address 550 not-a-user@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.invalid_email.raw_event | bounced hard invalid_address - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.opened_event.raw_event | opened - - - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.proxy_open_event.raw_event | opened - - - example@domain.com - <201798300811.5787683@relay.domain.com>,201798300811.5787683@relay.domain.com 2018-08-17T06:18:02Z
                BrevoDelivery.sent_event.raw_event | accepted - - - recipient@example.com - <201803062010.27287306012@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.soft_bounce_event.raw_event | bounced soft other - recipient@no-mx.example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.spam.raw_event | complained - - - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.unique_opened_event.raw_event | opened - - - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                BrevoDelivery.unique_proxy_open_event.raw_event | opened - - - example@domain.com - <201798300811.5787683@relay.domain.com>,201798300811.5787683@relay.domain.com 2018-08-17T06:18:02Z
                BrevoDelivery.unsubscribe.raw_event | unsubscribed - unsubscribed - recipient@example.com - <201803011158.9876543210@smtp-relay.mailin.fr> 2018-03-06T19:10:23Z
                """;
    }

    @Override
    String delivery(String id) {
        return """
                {"event":"delivered","email":"ann@example.com","ts_epoch":1767323045000,"message-id":"<1@smtp-relay.mailin.fr>",
                 "X-Mailin-custom":"mail-sender-id:%s"}""".formatted(id);
    }

    @ParameterizedTest
    @CsvSource({
        "hardBounce, bounced hard",
        "softBounce, bounced soft",
        "invalid, bounced hard",
        "unsubscribed, unsubscribed -",
        "loaded_by_proxy, opened -",
        "sent, accepted -",
        "list_addition, other -",
        "Delivered, delivered -"
    })
    void otherNames(String event, String line) {
        assertThat(line("{\"event\":\"" + event + "\",\"email\":\"ann@example.com\"}"))
                .startsWith(line + " ");
    }

    /** A hard bounce as Brevo sends it now, with the answer of Gmail in four lines. */
    @Test
    void theServersWordsTellTheReason() {
        assertThat(line("""
                        {"id":814119,"email":"ann@example.com","message-id":"<2@smtp-relay.mailin.fr>","date":"2026-01-02 04:04:05",
                         "event":"soft_bounce","tag":"[\\"a\\"]","ts_event":1767323045,"ts_epoch":"1767323045372",
                         "reason":"552-5.2.2 The email account that you tried to reach is over quota.\\n 552 5.2.2 Learn more"}"""))
                .isEqualTo(
                        "bounced soft mailbox_full 552 ann@example.com - <2@smtp-relay.mailin.fr> 2026-01-02T03:04:05.372Z");
    }

    @Test
    void oddForms() {
        assertThat(
                        line(
                                "{\"event\":\"delivered\",\"email\":\"\",\"message-id\":\"\",\"X-Mailin-custom\":{\"a\":1},\"ts_epoch\":\"x\"}"))
                .isEqualTo("delivered - - - - - - 2026-11-29T12:00:00Z");
        assertThat(read(delivery(OUR_ID + "|order:7")).events().get(0).subject().messageId())
                .isEqualTo(OUR_ID);
        assertThat(read("[" + delivery(OUR_ID) + "," + delivery(OUR_ID) + "]").events())
                .hasSize(2);
    }
}
