package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.find;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.micronaut.json.tree.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Asks Mailjet for its senders ({@code /sender}), the DNS records of their domains ({@code /dns}) and the state of the key
 * ({@code /apikey}). Mailjet does not show how much of a quota is left.
 */
final class MailjetAccount implements AccountLookup {

    private static final String SENDERS = "add and validate it at Mailjet under Sender domains & addresses";

    private final Mailjet.Settings settings;
    private final EmailAddress from;
    private final Set<String> otherDomains;
    private final MailjetRest rest;

    MailjetAccount(Mailjet.Settings settings, MailjetRest rest) {
        this.settings = settings;
        this.from = EmailAddress.parse(settings.from());
        this.rest = rest;
        List<String> domains = settings.fromDomains();
        this.otherDomains = new LinkedHashSet<>();
        if (domains != null) {
            domains.forEach(domain -> otherDomains.add(domain.toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public CompletionStage<List<Finding>> findings() {
        return rest.get("sender?Limit=1000").thenCompose(senders -> {
            if (senders.status() == 401) {
                return CompletableFuture.completedFuture(List.of(Finding.error(
                        Check.LOGIN,
                        "Mailjet refuses the keys",
                        "check api-key and secret-key, that they belong together, and that the key is active")));
            }
            requireSuccess(senders);
            return rest.get("dns?Limit=1000").thenCombine(rest.get(key()), (dns, key) -> findings(senders, dns, key));
        });
    }

    private String key() {
        return "apikey?APIKey=" + URLEncoder.encode(settings.apiKey(), StandardCharsets.UTF_8);
    }

    private List<Finding> findings(Answer senders, Answer dns, Answer key) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOGIN, "Mailjet accepts the keys"));
        findings.add(state(key));
        if (settings.sandboxMode()) {
            findings.add(Finding.warning(
                    Check.SANDBOX, "sandbox-mode is on, so Mailjet sends nothing", "set sandbox-mode to false"));
        }
        Set<String> active = MailjetRest.data(senders).stream()
                .filter(sender ->
                        find(sender, "Status").filter("Active"::equals).isPresent())
                .flatMap(sender -> find(sender, "Email").stream())
                .map(email -> email.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        boolean isOwnActive =
                active.contains(from.toString().toLowerCase(Locale.ROOT)) || active.contains("*@" + from.domain());
        findings.add(sender(from.toString(), isOwnActive));
        otherDomains.forEach(domain -> findings.add(sender(domain, active.contains("*@" + domain))));
        Set<String> domains = new LinkedHashSet<>(Set.of(from.domain()));
        domains.addAll(otherDomains);
        requireSuccess(dns);
        List<JsonNode> records = MailjetRest.data(dns);
        domains.forEach(domain -> findings.add(dns(domain, records)));
        return findings;
    }

    private static Finding sender(String sender, boolean active) {
        return active
                ? Finding.ok(Check.SENDER, sender + " is an active sender at Mailjet")
                : Finding.error(Check.SENDER, sender + " is no active sender at Mailjet", SENDERS);
    }

    private static Finding dns(String domain, List<JsonNode> records) {
        Optional<JsonNode> record = records.stream()
                .filter(some ->
                        find(some, "Domain").filter(domain::equalsIgnoreCase).isPresent())
                .findFirst();
        String dkim = record.flatMap(some -> find(some, "DKIMStatus")).orElse("not set up");
        String spf = record.flatMap(some -> find(some, "SPFStatus")).orElse("not set up");
        if (dkim.equals("OK") && spf.equals("OK")) {
            return Finding.ok(Check.DNS, "Mailjet finds the DKIM and SPF records of " + domain);
        }
        return Finding.warning(
                Check.DNS,
                "the DNS records of " + domain + " at Mailjet: DKIM " + dkim + ", SPF " + spf,
                "set the records that Mailjet shows under Sender domains & addresses, and let Mailjet check them again");
    }

    /** A key without the right to read the keys is no fault: it can still send. */
    private Finding state(Answer answer) {
        Optional<JsonNode> key = !answer.isSuccess()
                ? Optional.empty()
                : MailjetRest.data(answer).stream()
                        .filter(some -> find(some, "APIKey")
                                .filter(settings.apiKey()::equals)
                                .isPresent())
                        .findFirst();
        if (key.isEmpty()) {
            return Finding.unknown(
                    Check.ACCOUNT,
                    "Mailjet does not let this key read its own state",
                    "see at Mailjet under API Key Management whether the key is active");
        }
        String level = find(key.get(), "Runlevel").orElse("Normal");
        JsonNode isActive = key.get().get("IsActive");
        if (isActive != null && isActive.isBoolean() && !isActive.getBooleanValue()) {
            return Finding.error(
                    Check.ACCOUNT, "the key is not active", "activate it at Mailjet under API Key Management");
        }
        return level.equals("Normal")
                ? Finding.ok(Check.ACCOUNT, "the key may send")
                : Finding.error(
                        Check.ACCOUNT, "Mailjet has blocked the key: " + level, "ask Mailjet's support to unblock it");
    }

    private static void requireSuccess(Answer answer) {
        if (!answer.isSuccess()) {
            throw LookupHttp.failure(answer, false);
        }
    }
}
