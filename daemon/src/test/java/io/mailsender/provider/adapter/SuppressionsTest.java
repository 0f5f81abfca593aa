package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionList.Page;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The vendors' own lists. The answers are those of their API descriptions. */
class SuppressionsTest extends ProviderFixture {

    private static final EmailAddress JANE = EmailAddress.parse("jane+tag@example.com");

    @Test
    void mailgunHasThreeListsInPages() throws IOException {
        String base = "/v3/mg.example.com/";
        server.always(Behaviours.json(200, "{\"items\":[],\"paging\":{\"next\":\"https://evil.example/\"}}"))
                .at(base + "bounces?limit=1000", Behaviours.json(200, """
                        {"items":[{"address":"a@example.com","code":"550","error":"No such mailbox","created_at":"Fri, 21 Oct 2011 11:02:55 UTC"},
                          {"address":"no address"},null],
                         "paging":{"next":"https://evil.example/steal?page=next&address=a%40example.com&limit=1000"}}"""))
                .at(base + "complaints?limit=1000", Behaviours.json(200, """
                        {"items":[{"address":"b@example.com","created_at":"Fri, 21 Oct 2011 11:02:55 GMT"}],"paging":{}}"""))
                .at(base + "unsubscribes?limit=1000", Behaviours.json(200, """
                        {"items":[{"address":"c@example.com","tags":["*"],"created_at":"?"},{"address":"d@example.com","tags":["news"]}]}"""));
        assertThat(all(mailgun()))
                .containsExactly(
                        "hard_bounce a@example.com 2011-10-21T11:02:55Z No such mailbox",
                        "complaint b@example.com 2011-10-21T11:02:55Z ",
                        "unsubscribe c@example.com 1970-01-01T00:00:00Z ");
        assertThat(server.requests())
                .extracting(request -> request.path())
                .contains(base + "bounces?page=next&address=a%40example.com&limit=1000");
        server.always(Behaviours.json(404, "{\"message\":\"Address not found\"}"));
        mailgun().remove(JANE).toCompletableFuture().join();
        assertThat(server.requests())
                .filteredOn(request -> request.method().equals("DELETE"))
                .extracting(request -> request.path())
                .containsExactly(
                        base + "bounces/jane%2Btag%40example.com",
                        base + "complaints/jane%2Btag%40example.com",
                        base + "unsubscribes/jane%2Btag%40example.com");
        assertFails(this::mailgun);
    }

    @Test
    void sendgridHasFourLists() throws IOException {
        StringBuilder full = new StringBuilder("[");
        for (int i = 0; i < 500; i++) {
            full.append(i == 0 ? "" : ",")
                    .append("{\"created\":1443651125,\"email\":\"a")
                    .append(i)
                    .append("@example.com\",\"reason\":\"550\"}");
        }
        server.always(Behaviours.json(200, "[]"))
                .at("/v3/suppression/bounces?limit=500&offset=0", Behaviours.json(200, full + "]"))
                .at(
                        "/v3/suppression/spam_reports?limit=500&offset=0",
                        Behaviours.json(200, "[{\"created\":1443651125,\"email\":\"b@example.com\"}]"))
                .at("/v3/suppression/invalid_emails?limit=500&offset=0", Behaviours.json(200, "[{\"email\":\"x@y\"}]"))
                .at(
                        "/v3/suppression/unsubscribes?limit=500&offset=0",
                        Behaviours.json(200, "[{\"created\":\"1443651125\",\"email\":\"c@example.com\"}]"));
        assertThat(all(sendgrid()))
                .hasSize(502)
                .contains(
                        "hard_bounce a499@example.com 2015-09-30T22:12:05Z 550",
                        "complaint b@example.com 2015-09-30T22:12:05Z ",
                        "unsubscribe c@example.com 2015-09-30T22:12:05Z ");
        assertThat(sendgrid().list("nonsense").toCompletableFuture().join().next())
                .isNull();
        server.always(Behaviours.status(204));
        sendgrid().remove(JANE).toCompletableFuture().join();
        assertThat(server.requests())
                .filteredOn(request -> request.method().equals("DELETE"))
                .extracting(request -> request.path())
                .containsExactly(
                        "/v3/suppression/bounces/jane%2Btag%40example.com",
                        "/v3/suppression/spam_reports/jane%2Btag%40example.com",
                        "/v3/suppression/invalid_emails/jane%2Btag%40example.com",
                        "/v3/asm/suppressions/global/jane%2Btag%40example.com");
        assertFails(this::sendgrid);
    }

    @Test
    void resendHasOneList() throws IOException {
        server.at("/suppressions?limit=100", Behaviours.json(200, """
                        {"object":"list","has_more":true,"data":[{"id":"s-1","email":"a@example.com","origin":"bounce","created_at":"2026-11-22T23:41:11.894Z"}]}"""))
                .at("/suppressions?limit=100&after=s-1", Behaviours.json(200, """
                        {"object":"list","has_more":false,"data":[{"id":"s-2","email":"b@example.com","origin":"complaint"},{"id":"s-3","email":"c@example.com","origin":"manual"}]}"""));
        assertThat(all(resend()))
                .containsExactly(
                        "hard_bounce a@example.com 2026-11-22T23:41:11.894Z ",
                        "complaint b@example.com 1970-01-01T00:00:00Z ",
                        "manual c@example.com 1970-01-01T00:00:00Z ");
        server.always(Behaviours.json(404, "{\"name\":\"not_found\",\"message\":\"Suppression not found\"}"));
        resend().remove(JANE).toCompletableFuture().join();
        assertThat(server.requests().get(2).path()).isEqualTo("/suppressions/jane%2Btag%40example.com");
        assertFails(this::resend);
    }

    @Test
    void sesHasTheListOfTheAccount() throws IOException {
        String path = "/v2/email/suppression/addresses";
        server.at(path + "?PageSize=1000", Behaviours.json(200, """
                        {"SuppressedDestinationSummaries":[{"EmailAddress":"a@example.com","Reason":"BOUNCE","LastUpdateTime":1.443651125E9}],"NextToken":"a/b="}"""))
                .at(path + "?PageSize=1000&NextToken=a%2Fb%3D", Behaviours.json(200, """
                        {"SuppressedDestinationSummaries":[{"EmailAddress":"b@example.com","Reason":"COMPLAINT","LastUpdateTime":1443651125.5}]}"""));
        assertThat(all(ses()))
                .containsExactly(
                        "hard_bounce a@example.com 2015-09-30T22:12:05Z ",
                        "complaint b@example.com 2015-09-30T22:12:05.500Z ");
        server.always(Behaviours.json(404, "{\"message\":\"no\"}", "x-amzn-ErrorType: NotFoundException"));
        ses().remove(JANE).toCompletableFuture().join();
        assertThat(server.requests().get(2).path()).isEqualTo(path + "/jane%2Btag%40example.com");
        server.always(Behaviours.json(403, "{\"message\":\"no\"}", "x-amzn-ErrorType: AccessDeniedException"));
        assertThatThrownBy(() -> ses().remove(JANE).toCompletableFuture().join())
                .hasCauseInstanceOf(LookupFailedException.class)
                .hasMessageContaining("AccessDeniedException: no");
        assertFails(this::ses);
    }

    /** The lists of the vendor whose server refuses everything. */
    private void assertFails(Supplier<SuppressionList> lists) throws IOException {
        server.close();
        server = FaultyHttpServer.start()
                .always(Behaviours.json(401, "{\"name\":\"restricted\",\"message\":\"refused\"}"));
        SuppressionList list = lists.get();
        assertThatThrownBy(() -> list.list(null).toCompletableFuture().join())
                .hasCauseInstanceOf(LookupFailedException.class);
        assertThatThrownBy(() -> list.remove(JANE).toCompletableFuture().join())
                .hasCauseInstanceOf(LookupFailedException.class);
    }

    private static List<String> all(SuppressionList list) {
        List<String> lines = new ArrayList<>();
        String cursor = null;
        do {
            Page page = list.list(cursor).toCompletableFuture().join();
            page.entries()
                    .forEach(entry -> lines.add(
                            entry.reason().word() + " " + entry.address() + " " + entry.since() + " " + entry.text()));
            cursor = page.next();
        } while (cursor != null);
        return lines;
    }

    private SuppressionList mailgun() {
        return new Mailgun(
                        new Mailgun.Settings(
                                "m",
                                "k",
                                "mg.example.com",
                                Mailgun.Region.US,
                                "a@example.com",
                                null,
                                false,
                                null,
                                server.uri()),
                        http())
                .suppressions()
                .orElseThrow();
    }

    private SuppressionList sendgrid() {
        return new Sendgrid(
                        new Sendgrid.Settings(
                                "m", "k", Sendgrid.Region.US, "a@example.com", null, false, null, server.uri()),
                        http())
                .suppressions()
                .orElseThrow();
    }

    private SuppressionList resend() {
        return new Resend(new Resend.Settings("m", "k", "a@example.com", null, null, server.uri()), http())
                .suppressions()
                .orElseThrow();
    }

    private SuppressionList ses() {
        return new AmazonSesSuppressions(
                new AmazonSesRequestSigner(
                        server.uri().toString(),
                        "eu-west-1",
                        new AmazonSesCredentialsCache(SesFixture.fixedCredentials(), Runnable::run, Clock.systemUTC())),
                new LookupHttp(http()));
    }

    private ProviderHttp http() {
        return beans().getBean(ProviderHttp.class);
    }
}
