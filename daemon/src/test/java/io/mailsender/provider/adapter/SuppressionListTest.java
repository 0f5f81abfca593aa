package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionList.Page;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suppression lists of Postmark, Brevo and SparkPost. The answers are those of their API references. */
class SuppressionListTest extends ProviderFixture {

    private static final EmailAddress ANN = EmailAddress.parse("ann+news@example.com");
    private static final String POSTMARK = "/message-streams/outbound/suppressions";
    private static final String SPARKPOST = "/api/v1/suppression-list?types=transactional&per_page=1000&cursor=";

    @Test
    void postmark() {
        server.at(POSTMARK + "/dump", Behaviours.json(200, """
                {"Suppressions":[
                 {"EmailAddress":"a@example.com","SuppressionReason":"HardBounce","Origin":"Recipient","CreatedAt":"2026-01-02T03:04:05-05:00"},
                 {"EmailAddress":"b@example.com","SuppressionReason":"SpamComplaint","Origin":"Recipient","CreatedAt":"2026-01-02T03:04:05Z"},
                 {"EmailAddress":"c@example.com","SuppressionReason":"ManualSuppression","Origin":"Recipient","CreatedAt":"2026-01-02T03:04:05Z"},
                 {"EmailAddress":"d@example.com","SuppressionReason":"ManualSuppression","Origin":"Customer"},
                 {"EmailAddress":"no address"}]}"""));
        assertThat(lines(list(postmarkProvider(), null)))
                .containsExactly(
                        "a@example.com hard_bounce 2026-01-02T08:04:05Z HardBounce by Recipient",
                        "b@example.com complaint 2026-01-02T03:04:05Z SpamComplaint by Recipient",
                        "c@example.com unsubscribe 2026-01-02T03:04:05Z ManualSuppression by Recipient",
                        "d@example.com manual 1970-01-01T00:00:00Z ManualSuppression by Customer",
                        "next null");
    }

    /** An answer over 1 MiB is not read. */
    @Test
    void postmarkByMonthIfTheListIsLong() {
        String entry =
                "{\"EmailAddress\":\"a@example.com\",\"SuppressionReason\":\"HardBounce\",\"Origin\":\"Recipient\"},";
        server.at(POSTMARK + "/dump", Behaviours.json(200, "{\"Suppressions\":[" + entry.repeat(20_000) + "{}]}"));
        Page first = list(postmarkProvider(), null);
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        assertThat(first.entries()).isEmpty();
        assertThat(first.next()).isIn(now.toString(), now.minusMonths(1).toString());
        server.at(
                POSTMARK + "/dump?fromdate=2026-02-01&todate=2026-02-28",
                Behaviours.json(200, "{\"Suppressions\":[" + entry + "{}]}"));
        assertThat(lines(list(postmarkProvider(), "2026-02")))
                .containsExactly(
                        "a@example.com hard_bounce 1970-01-01T00:00:00Z HardBounce by Recipient", "next 2026-01");
        server.at(
                POSTMARK + "/dump?fromdate=2010-01-01&todate=2010-01-31",
                Behaviours.json(200, "{\"Suppressions\":[]}"));
        assertThat(lines(list(postmarkProvider(), "2010-01"))).containsExactly("next null");
    }

    @Test
    void postmarkRemoves() {
        server.at(POSTMARK + "/delete", Behaviours.json(200, """
                {"Suppressions":[{"EmailAddress":"ann+news@example.com","Status":"Deleted","Message":null}]}"""));
        remove(postmarkProvider());
        assertThat(last().method()).isEqualTo("POST");
        assertThat(last().text()).isEqualTo("{\"Suppressions\":[{\"EmailAddress\":\"ann+news@example.com\"}]}");
    }

    @Test
    void postmarkDoesNotLiftAComplaint() {
        server.at(POSTMARK + "/delete", Behaviours.json(200, """
                {"Suppressions":[{"EmailAddress":"ann+news@example.com","Status":"Failed","Message":"You do not have the required authority to change this suppression."}]}"""));
        assertRemovalFails(postmarkProvider(), "required authority");
    }

    @Test
    void brevo() {
        String full =
                "{\"email\":\"a@example.com\",\"reason\":{\"code\":\"hardBounce\",\"message\":\"Hard bounce\"},\"blockedAt\":\"2026-01-02T03:04:05Z\"},";
        server.at(
                "/v3/smtp/blockedContacts?limit=100&offset=0&sort=asc",
                Behaviours.json(
                        200,
                        "{\"count\":105,\"contacts\":[" + full.repeat(99) + full.substring(0, full.length() - 1)
                                + "]}"));
        server.at("/v3/smtp/blockedContacts?limit=100&offset=100&sort=asc", Behaviours.json(200, """
                {"count":105,"contacts":[
                 {"email":"b@example.com","senderEmail":"shop@example.com","reason":{"code":"contactFlaggedAsSpam","message":"Spam"},"blockedAt":"2026-01-02T03:04:05.000+01:00"},
                 {"email":"c@example.com","reason":{"code":"unsubscribedViaEmail"}},
                 {"email":"d@example.com","reason":{"code":"adminBlocked"}},
                 {"email":"e@example.com"},{"email":""}]}"""));
        Page first = list(brevoProvider(), null);
        assertThat(first.entries()).hasSize(100);
        assertThat(first.next()).isEqualTo("100");
        assertThat(lines(list(brevoProvider(), first.next())))
                .containsExactly(
                        "b@example.com complaint 2026-01-02T02:04:05Z Spam",
                        "c@example.com unsubscribe 1970-01-01T00:00:00Z ",
                        "d@example.com manual 1970-01-01T00:00:00Z ",
                        "e@example.com manual 1970-01-01T00:00:00Z ",
                        "next null");
    }

    @Test
    void brevoRemoves() {
        server.always(Behaviours.status(204));
        remove(brevoProvider());
        assertThat(last().method() + " " + last().path())
                .isEqualTo("DELETE /v3/smtp/blockedContacts/ann%2Bnews%40example.com");
        server.always(Behaviours.json(404, "{\"code\":\"document_not_found\",\"message\":\"Contact is not blocked\"}"));
        remove(brevoProvider());
        server.always(Behaviours.json(401, "{\"code\":\"unauthorized\",\"message\":\"Key not found\"}"));
        assertRemovalFails(brevoProvider(), "Key not found");
    }

    @Test
    void sparkpost() {
        server.at(SPARKPOST + "initial", Behaviours.json(200, """
                {"results":[
                 {"recipient":"a@example.com","type":"transactional","source":"Bounce Rule","description":"550: no","created":"2026-01-02T03:04:05+00:00"},
                 {"recipient":"b@example.com","type":"transactional","source":"Spam Complaint","updated":"2026-01-02T03:04:05+00:00"},
                 {"recipient":"c@example.com","type":"transactional","source":"List Unsubscribe"}],
                 "links":[{"href":"/api/v1/suppression-list?cursor=WzE0%3D&per_page=1000","rel":"next"}],"total_count":4}"""));
        server.at(SPARKPOST + "WzE0%3D", Behaviours.json(200, """
                {"results":[{"recipient":"d@example.com","type":"transactional","source":"Compliance"}],"links":[],"total_count":4}"""));
        Page first = list(sparkpostProvider(), null);
        assertThat(lines(first))
                .containsExactly(
                        "a@example.com hard_bounce 2026-01-02T03:04:05Z 550: no",
                        "b@example.com complaint 2026-01-02T03:04:05Z ",
                        "c@example.com unsubscribe 1970-01-01T00:00:00Z ",
                        "next WzE0=");
        assertThat(lines(list(sparkpostProvider(), first.next())))
                .containsExactly("d@example.com manual 1970-01-01T00:00:00Z ", "next null");
    }

    @Test
    void sparkpostRemoves() {
        server.always(Behaviours.status(204));
        remove(sparkpostProvider());
        assertThat(last().method() + " " + last().path())
                .isEqualTo("DELETE /api/v1/suppression-list/ann%2Bnews%40example.com");
        assertThat(last().text()).isEqualTo("{\"type\":\"transactional\"}");
        server.always(Behaviours.json(404, "{\"errors\":[{\"message\":\"Recipient could not be found\"}]}"));
        remove(sparkpostProvider());
        server.always(
                Behaviours.json(403, "{\"errors\":[{\"message\":\"Recipient could not be removed - Compliance\"}]}"));
        assertRemovalFails(sparkpostProvider(), "Compliance");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void anErrorIsAFailure(int status) {
        server.always(Behaviours.json(status, "{}"));
        for (Provider provider : List.of(postmarkProvider(), brevoProvider(), sparkpostProvider())) {
            assertThatThrownBy(() -> list(provider, null))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(LookupFailedException.class);
            assertRemovalFails(provider, "");
        }
    }

    /** Its exclusion list is for campaigns. */
    @Test
    void mailjetHasNone() {
        assertThat(MailjetTest.mailjet(server.uri(), beans(), false).suppressions())
                .isEmpty();
    }

    private static Page list(Provider provider, @Nullable String cursor) {
        return suppressions(provider).list(cursor).toCompletableFuture().join();
    }

    private static void remove(Provider provider) {
        suppressions(provider).remove(ANN).toCompletableFuture().join();
    }

    private static void assertRemovalFails(Provider provider, String words) {
        assertThatThrownBy(() -> remove(provider))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(LookupFailedException.class)
                .hasMessageContaining(words);
    }

    private static SuppressionList suppressions(Provider provider) {
        return provider.suppressions().orElseThrow();
    }

    private static List<String> lines(Page page) {
        return Stream.concat(
                        page.entries().stream()
                                .map(entry -> entry.address() + " "
                                        + entry.reason().word() + " " + entry.since() + " " + entry.text()),
                        Stream.of("next " + page.next()))
                .toList();
    }

    private Request last() {
        return server.requests().get(server.requests().size() - 1);
    }

    private Provider postmarkProvider() {
        return new Postmark(
                new Postmark.Settings(
                        "main", "server-secret", null, null, null, "shop@example.com", null, server.uri()),
                http());
    }

    private Provider brevoProvider() {
        return BrevoTest.brevo(server.uri(), beans(), false);
    }

    private Provider sparkpostProvider() {
        return SparkpostTest.sparkpost(server.uri(), beans(), List.of());
    }

    private ProviderHttp http() {
        return beans().getBean(ProviderHttp.class);
    }
}
