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
import io.mailsender.provider.ProviderHttp;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks Brevo for the account ({@code /account}), the senders ({@code /senders}) and their domains ({@code /senders/domains}). Every API
 * key has all rights.
 */
final class BrevoAccount implements AccountLookup {

    /** The most recipients of one message. */
    private static final int FEW_CREDITS = 50;

    private final Brevo.Settings settings;
    private final EmailAddress from;
    private final Set<String> otherDomains = new LinkedHashSet<>();
    private final String url;
    private final LookupHttp http;

    BrevoAccount(Brevo.Settings settings, String endpoint, ProviderHttp http) {
        this.settings = settings;
        this.from = EmailAddress.parse(settings.from());
        this.url = endpoint + "/v3/";
        this.http = new LookupHttp(http);
        List<String> domains = settings.fromDomains();
        if (domains != null) {
            domains.forEach(domain -> otherDomains.add(domain.toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return get("account").thenCompose(account -> {
            if (account.status() == 401) {
                return CompletableFuture.completedFuture(List.of(refused(account)));
            }
            requireSuccess(account);
            return get("senders")
                    .thenCombine(
                            get("senders/domains"), (senders, domains) -> findings(account.json(), senders, domains));
        });
    }

    private static Finding refused(Answer account) {
        String text = account.text("message").orElse("").toLowerCase(Locale.ROOT);
        return text.contains("ip address")
                ? Finding.error(
                        Check.LOGIN,
                        "Brevo does not accept the key from this machine's IP address",
                        "add the address at Brevo under Security, Authorized IPs")
                : Finding.error(
                        Check.LOGIN,
                        "Brevo refuses the key",
                        "check api-key: it must be an API key (xkeysib-), not an SMTP key (xsmtpsib-)");
    }

    private List<Finding> findings(JsonNode account, Answer senders, Answer domains) {
        requireSuccess(senders);
        requireSuccess(domains);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOGIN, "Brevo accepts the key"));
        findings.add(relay(account));
        findings.add(credits(account));
        if (settings.sandboxMode()) {
            findings.add(Finding.warning(
                    Check.SANDBOX, "sandbox-mode is on, so Brevo sends nothing", "set sandbox-mode to false"));
        }
        List<JsonNode> known = list(domains.json(), "domains");
        boolean isSender = list(senders.json(), "senders").stream()
                .anyMatch(
                        sender -> from.toString().equalsIgnoreCase(text(sender, "email")) && isTrue(sender, "active"));
        findings.add(sender(isSender, known));
        otherDomains.forEach(domain -> findings.add(domain(domain, known)));
        return findings;
    }

    private static Finding relay(JsonNode account) {
        JsonNode relay = account.get("relay");
        return relay != null && isTrue(relay, "enabled")
                ? Finding.ok(Check.ACCOUNT, "the account may send transactional mail")
                : Finding.error(
                        Check.ACCOUNT,
                        "Brevo has not activated transactional mail for the account",
                        "ask Brevo's support to activate it");
    }

    /** The credits of the plans for mail, not for SMS. */
    private static Finding credits(JsonNode account) {
        JsonNode plans = account.get("plan");
        long credits = -1;
        for (JsonNode plan : plans != null && plans.isArray() ? plans.values() : List.<JsonNode>of()) {
            JsonNode left = plan.get("credits");
            if (left != null && left.isNumber() && !text(plan, "type").equals("sms")) {
                credits = Math.max(credits, 0) + left.getLongValue();
            }
        }
        if (credits < 0) {
            return Finding.unknown(
                    Check.QUOTA, "Brevo does not say how many mails are left", "see at Brevo under Usage and plan");
        }
        String text = credits + " mails are left in the plan";
        String remedy = "buy credits or change the plan; a free plan has new ones the next day";
        if (credits == 0) {
            return Finding.error(Check.QUOTA, text, remedy);
        }
        return credits < FEW_CREDITS ? Finding.warning(Check.QUOTA, text, remedy) : Finding.ok(Check.QUOTA, text);
    }

    /** A sender needs no entry of its own if its domain is authenticated. */
    private Finding sender(boolean isSender, List<JsonNode> domains) {
        Finding domain = domain(from.domain(), domains);
        if (domain.level() == Finding.Level.OK) {
            return domain;
        }
        return isSender
                ? Finding.warning(
                        Check.SENDER,
                        from + " is an active sender, but " + from.domain() + " is not authenticated at Brevo",
                        "authenticate the domain at Brevo under Senders, domains, IPs: without DKIM, receivers refuse mail")
                : Finding.error(
                        Check.SENDER,
                        from + " is no active sender at Brevo, and its domain is not authenticated",
                        "authenticate the domain at Brevo under Senders, domains, IPs");
    }

    private static Finding domain(String domain, List<JsonNode> domains) {
        Optional<JsonNode> known = domains.stream()
                .filter(some -> domain.equalsIgnoreCase(text(some, "domain_name")))
                .findFirst();
        if (known.isPresent() && isTrue(known.get(), "authenticated")) {
            return Finding.ok(Check.SENDER, domain + " is authenticated at Brevo");
        }
        return Finding.error(
                Check.SENDER,
                domain
                        + (known.isPresent()
                                ? " is not authenticated at Brevo"
                                : " is not a domain of the account at Brevo"),
                "authenticate the domain at Brevo under Senders, domains, IPs");
    }

    private CompletionStage<Answer> get(String resource) {
        return http.call(HttpRequest.GET(url + resource)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header("api-key", settings.apiKey()));
    }

    private static void requireSuccess(Answer answer) {
        if (!answer.isSuccess()) {
            throw LookupHttp.failure(answer, false);
        }
    }
}
