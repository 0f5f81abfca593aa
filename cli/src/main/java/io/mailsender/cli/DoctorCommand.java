package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-sender doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks the providers without sending: login, rights, senders, sandbox, quota, DNS (SPF, DKIM, DMARC),",
            "and whether every provider accepts every sender. It takes up to half a minute.",
            "The exit status is 1 if something is wrong, 75 if something could not be asked, else 0."
        },
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {

    private static final String ERROR = "error";
    private static final String UNKNOWN = "unknown";
    private static final String OK = "ok";

    @Option(
            names = {"-q", "--quiet"},
            description = "Show only what is not ok.")
    private boolean quiet;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::checkProviders);
        List<Finding> findings = answer.getFindings();
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            print(findings);
        }
        if (has(findings, ERROR)) {
            return ExitStatus.NOT_SENT;
        }
        return has(findings, UNKNOWN) ? ExitStatus.TRY_AGAIN_LATER : ExitStatus.SENT;
    }

    private void print(List<Finding> findings) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("LEVEL", "PROVIDER", "CHECK", "FINDING")));
        findings.stream()
                .filter(finding -> !quiet || !OK.equals(finding.getLevel()))
                .forEach(finding -> rows.add(row(finding)));
        if (rows.size() > 1) {
            TextTable.print(rows, daemon.out());
        } else {
            daemon.out().println(quiet ? "nothing is wrong" : "there is nothing to check");
        }
    }

    private static List<String> row(Finding finding) {
        String provider = finding.getProvider() == null ? "-" : finding.getProvider();
        String remedy = finding.getRemedy() == null ? "" : "; " + finding.getRemedy();
        return List.of(finding.getLevel(), provider, finding.getCheck(), withoutDot(finding.getText()) + remedy);
    }

    private static String withoutDot(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean has(List<Finding> findings, String level) {
        return findings.stream().anyMatch(finding -> level.equals(finding.getLevel()));
    }
}
