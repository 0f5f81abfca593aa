package io.mailsender.cli;

import io.mailsender.client.model.ProviderAttempt;
import io.mailsender.client.model.SendResult;
import java.io.PrintWriter;
import java.util.List;

/** Tells a person what came of a mail. */
final class SendReport {

    private SendReport() {}

    static void print(SendResult result, PrintWriter out, PrintWriter err) {
        print(result.getProviders(), out);
        out.println(Text.oneLine("sent via " + result.getProviderUsed() + ", id " + result.getId()));
        if (Boolean.TRUE.equals(result.getPossibleDuplicate())) {
            err.println("WARNING: it may arrive twice: a provider gave no answer before another one took it.");
        }
        if (result.getRefused() != null) {
            result.getRefused()
                    .forEach(refused -> err.println(
                            Text.oneLine("WARNING: not sent to " + refused.getAddress() + ": " + refused.getMsg())));
        }
    }

    static void print(List<ProviderAttempt> attempts, PrintWriter out) {
        Text.printTable(attempts.stream().map(SendReport::row).toList(), out);
    }

    private static List<String> row(ProviderAttempt attempt) {
        String code = attempt.getStatusCode() == 0 ? "" : attempt.getStatusCode() + " ";
        return List.of(
                attempt.getProvider(),
                attempt.getOutcome(),
                code + attempt.getMsg() + "  (" + attempt.getDurationMs() + " ms)");
    }
}
