package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.text;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.micronaut.http.HttpRequest;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the domains of the account (<a href="https://resend.com/docs/api-reference/domains/list-domains">GET /domains</a>). Resend
 * has no API for quotas.
 */
final class ResendAccount implements AccountLookup {

    private static final String PAGE = "/domains?limit=100";
    private static final String KEYS = "https://resend.com/api-keys";
    private static final String DOMAINS = "https://resend.com/domains";

    /** Resend's own domain, for first trials. */
    private static final String TRIAL = "resend.dev";

    private final LookupHttp http;
    private final Function<String, HttpRequest<?>> get;
    private final Collection<String> senderDomains;

    /** @param get makes an authorized request from a path */
    ResendAccount(LookupHttp http, Function<String, HttpRequest<?>> get, Collection<String> senderDomains) {
        this.http = http;
        this.get = get;
        this.senderDomains = senderDomains;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return page(PAGE, new HashMap<>());
    }

    /** @param known the domains of the pages before this one, by name */
    private CompletionStage<List<Finding>> page(String path, Map<String, JsonNode> known) {
        return http.call(get.apply(path)).thenCompose(answer -> {
            JsonNode data = answer.json().get("data");
            if (!answer.isSuccess() || data == null || !data.isArray()) {
                return CompletableFuture.completedFuture(refused(answer));
            }
            String last = null;
            for (JsonNode domain : data.values()) {
                known.put(text(domain, "name").toLowerCase(Locale.ROOT), domain);
                last = text(domain, "id");
            }
            JsonNode more = answer.json().get("has_more");
            return more != null && more.isBoolean() && more.getBooleanValue() && last != null && !last.isEmpty()
                    ? page(PAGE + "&after=" + last, known)
                    : CompletableFuture.completedFuture(findings(known));
        });
    }

    private static List<Finding> refused(Answer answer) {
        if (answer.text("name").filter("restricted_api_key"::equals).isPresent()) {
            return List.of(
                    Finding.ok(Check.LOGIN, "Resend accepts the key"),
                    Finding.unknown(
                            Check.RIGHTS,
                            "the key may send but not list domains, so it is not known which are verified",
                            "compare from and from-domains with " + DOMAINS + ", or use a key with full access"));
        }
        if (answer.status() != 400 && answer.status() != 401 && answer.status() != 403) {
            throw LookupHttp.failure(answer, false);
        }
        return List.of(Finding.error(
                Check.LOGIN,
                "Resend refuses the key: " + answer.text("message").orElse("HTTP " + answer.status()),
                "create a key at " + KEYS + " and set api-key"));
    }

    private List<Finding> findings(Map<String, JsonNode> known) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOGIN, "Resend accepts the key"));
        senderDomains.forEach(domain -> findings.add(domain(domain, known.get(domain))));
        return findings;
    }

    private static Finding domain(String domain, @Nullable JsonNode found) {
        if (found == null) {
            return domain.equals(TRIAL)
                    ? Finding.warning(
                            Check.SANDBOX,
                            TRIAL + " sends to the account owner's address only",
                            "verify a domain at " + DOMAINS + " and set from to an address there")
                    : Finding.error(
                            Check.SENDER,
                            "the account has no domain " + domain,
                            "add and verify it at " + DOMAINS + ", or remove it from from and from-domains");
        }
        JsonNode capabilities = found.get("capabilities");
        if (capabilities != null && text(capabilities, "sending").equals("disabled")) {
            return Finding.error(
                    Check.SENDER, "sending from " + domain + " is disabled", "enable sending for it at " + DOMAINS);
        }
        String status = text(found, "status");
        String words = domain + " is " + status.replace('_', ' ') + " at Resend";
        String remedy = "set the DNS records that " + DOMAINS + " shows and start the verification there";
        return switch (status) {
            case "verified" -> Finding.ok(Check.SENDER, words);
            // Some of the records are valid; they can be those for sending.
            case "partially_verified", "partially_failed" -> Finding.warning(Check.SENDER, words, remedy);
            default -> Finding.error(Check.SENDER, words, remedy);
        };
    }
}
