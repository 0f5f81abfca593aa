package io.mailsender.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailsender.cli.ApiErrorTranslator.Repetition;
import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.model.ProviderReply;
import io.mailsender.client.model.ProviderValidation;
import io.mailsender.client.model.ValidationRequested;
import io.mailsender.client.model.ValidationStatus;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender validate}. */
@Command(
        name = "validate",
        aliases = {"v", "valid"},
        description = {
            "Asks the providers that require validated addresses to send their confirmation mail to an address.",
            "With -c, shows whether the address is validated."
        },
        sortOptions = false)
final class ValidateCommand implements Callable<Integer> {

    private static final String NONE = "no provider requires validated addresses";

    @Option(
            names = {"-c", "--check"},
            description = "Only show the status. The exit status is 0 if every such provider answers Success, else 1.")
    private boolean check;

    @Parameters(paramLabel = "ADDRESS", description = "The mail address.")
    private String address = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        try {
            return check
                    ? print(daemon.connect().validationStatus(address))
                    : print(daemon.connect().requestValidation(address));
        } catch (ApiException e) {
            CommandFailedException failure = daemon.failure(e, Repetition.HARMLESS);
            ValidationRequested partly = partly(e);
            if (partly == null) {
                throw failure;
            }
            if (!daemon.json()) {
                print(partly);
            }
            throw new CommandFailedException(
                    failure.exitStatus(), "not every provider could be asked; try again later.", e);
        }
    }

    private int print(ValidationStatus status) {
        List<ProviderValidation> providers = status.getProviders();
        if (daemon.json()) {
            daemon.printJson(status);
        } else if (providers.isEmpty()) {
            daemon.out().println(NONE);
        } else {
            TextTable.print(
                    providers.stream()
                            .map(p -> List.of(p.getProvider(), p.getValidation(), p.getMsg() == null ? "" : p.getMsg()))
                            .toList(),
                    daemon.out());
        }
        return providers.stream().allMatch(p -> "Success".equals(p.getValidation()))
                ? ExitStatus.SENT
                : ExitStatus.NOT_SENT;
    }

    private int print(ValidationRequested requested) {
        if (daemon.json()) {
            daemon.printJson(requested);
        } else if (requested.getProviders().isEmpty()) {
            daemon.out().println(NONE);
        } else {
            TextTable.print(
                    requested.getProviders().stream().map(ValidateCommand::row).toList(), daemon.out());
        }
        return ExitStatus.SENT;
    }

    private static List<String> row(ProviderReply reply) {
        String code = reply.getStatusCode() == 0 ? "" : reply.getStatusCode() + " ";
        return List.of(reply.getProvider(), code + reply.getMsg());
    }

    /** The result for each provider, if the answer is a 503 because only some of them could be asked; else {@code null}. */
    private static @Nullable ValidationRequested partly(ApiException e) {
        if (e.getCode() != 503 || e.getResponseBody() == null) {
            return null;
        }
        try {
            ValidationRequested answer =
                    MailSender.newObjectMapper().readValue(e.getResponseBody(), ValidationRequested.class);
            return answer.getProviders() == null || answer.getProviders().isEmpty() ? null : answer;
        } catch (JsonProcessingException notValidation) {
            return null;
        }
    }
}
