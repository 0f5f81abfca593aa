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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the account (<a href="https://developers.sparkpost.com/api/account/">GET /account</a>) and its sending domains
 * (<a href="https://developers.sparkpost.com/api/sending-domains/">GET /sending-domains/{domain}</a>).
 */
final class SparkpostAccount implements AccountLookup {

    private static final String UNVERIFIED = "verify it in SparkPost's app under Configuration, Domains";

    private final LookupHttp http;
    private final Function<String, HttpRequest<?>> get;
    private final Collection<String> senderDomains;

    /** @param get makes an authorized request from a path */
    SparkpostAccount(LookupHttp http, Function<String, HttpRequest<?>> get, Collection<String> senderDomains) {
        this.http = http;
        this.get = get;
        this.senderDomains = senderDomains;
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return http.call(get.apply("/account?include=usage")).thenCompose(answer -> {
            List<Finding> findings = new ArrayList<>(account(answer));
            CompletionStage<List<Finding>> all = CompletableFuture.completedFuture(findings);
            if (answer.status() == 401) {
                return all;
            }
            for (String domain : senderDomains) {
                all = all.thenCompose(before -> http.call(get.apply("/sending-domains/" + domain))
                        .thenApply(found -> {
                            before.add(domain(domain, found));
                            return before;
                        }));
            }
            return all;
        });
    }

    private static List<Finding> account(Answer answer) {
        if (answer.status() == 401) {
            return List.of(
                    Finding.error(
                            Check.LOGIN,
                            "SparkPost refuses the key",
                            "set api-key to a key of this account, and region to the account's region; the regions share no keys"));
        }
        if (answer.status() == 403) {
            return List.of(
                    Finding.ok(Check.LOGIN, "SparkPost accepts the key"), unreadable("the account", "Account: Read"));
        }
        JsonNode results = answer.json().get("results");
        if (!answer.isSuccess() || results == null) {
            throw LookupHttp.failure(answer, false);
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOGIN, "SparkPost accepts the key"));
        String status = text(results, "status");
        String reason = text(results, "status_reason_category");
        findings.add(
                status.equals("active")
                        ? Finding.ok(Check.ACCOUNT, "the account is active")
                        : Finding.error(
                                Check.ACCOUNT,
                                "the account is " + (status.isEmpty() ? "not active" : status)
                                        + (reason.isEmpty() ? "" : " (" + reason + ")"),
                                "ask SparkPost's support"));
        JsonNode usage = results.get("usage");
        if (usage != null) {
            addQuota(findings, "day", usage.get("day"));
            addQuota(findings, "month", usage.get("month"));
        }
        return findings;
    }

    private static void addQuota(List<Finding> findings, String period, @Nullable JsonNode usage) {
        if (usage == null) {
            return;
        }
        long used = number(usage.get("used"));
        long limit = number(usage.get("limit"));
        if (limit <= 0) {
            return;
        }
        String text = used + " of " + limit + " mails of this " + period + " are used";
        String remedy = "upgrade the plan, or move the provider down in order";
        if (used >= limit) {
            findings.add(Finding.error(Check.QUOTA, text, remedy));
        } else if (used >= limit / 10 * 9) {
            findings.add(Finding.warning(Check.QUOTA, text, remedy));
        } else {
            findings.add(Finding.ok(Check.QUOTA, text));
        }
    }

    private static Finding domain(String domain, Answer answer) {
        if (answer.status() == 404) {
            return Finding.error(
                    Check.SENDER,
                    "the account has no sending domain " + domain,
                    "add and verify it in SparkPost's app, or remove it from from and from-domains");
        }
        if (answer.status() == 403) {
            return unreadable("the sending domain " + domain, "Sending Domains: Read");
        }
        JsonNode results = answer.json().get("results");
        JsonNode status = results == null ? null : results.get("status");
        if (!answer.isSuccess() || status == null) {
            throw LookupHttp.failure(answer, false);
        }
        if (text(status, "compliance_status").equals("blocked")) {
            return Finding.error(Check.SENDER, "SparkPost blocks " + domain, "ask SparkPost's support");
        }
        JsonNode owned = status.get("ownership_verified");
        if (owned == null || !owned.isBoolean() || !owned.getBooleanValue()) {
            return Finding.error(Check.SENDER, domain + " is not verified at SparkPost", UNVERIFIED);
        }
        String dkim = text(status, "dkim_status");
        return dkim.equals("valid")
                ? Finding.ok(Check.SENDER, domain + " is verified at SparkPost, with DKIM")
                : Finding.warning(
                        Check.SENDER,
                        domain + " is verified at SparkPost, but its DKIM record is " + dkim,
                        "set the DKIM record that SparkPost's app shows for the domain");
    }

    /** A right that sending does not need. */
    private static Finding unreadable(String what, String right) {
        return Finding.unknown(
                Check.RIGHTS,
                "the key may not read " + what,
                "give the key the right \"" + right + "\"; sending does not need it");
    }

    private static long number(@Nullable JsonNode value) {
        return value != null && value.isNumber() ? value.getLongValue() : 0;
    }
}
