package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkpostEventsTest extends SecretEventsContract {

    @Override
    Provider provider(@Nullable String eventSecret) {
        Sparkpost.Settings settings = new Sparkpost.Settings(
                "main", "secret-key", Sparkpost.Region.US, "shop@example.com", null, eventSecret, server.uri());
        return new Sparkpost(settings, beans().getBean(ProviderHttp.class));
    }

    @Override
    String folder() {
        return "sparkpost";
    }

    @Override
    String samples() {
        return """
                SparkPostDelivery.amp_events.raw_events | opened - - - - - - 2026-11-29T12:00:00Z
                SparkPostDelivery.amp_events.raw_events | opened - - - - - - 2026-11-29T12:00:00Z
                SparkPostDelivery.amp_events.raw_events | clicked - - - - - - 2026-11-29T12:00:00Z
                SparkPostDelivery.bounce_challenge_response.raw_events | other - auto_reply - vacationing@example.com - - 2026-11-29T12:00:00Z
                SparkPostDelivery.bounce_event.raw_events | bounced hard invalid_address 550 bounce@example.com - 84345317650824116 2016-06-01T23:42:28Z
                SparkPostDelivery.click_event.raw_events | clicked - - - recipient@example.com - - 2026-11-29T12:00:00Z
                SparkPostDelivery.delay_event.raw_events | deferred - other 454 recipient@nomx.example.com - 84345317650824116 2016-06-02T00:02:28Z
                SparkPostDelivery.delivery_event.raw_events | delivered - - - Recipient@example.com - 65832150921904138 2016-02-02T19:50:00Z
                SparkPostDelivery.generation_failure_event.raw_events | rejected - content 554 recipient@example.com - 139013368081177607 2018-10-11T23:24:45Z
                SparkPostDelivery.generation_rejection_event.raw_events | suppressed - suppressed 554 suppressed@example.com - 102360394387646691 2016-06-02T20:40:34Z
                SparkPostDelivery.initial_open_event_as_opened.raw_events | opened - - - recipient@example.com - - 2026-11-29T12:00:00Z
                SparkPostDelivery.initial_open_event_as_unknown.raw_events | opened - - - recipient@example.com - - 2026-11-29T12:00:00Z
                SparkPostDelivery.injection_event.raw_events | accepted - - - recipient@example.com - 65832150921904138 2016-02-02T19:50:00Z
                SparkPostDelivery.open_event.raw_events | opened - - - recipient@example.com - - 2026-11-29T12:00:00Z
                SparkPostDelivery.unsubscribe_event.raw_events | unsubscribed - unsubscribed - recipient@example.com - 84345993965073285 2016-06-02T19:04:40Z
                """;
    }

    @Override
    String delivery(String id) {
        return event("message_event", "\"type\":\"delivery\",\"rcpt_meta\":{\"mail-sender-id\":\"" + id + "\"}");
    }

    /** SparkPost's table of bounce classes. */
    @ParameterizedTest
    @CsvSource({
        "1, bounced soft mailbox_full",
        "10, bounced hard invalid_address",
        "20, bounced soft mailbox_full",
        "21, bounced soft mailbox_full",
        "22, bounced soft mailbox_full",
        "23, bounced soft content",
        "24, bounced soft timed_out",
        "25, rejected - other",
        "30, bounced hard invalid_address",
        "40, bounced soft mailbox_full",
        "50, bounced soft blocked",
        "51, bounced soft blocked",
        "52, bounced soft content",
        "53, bounced soft content",
        "54, bounced soft blocked",
        "60, other - auto_reply",
        "70, bounced soft mailbox_full",
        "80, other - other",
        "90, unsubscribed - unsubscribed",
        "100, other - auto_reply",
        "777, bounced soft mailbox_full",
        "'', bounced soft mailbox_full"
    })
    void theBounceClassDecides(String bounceClass, String line) {
        for (String type : new String[] {"bounce", "out_of_band"}) {
            assertThat(line(event(
                            "message_event",
                            "\"type\":\"" + type + "\",\"bounce_class\":\"" + bounceClass
                                    + "\",\"error_code\":\"552\",\"raw_reason\":\"552 5.2.2 over quota\"")))
                    .isEqualTo(line + " 552 Ann@example.com - t-1 2026-01-02T03:04:05Z");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "message_event, spam_complaint, complained -",
        "message_event, policy_rejection, rejected - other",
        "gen_event, generation_rejection, rejected - other",
        "gen_event, generation_failure, rejected - content",
        "unsubscribe_event, link_unsubscribe, unsubscribed -",
        "track_event, click, clicked -",
        "message_event, sms_status, other -",
        "brand_new_event, brand_new, other -"
    })
    void everyTypeHasAWord(String group, String type, String line) {
        assertThat(line(event(group, "\"type\":\"" + type + "\""))).startsWith(line + " ");
    }

    @ParameterizedTest
    @CsvSource({"relay_event, relay_delivery", "ingest_event, success", "ab_test_event, ab_test_completed"})
    void ignoresWhatIsNotAboutAMessage(String group, String type) {
        assertThat(read(event(group, "\"type\":\"" + type + "\"")).events()).isEmpty();
    }

    @Test
    void aPingIsNoEvent() {
        assertThat(read("[{\"msys\":{}}]").events()).isEmpty();
    }

    @Test
    void theIdIsSparkposts() {
        assertThat(read(event("message_event", "\"type\":\"delivery\",\"event_id\":\"92356927693813856\""))
                        .events()
                        .get(0)
                        .id())
                .isEqualTo("92356927693813856");
        assertThat(read(event("message_event", "\"type\":\"delivery\",\"event_id\":92356927693813857"))
                        .events()
                        .get(0)
                        .id())
                .isEqualTo("92356927693813857");
        assertThat(read(event("message_event", "\"type\":\"delivery\",\"event_id\":\"" + "9".repeat(500) + "\""))
                        .events()
                        .get(0)
                        .id())
                .hasSize(43);
    }

    @Test
    void oddForms() {
        assertThat(line(
                        "[{\"msys\":{\"message_event\":{\"type\":\"delivery\",\"rcpt_to\":\"ann@example.com\",\"timestamp\":1767323045,"
                                + "\"transmission_id\":65832150921904138,\"rcpt_meta\":\"{\\\"mail-sender-id\\\":\\\""
                                + OUR_ID
                                + "\\\"}\"}}}]"))
                .isEqualTo("delivered - - - ann@example.com " + OUR_ID + " 65832150921904138 2026-01-02T03:04:05Z");
        assertThat(
                        line(
                                "{\"msys\":{\"message_event\":{\"type\":\"bounce\",\"bounce_class\":10,\"error_code\":550,\"rcpt_meta\":[]}}}"))
                .isEqualTo("bounced hard invalid_address 550 - - - 2026-11-29T12:00:00Z");
        assertThat(read("[{\"msys\":{\"message_event\":7}},{\"msys\":[]},{\"cust\":{}}]")
                        .events())
                .isEmpty();
    }

    private static String event(String group, String members) {
        return "[{\"msys\":{\"" + group + "\":{\"timestamp\":\"1767323045\",\"transmission_id\":\"t-1\","
                + "\"rcpt_to\":\"ann@example.com\",\"raw_rcpt_to\":\"Ann@example.com\"," + members + "}}}]";
    }
}
