package io.mailsender.cli;

import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.ProviderAttempt;
import io.mailsender.client.model.Recipient;
import io.mailsender.client.model.SendResult;
import java.io.PrintWriter;
import java.util.List;

/** Tells a person what came of a mail. */
final class SendReport {

    private SendReport() {}

    /**
     * Of a mail that was handed over.
     *
     * @throws Failure where nobody can tell whether it was sent
     */
    static void print(SendResult result, PrintWriter out, PrintWriter err) {
        if (!"sent".equals(result.getStatus())) {
            kept(result.getId(), result.getStatus(), out);
        } else {
            print(result.getProviders() == null ? List.of() : result.getProviders(), out);
            sent(result.getProviderUsed(), result.getId(), out);
            warnOfDuplicate(result.getPossibleDuplicate(), err);
        }
        if (result.getRecipients() != null) {
            result.getRecipients().forEach(recipient -> warnOf(recipient, err));
        }
    }

    /**
     * Of a mail whose end was waited for.
     *
     * @throws Failure where it was not sent and will not be, or nobody can tell
     */
    static void print(MessageStatus message, PrintWriter out, PrintWriter err) {
        List<ProviderAttempt> attempts = message.getProviders();
        print(attempts, out);
        if (!"sent".equals(message.getStatus())) {
            kept(message.getId(), message.getStatus(), out);
        } else {
            String provider = attempts.stream()
                    .filter(attempt -> "sent".equals(attempt.getOutcome()))
                    .map(ProviderAttempt::getProvider)
                    .reduce("", (first, last) -> last);
            sent(provider, message.getId(), out);
            warnOfDuplicate(message.getPossibleDuplicate(), err);
        }
        message.getRecipients().forEach(recipient -> warnOf(recipient, err));
    }

    static void print(List<ProviderAttempt> attempts, PrintWriter out) {
        Text.printTable(attempts.stream().map(SendReport::row).toList(), out);
    }

    static void warnOfDuplicate(Boolean possible, PrintWriter err) {
        if (Boolean.TRUE.equals(possible)) {
            err.println("WARNING: it may arrive twice: a provider gave no answer before another one took it.");
        }
    }

    /** @throws Failure where the status is no good one */
    static void kept(String id, String status, PrintWriter out) {
        int exitStatus = ExitStatus.of(status);
        if (exitStatus == ExitStatus.UNKNOWN) {
            String message = "it may have been sent, nobody can tell; it is kept, id " + id + ". `mail-sender status "
                    + id + "` tells more, `mail-sender resend` or `close` settles it.";
            throw new Failure(exitStatus, message, null);
        }
        if (exitStatus != ExitStatus.SENT) {
            String message = "it is " + status + ", id " + id + ". `mail-sender status " + id + "` tells more.";
            throw new Failure(exitStatus, message, null);
        }
        out.println(Text.oneLine(
                status + ", id " + id + "; it is kept, and `mail-sender status " + id + "` tells what becomes of it"));
    }

    private static void sent(String provider, String id, PrintWriter out) {
        out.println(Text.oneLine("sent via " + provider + ", id " + id));
    }

    /** Of a recipient who does not get it, or not yet. */
    private static void warnOf(Recipient recipient, PrintWriter err) {
        String how = switch (recipient.getState()) {
            case "refused", "failed" -> "not sent to ";
            case "deferred" -> "not sent yet, and tried again, to ";
            default -> "";
        };
        if (!how.isEmpty()) {
            String why = recipient.getMsg() == null ? "" : ": " + recipient.getMsg();
            err.println(Text.oneLine("WARNING: " + how + recipient.getAddress() + why));
        }
    }

    private static List<String> row(ProviderAttempt attempt) {
        String code = attempt.getStatusCode() == 0 ? "" : attempt.getStatusCode() + " ";
        return List.of(
                attempt.getProvider(),
                attempt.getOutcome(),
                code + attempt.getMsg() + "  (" + attempt.getDurationMs() + " ms)");
    }
}
