package io.mailsender.provider.adapter;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer to GetAccount.
 *
 * @param enforcement {@code HEALTHY}, {@code PROBATION} or {@code SHUTDOWN}; empty if the answer does not say
 * @param max how many mails SES takes in 24 hours; -1 for any number, and if the answer does not say
 */
record AmazonSesAccountState(boolean isSandbox, boolean isSending, String enforcement, double max, double sent) {

    /** The part of the quota that is enough to warn. */
    private static final double NEARLY = 0.8;

    static AmazonSesAccountState of(Answer answer) {
        JsonNode body = answer.json();
        JsonNode quota = body.get("SendQuota");
        return new AmazonSesAccountState(
                isFalse(body.get("ProductionAccessEnabled")),
                !isFalse(body.get("SendingEnabled")),
                answer.text("EnforcementStatus").orElse(""),
                number(quota == null ? null : quota.get("Max24HourSend"), -1),
                number(quota == null ? null : quota.get("SentLast24Hours"), 0));
    }

    private static boolean isFalse(@Nullable JsonNode value) {
        return value != null && value.isBoolean() && !value.getBooleanValue();
    }

    private static double number(@Nullable JsonNode value, double otherwise) {
        return value != null && value.isNumber() ? value.getDoubleValue() : otherwise;
    }

    List<Finding> findings() {
        return List.of(sandbox(), account(), quota());
    }

    private Finding sandbox() {
        return isSandbox
                ? Finding.error(
                        Check.SANDBOX,
                        "the account is in the sandbox: SES sends to verified addresses only",
                        "request production access for this region in the SES console")
                : Finding.ok(Check.SANDBOX, "the account has production access");
    }

    private Finding account() {
        if (!isSending || enforcement.equals("SHUTDOWN")) {
            return Finding.error(
                    Check.ACCOUNT,
                    "sending is paused for this account and region",
                    "see the SES console, Account dashboard, and AWS's mail about it");
        }
        return enforcement.equals("PROBATION")
                ? Finding.warning(
                        Check.ACCOUNT,
                        "AWS has the account under review; it may pause sending",
                        "reduce bounces and complaints; see the SES console, Reputation metrics")
                : Finding.ok(Check.ACCOUNT, "sending is on");
    }

    private Finding quota() {
        if (max < 0) {
            return Finding.ok(Check.QUOTA, "there is no daily quota");
        }
        String text = String.format(Locale.ROOT, "%,.0f of %,.0f mails in 24 hours are used", sent, max);
        if (sent < max * NEARLY) {
            return Finding.ok(Check.QUOTA, text);
        }
        String remedy = "request a higher quota in the SES console, or set limits.rate for this provider";
        return sent < max ? Finding.warning(Check.QUOTA, text, remedy) : Finding.error(Check.QUOTA, text, remedy);
    }
}
