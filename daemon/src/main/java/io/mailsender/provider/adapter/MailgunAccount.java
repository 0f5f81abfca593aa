package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.find;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks up a Mailgun domain (<a
 * href="https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domains">GET /v4/domains/{name}</a>). A mail has its
 * return path at this domain, so SPF of the sender's domain does not matter; Mailgun checks the domain's records itself.
 */
final class MailgunAccount implements AccountLookup {

    private final String domain;
    private final String apiKey;
    private final String endpoint;
    private final SenderPolicy senders;
    private final LookupHttp http;

    /** @param endpoint without a slash at its end */
    MailgunAccount(Mailgun.Settings settings, String endpoint, SenderPolicy senders, LookupHttp http) {
        this.domain = settings.domain();
        this.apiKey = settings.apiKey();
        this.endpoint = endpoint;
        this.senders = senders;
        this.http = http;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return http.call(authorized(HttpRequest.GET(endpoint + "/v4/domains/" + domain)))
                .thenCompose(answer -> switch (answer.status()) {
                    case 200 -> CompletableFuture.completedFuture(findings(answer));
                    case 401, 403 -> sendingKey();
                    case 404 ->
                        CompletableFuture.completedFuture(List.of(
                                Finding.ok(Check.LOGIN, "Mailgun accepts the key"),
                                Finding.error(
                                        Check.SENDER,
                                        "the account has no domain " + domain + " in this region",
                                        "correct domain or region (us, eu), or add the domain in Mailgun")));
                    default -> throw LookupHttp.failure(answer, false);
                });
    }

    /**
     * A domain's sending key may do nothing but send. A message without recipient and sender is never sent; Mailgun refuses it with 400, and
     * a wrong key with 401.
     */
    private CompletionStage<List<Finding>> sendingKey() {
        HttpRequest<?> nothing = authorized(HttpRequest.POST(endpoint + "/v3/" + domain + "/messages", null))
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED);
        return http.call(nothing).thenApply(answer -> {
            if (answer.status() == 400) {
                return List.of(
                        Finding.ok(Check.LOGIN, "Mailgun accepts the key"),
                        Finding.warning(
                                Check.RIGHTS,
                                "the key is a sending key, which may not read the state of the domain " + domain,
                                "see the domain's state in Mailgun, or use a key of the account"));
            }
            if (answer.status() == 401 || answer.status() == 403) {
                return List.of(Finding.error(
                        Check.LOGIN,
                        "Mailgun refuses the key",
                        "correct api-key; keys of the account and of a domain work in the account's region only"));
            }
            throw LookupHttp.failure(answer, false);
        });
    }

    private MutableHttpRequest<?> authorized(MutableHttpRequest<?> request) {
        return request.header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON).basicAuth("api", apiKey);
    }

    private List<Finding> findings(Answer answer) {
        JsonNode found = answer.json().get("domain");
        if (found == null || !found.isObject()) {
            throw LookupHttp.failure(answer, false);
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOGIN, "Mailgun accepts the key"));
        findings.add(state(find(found, "state").orElse("unknown")));
        findings.add(
                find(found, "type").filter("sandbox"::equals).isPresent()
                        ? Finding.error(
                                Check.SANDBOX,
                                domain + " is a sandbox domain: Mailgun sends to five authorized recipients only",
                                "add a domain of your own in Mailgun and use it")
                        : Finding.ok(Check.SANDBOX, domain + " is not a sandbox domain"));
        findings.addAll(records(answer.json().get("sending_dns_records")));
        senders.senderDomains().stream()
                .filter(sender -> !isAligned(sender))
                .map(sender -> Finding.warning(
                        Check.DNS,
                        "mail from " + sender + " is signed by " + domain + ", which does not count for DMARC of "
                                + sender,
                        "add a Mailgun domain at or below " + sender + ", as a provider of its own"))
                .forEach(findings::add);
        return findings;
    }

    private Finding state(String state) {
        return switch (state) {
            case "active" -> Finding.ok(Check.ACCOUNT, "the domain " + domain + " is active");
            case "unverified" ->
                Finding.error(
                        Check.SENDER,
                        "the domain " + domain + " is not verified",
                        "publish the DNS records that Mailgun shows for it, and press Verify");
            default ->
                Finding.error(
                        Check.ACCOUNT,
                        "the domain " + domain + " is " + state + " at Mailgun",
                        "see the domain in Mailgun, or ask Mailgun's support");
        };
    }

    private static List<Finding> records(JsonNode records) {
        List<Finding> findings = new ArrayList<>();
        if (records != null && records.isArray()) {
            records.values().forEach(record -> {
                String valid = find(record, "valid").orElse("unknown");
                String what = find(record, "record_type").orElse("") + " record "
                        + find(record, "name").orElse("");
                if (!valid.equals("valid")) {
                    findings.add(Finding.warning(
                            Check.DNS,
                            "Mailgun does not find the " + what + " (" + valid + ")",
                            "publish it: " + find(record, "value").orElse("see Mailgun")));
                }
            });
            if (findings.isEmpty()) {
                findings.add(Finding.ok(Check.DNS, "Mailgun finds its DNS records (SPF, DKIM)"));
            }
        }
        return findings;
    }

    /** Relaxed alignment (RFC 9989, section 4.4): one is below the other, or both are below the same registered domain. */
    private boolean isAligned(String sender) {
        return sender.equals(domain)
                || sender.endsWith("." + domain)
                || domain.endsWith("." + sender)
                || lastLabels(sender).equals(lastLabels(domain));
    }

    private static String lastLabels(String name) {
        int last = name.lastIndexOf('.');
        int before = last < 0 ? -1 : name.lastIndexOf('.', last - 1);
        return name.substring(before + 1);
    }
}
