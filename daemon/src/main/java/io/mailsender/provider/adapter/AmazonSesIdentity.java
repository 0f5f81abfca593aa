package io.mailsender.provider.adapter;

import static io.mailsender.provider.JsonMember.isTrue;
import static io.mailsender.provider.JsonMember.text;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.HttpResult.Answer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer to GetEmailIdentity.
 *
 * @param sender the domain or address that mail is sent from
 * @param identity the sender, its domain, or a parent of it
 */
record AmazonSesIdentity(String sender, String identity, Answer answer) {

    static Finding missing(String sender) {
        return Finding.error(
                Check.SENDER,
                sender + " is not an identity of this account and region",
                "create and verify it in the SES console, or remove it from the settings");
    }

    boolean isVerified() {
        return isTrue(answer.json(), "VerifiedForSendingStatus");
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String by = sender.equals(identity) ? "" : " (by " + identity + ")";
        findings.add(
                isVerified()
                        ? Finding.ok(Check.SENDER, sender + " is verified" + by)
                        : Finding.error(
                                Check.SENDER,
                                sender + " is not verified" + by + ": "
                                        + answer.text("VerificationStatus").orElse("no status"),
                                "publish the DNS records that the SES console shows for it, or confirm AWS's mail"));
        JsonNode dkim = answer.json().get("DkimAttributes");
        if (dkim != null && !identity.contains("@")) {
            findings.add(dkim(text(dkim, "Status"), isTrue(dkim, "SigningEnabled")));
        }
        JsonNode mailFrom = answer.json().get("MailFromAttributes");
        if (mailFrom != null && !text(mailFrom, "MailFromDomain").isEmpty()) {
            findings.add(mailFrom(
                    text(mailFrom, "MailFromDomain"),
                    text(mailFrom, "MailFromDomainStatus"),
                    text(mailFrom, "BehaviorOnMxFailure")));
        }
        return findings;
    }

    private Finding dkim(String status, boolean signs) {
        return status.equals("SUCCESS") && signs
                ? Finding.ok(Check.DNS, "SES signs for " + identity + " (DKIM)")
                : Finding.warning(
                        Check.DNS,
                        "SES does not sign for " + identity + " (DKIM): "
                                + (signs ? status : "signing is off, status " + status),
                        "publish the three CNAME records of DKIM that the SES console shows for it, and turn signing on");
    }

    /** The MAIL FROM domain is the return path, which SPF is checked for. */
    private static Finding mailFrom(String domain, String status, String behavior) {
        if (status.equals("SUCCESS")) {
            return Finding.ok(Check.DNS, "the MAIL FROM domain " + domain + " has its MX record");
        }
        String text = "SES does not find the MX record of the MAIL FROM domain " + domain + " (" + status + ")";
        String remedy = "publish the MX and TXT records that the SES console shows for it";
        return behavior.equals("REJECT_MESSAGE")
                ? Finding.error(Check.DNS, text + ", and refuses mail", remedy)
                : Finding.warning(Check.DNS, text + ", and uses its own domain", remedy);
    }
}
