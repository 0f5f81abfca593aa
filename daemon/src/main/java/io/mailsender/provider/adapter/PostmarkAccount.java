package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.isTrue;
import static io.mailsender.provider.JsonMember.list;
import static io.mailsender.provider.JsonMember.text;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks up a Postmark server ({@code GET /server}), its message stream ({@code GET /message-streams/ID}) and, with an account token, the
 * account's senders ({@code GET /domains}, {@code GET /senders}). Postmark shows neither a quota nor whether the account is approved.
 */
final class PostmarkAccount implements AccountLookup {

    private static final String TEST_TOKEN = "POSTMARK_API_TEST";
    private static final String SERVER = "X-Postmark-Server-Token";
    private static final String ACCOUNT = "X-Postmark-Account-Token";

    private final Postmark.Settings settings;
    private final SenderPolicy senders;
    private final String base;
    private final LookupHttp http;

    PostmarkAccount(Postmark.Settings settings, SenderPolicy senders, String base, LookupHttp http) {
        this.settings = settings;
        this.senders = senders;
        this.base = base;
        this.http = http;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        if (settings.serverToken().equals(TEST_TOKEN)) {
            return CompletableFuture.completedFuture(List.of(Finding.warning(
                    Check.SANDBOX,
                    "Postmark checks mails but delivers none, since server-token is the test token",
                    "set server-token to a server's token")));
        }
        return get("/server", SERVER, settings.serverToken()).thenCompose(server -> {
            List<Finding> findings = new ArrayList<>(server(server));
            return server.isSuccess()
                    ? addStream(findings).thenCompose(this::addSenders)
                    : CompletableFuture.completedFuture(findings);
        });
    }

    private static List<Finding> server(Answer server) {
        if (server.status() == 401) {
            return List.of(Finding.error(
                    Check.LOGIN,
                    "Postmark refuses the server token",
                    "copy it from Postmark: the server's API Tokens (an account token does not send)"));
        }
        if (!server.isSuccess() || server.json().get("ID") == null) {
            throw LookupHttp.failure(server, false);
        }
        Finding login = Finding.ok(Check.LOGIN, "Postmark accepts the server token");
        return server.text("DeliveryType").orElse("").equals("Sandbox")
                ? List.of(
                        login,
                        Finding.warning(
                                Check.SANDBOX,
                                "the server is a sandbox: Postmark delivers none of its mails",
                                "use the token of a live server"))
                : List.of(login);
    }

    private CompletionStage<List<Finding>> addStream(List<Finding> findings) {
        String stream = settings.messageStream();
        if (stream == null) {
            return CompletableFuture.completedFuture(findings);
        }
        return get("/message-streams/" + stream, SERVER, settings.serverToken()).thenApply(answer -> {
            JsonNode archived = answer.json().get("ArchivedAt");
            if (!answer.isSuccess()) {
                findings.add(Finding.error(
                        Check.ACCOUNT,
                        "the server has no message stream " + stream,
                        "set message-stream to the id of one of its streams"));
            } else if (answer.text("MessageStreamType").orElse("").equals("Inbound")
                    || archived != null && !archived.isNull()) {
                findings.add(Finding.error(
                        Check.ACCOUNT,
                        "the message stream " + stream + " is archived, or receives mail only",
                        "set message-stream to the id of a transactional or broadcast stream"));
            } else {
                findings.add(Finding.ok(Check.ACCOUNT, "the message stream " + stream + " exists"));
            }
            return findings;
        });
    }

    private CompletionStage<List<Finding>> addSenders(List<Finding> findings) {
        String token = settings.accountToken();
        if (token == null) {
            findings.add(Finding.unknown(
                    Check.SENDER,
                    "Postmark shows which senders are verified to an account token only",
                    "set account-token, or check them in Postmark: Sender Signatures"));
            return CompletableFuture.completedFuture(findings);
        }
        return get("/domains?count=500&offset=0", ACCOUNT, token)
                .thenCompose(domains -> get("/senders?count=500&offset=0", ACCOUNT, token)
                        .thenApply(signatures -> {
                            if (!domains.isSuccess()) {
                                findings.add(Finding.error(
                                        Check.RIGHTS,
                                        "Postmark refuses the account token",
                                        "copy it from Postmark: Account > API Tokens (a server token is not one)"));
                                return findings;
                            }
                            List<JsonNode> known = list(domains.json(), "Domains");
                            EmailAddress own = senders.own();
                            boolean confirmed = list(signatures.json(), "SenderSignatures").stream()
                                    .anyMatch(sender ->
                                            text(sender, "EmailAddress").equalsIgnoreCase(own.toString())
                                                    && isTrue(sender, "Confirmed"));
                            findings.add(ownSender(own, confirmed, known));
                            senders.domains().forEach(domain -> findings.add(domain(domain, known)));
                            return findings;
                        }));
    }

    private static Finding ownSender(EmailAddress own, boolean confirmed, List<JsonNode> domains) {
        Finding domain = domain(own.domain(), domains);
        return confirmed && domain.level() != Finding.Level.OK
                ? Finding.warning(
                        Check.SENDER,
                        own + " is confirmed, but Postmark does not sign its mails with DKIM for " + own.domain(),
                        "add the domain's DKIM record, and verify it in Postmark: Sender Signatures")
                : domain;
    }

    private static Finding domain(String domain, List<JsonNode> domains) {
        List<JsonNode> found = domains.stream()
                .filter(entry -> text(entry, "Name").equalsIgnoreCase(domain))
                .toList();
        if (found.isEmpty()) {
            return Finding.error(
                    Check.SENDER,
                    domain + " is not a sender domain at Postmark",
                    "add the domain in Postmark: Sender Signatures");
        }
        return found.stream().anyMatch(entry -> isTrue(entry, "DKIMVerified"))
                ? Finding.ok(Check.SENDER, "Postmark has verified " + domain)
                : Finding.error(
                        Check.SENDER,
                        "Postmark has not found the DKIM record of " + domain,
                        "add the record that Postmark shows, and verify the domain: Sender Signatures");
    }

    private CompletionStage<Answer> get(String path, String header, String token) {
        return http.call(HttpRequest.GET(base + path)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header(header, token));
    }
}
