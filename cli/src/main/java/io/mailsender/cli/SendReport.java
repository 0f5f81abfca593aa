package io.mailsender.cli;

import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.ProviderAttempt;
import io.mailsender.client.model.Recipient;
import io.mailsender.client.model.SendResult;
import java.io.PrintWriter;
import java.util.List;

/** Prints what happened to a mail. */
final class SendReport {

    private SendReport() {}

    /**
     * Prints the answer to {@code POST /send}.
     *
     * @throws CommandFailedException if the mail was not sent and will not be, or may have been sent
     */
    static void print(SendResult result, PrintWriter out, PrintWriter err) {
        if (!"sent".equals(result.getStatus())) {
            printStored(result.getId(), result.getStatus(), out);
        } else {
            print(result.getProviders() == null ? List.of() : result.getProviders(), out);
            printSent(result.getProviderUsed(), result.getId(), out);
            warnOfDuplicate(result.getPossibleDuplicate(), err);
        }
        if (result.getRecipients() != null) {
            result.getRecipients().forEach(recipient -> warnOf(recipient, err));
        }
    }

    /**
     * Prints a message whose delivery was waited for.
     *
     * @throws CommandFailedException if the mail was not sent and will not be, or may have been sent
     */
    static void print(MessageStatus message, PrintWriter out, PrintWriter err) {
        List<ProviderAttempt> attempts = message.getProviders();
        print(attempts, out);
        if (!"sent".equals(message.getStatus())) {
            printStored(message.getId(), message.getStatus(), out);
        } else {
            String provider = attempts.stream()
                    .filter(attempt -> "sent".equals(attempt.getOutcome()))
                    .map(ProviderAttempt::getProvider)
                    .reduce("", (first, last) -> last);
            printSent(provider, message.getId(), out);
            warnOfDuplicate(message.getPossibleDuplicate(), err);
        }
        message.getRecipients().forEach(recipient -> warnOf(recipient, err));
    }

    static void print(List<ProviderAttempt> attempts, PrintWriter out) {
        TextTable.print(attempts.stream().map(SendReport::row).toList(), out);
    }

    static void warnOfDuplicate(Boolean possible, PrintWriter err) {
        if (Boolean.TRUE.equals(possible)) {
            err.println("WARNING: the mail may arrive twice: one provider gave no answer, and another one took it.");
        }
    }

    /** @throws CommandFailedException if the mail was not sent and will not be, or may have been sent */
    private static void printStored(String id, String status, PrintWriter out) {
        int exitStatus = ExitStatus.of(status);
        if (exitStatus == ExitStatus.UNKNOWN) {
            String message = "message " + id + " may have been sent: a provider gave no answer. `mail-sender status "
                    + id + "` shows its attempts; `mail-sender close` or `mail-sender resend` settles it.";
            throw new CommandFailedException(exitStatus, message, null);
        }
        if (exitStatus != ExitStatus.SENT) {
            String message = "message " + id + " is " + status + ". `mail-sender status " + id + "` shows why.";
            throw new CommandFailedException(exitStatus, message, null);
        }
        out.println(TerminalText.oneLine(
                status + ", id " + id + "; `mail-sender status " + id + "` shows what happens to it"));
    }

    private static void printSent(String provider, String id, PrintWriter out) {
        out.println(TerminalText.oneLine("sent via " + provider + ", id " + id));
    }

    /** Warns if the recipient does not get the mail, or not yet. */
    private static void warnOf(Recipient recipient, PrintWriter err) {
        String what = switch (recipient.getState()) {
            case "refused", "failed", "suppressed" -> "not sent to ";
            case "deferred" -> "not sent yet, will be retried, to ";
            default -> "";
        };
        if (!what.isEmpty()) {
            String why = recipient.getMsg() == null ? "" : ": " + recipient.getMsg();
            err.println(TerminalText.oneLine("WARNING: " + what + recipient.getAddress() + why));
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
