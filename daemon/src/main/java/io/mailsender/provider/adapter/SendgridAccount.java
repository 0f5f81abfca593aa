package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.isTrue;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a SendGrid account: the key's scopes, the authenticated domains ({@code GET /v3/whitelabel/domains}), the verified senders
 * ({@code GET /v3/verified_senders}) and the credits ({@code GET /v3/user/credits}). A key with "Mail Send" alone shows its scopes only.
 */
final class SendgridAccount implements AccountLookup {

    private static final String AUTHENTICATE = "authenticate the domain in SendGrid: Settings > Sender Authentication";

    private final Sendgrid.Settings settings;
    private final SenderPolicy senders;
    private final String base;
    private final LookupHttp http;

    SendgridAccount(Sendgrid.Settings settings, SenderPolicy senders, String base, LookupHttp http) {
        this.settings = settings;
        this.senders = senders;
        this.base = base;
        this.http = http;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return get("/v3/scopes").thenCompose(scopes -> {
            List<Finding> findings = new ArrayList<>(login(scopes));
            return scopes.isSuccess()
                    ? addSenders(findings).thenCompose(this::addCredits)
                    : CompletableFuture.completedFuture(findings);
        });
    }

    private List<Finding> login(Answer scopes) {
        if (scopes.status() == 401 || scopes.status() == 403) {
            return List.of(Finding.error(
                    Check.LOGIN,
                    "SendGrid refuses the key",
                    "check api-key, and region: a key of an EU subuser works with region eu only"));
        }
        JsonNode granted = scopes.json().get("scopes");
        if (!scopes.isSuccess() || granted == null || !granted.isArray()) {
            throw LookupHttp.failure(scopes, false);
        }
        List<Finding> findings = new ArrayList<>(List.of(Finding.ok(Check.LOGIN, "SendGrid accepts the key")));
        boolean maySend = StreamSupport.stream(granted.values().spliterator(), false)
                .anyMatch(scope -> scope.isString() && scope.getStringValue().equals("mail.send"));
        findings.add(
                maySend
                        ? Finding.ok(Check.RIGHTS, "the key may send mail")
                        : Finding.error(
                                Check.RIGHTS,
                                "the key may not send mail",
                                "give it the right Mail Send in SendGrid: Settings > API Keys"));
        if (settings.sandboxMode()) {
            findings.add(Finding.warning(
                    Check.SANDBOX,
                    "SendGrid checks mails but delivers none, since sandbox-mode is on",
                    "set sandbox-mode to false"));
        }
        return findings;
    }

    private CompletionStage<List<Finding>> addSenders(List<Finding> findings) {
        return get("/v3/whitelabel/domains?limit=500")
                .thenCompose(domains -> get("/v3/verified_senders?limit=500").thenApply(verified -> {
                    JsonNode singles = verified.json().get("results");
                    if (!domains.isSuccess() || !domains.json().isArray()) {
                        findings.add(
                                Finding.unknown(
                                        Check.SENDER,
                                        "the key may not read which senders are verified",
                                        "give it read access to Sender Authentication, or check them in SendGrid: Settings > Sender Authentication"));
                        return findings;
                    }
                    findings.add(ownSender(senders.own(), domains.json(), singles));
                    senders.domains().forEach(domain -> findings.add(domain(domain, domains.json())));
                    return findings;
                }));
    }

    private static Finding ownSender(EmailAddress own, JsonNode domains, @Nullable JsonNode singles) {
        boolean alone = singles != null
                && singles.isArray()
                && StreamSupport.stream(singles.values().spliterator(), false)
                        .anyMatch(sender -> text(sender, "from_email").equalsIgnoreCase(own.toString())
                                && isTrue(sender, "verified"));
        Finding domain = domain(own.domain(), domains);
        return alone && domain.level() != Finding.Level.OK
                ? Finding.warning(
                        Check.SENDER,
                        own + " is a verified sender, but SendGrid does not sign its mails with DKIM for "
                                + own.domain(),
                        AUTHENTICATE)
                : domain;
    }

    private static Finding domain(String domain, JsonNode domains) {
        List<JsonNode> found = StreamSupport.stream(domains.values().spliterator(), false)
                .filter(entry -> text(entry, "domain").equalsIgnoreCase(domain))
                .toList();
        if (found.stream().anyMatch(entry -> isTrue(entry, "valid"))) {
            return Finding.ok(Check.SENDER, "SendGrid has authenticated " + domain);
        }
        return found.isEmpty()
                ? Finding.error(Check.SENDER, domain + " is not authenticated at SendGrid", AUTHENTICATE)
                : Finding.error(
                        Check.SENDER,
                        "SendGrid has not found the DNS records of " + domain,
                        "add the records that SendGrid shows, and verify the domain: Settings > Sender Authentication");
    }

    private CompletionStage<List<Finding>> addCredits(List<Finding> findings) {
        return get("/v3/user/credits").thenApply(credits -> {
            JsonNode remain = credits.json().get("remain");
            JsonNode total = credits.json().get("total");
            if (credits.isSuccess()
                    && remain != null
                    && total != null
                    && remain.isNumber()
                    && total.isNumber()
                    && total.getLongValue() > 0) {
                findings.add(credits(
                        remain.getLongValue(),
                        total.getLongValue(),
                        credits.text("next_reset").orElse("?")));
            }
            return findings;
        });
    }

    private static Finding credits(long remain, long total, String reset) {
        String text = remain + " of " + total + " credits are left until " + reset;
        String remedy = "change the plan in SendGrid, or wait for the reset";
        if (remain <= 0) {
            return Finding.error(Check.QUOTA, text, remedy);
        }
        return remain < total / 10 ? Finding.warning(Check.QUOTA, text, remedy) : Finding.ok(Check.QUOTA, text);
    }

    private CompletionStage<Answer> get(String path) {
        return http.call(HttpRequest.GET(base + path)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .bearerAuth(settings.apiKey()));
    }
}
