package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.Problem;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mail-sender send}. */
@Command(
        name = "send",
        aliases = "s",
        description = "Sends a mail through the first provider that takes it.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mail-sender send -t ann@example.com 'Bob <bob@example.com>' -s 'Your order' -T 'Thank you.'")
final class SendCommand implements Callable<Integer> {

    @Option(
            names = {"-t", "--to"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "The recipients, each a@b.c or 'Name <a@b.c>'. Required unless -c or -b is given.")
    private @Nullable List<String> to;

    @Option(
            names = {"-c", "--cc"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "The recipients of a copy (Cc).")
    private @Nullable List<String> cc;

    @Option(
            names = {"-b", "--bcc"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "The recipients of a blind copy (Bcc); the others do not see them.")
    private @Nullable List<String> bcc;

    @Option(
            names = {"-f", "--from"},
            paramLabel = "NAME",
            description = "The sender's display name; the address comes from the provider's settings.")
    private @Nullable String from;

    @Option(
            names = "--from-address",
            paramLabel = "ADDRESS",
            description = "Another sender address; its domain must be among the provider's from-domains.")
    private @Nullable String fromAddress;

    @Option(
            names = {"-r", "--reply-to"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "Where replies go.")
    private @Nullable List<String> replyTo;

    @Option(
            names = {"-s", "--subject"},
            paramLabel = "SUBJECT",
            description = "The subject (default: No Subject).")
    private @Nullable String subject;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BodyOptions body = new BodyOptions();

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "Add this header field.")
    private List<HeaderField> headers = List.of();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Add this tag, for providers that support tags and for `mail-sender messages --tag`.")
    private @Nullable List<String> tags;

    @Option(
            names = "--metadata",
            paramLabel = "NAME=VALUE",
            description = "Add this metadata, for providers that support it.")
    private @Nullable Map<String, String> metadata;

    @Mixin
    private final DeliveryOptions delivery = new DeliveryOptions();

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        if (to == null && cc == null && bcc == null) {
            throw new ParameterException(spec.commandLine(), "no recipient: give -t, -c or -b");
        }
        // Before the request: the API key may be the first line of the standard input, and the text the rest.
        MailSenderApi api = daemon.connect();
        SendRequest request = request();
        Duration patience = delivery.patience();
        SendResult result = send(api, request);
        Optional<MessageStatus> end = patience.isZero()
                ? Optional.empty()
                : new MessagePoller(api, ProgressLine.on(daemon.err())).awaitEnd(result.getId(), patience);
        if (daemon.json()) {
            daemon.printJson(end.<Object>map(message -> message).orElse(result));
            return ExitStatus.of(end.map(MessageStatus::getStatus).orElse(result.getStatus()));
        }
        if (end.isPresent()) {
            SendReport.print(end.get(), daemon.out(), daemon.err());
        } else if (delivery.async() && ExitStatus.of(result.getStatus()) == ExitStatus.SENT) {
            daemon.out().println(TerminalText.oneLine(result.getId()));
        } else {
            SendReport.print(result, daemon.out(), daemon.err());
        }
        return ExitStatus.SENT;
    }

    private SendResult send(MailSenderApi api, SendRequest request) {
        try {
            SendResult result = api.send(request, delivery.prefer(), delivery.idempotencyKey());
            if (result.getId() == null || result.getStatus() == null) {
                throw new CommandFailedException(
                        ExitStatus.UNKNOWN,
                        "the answer does not come from a Mail Sender daemon; correct --url. The mail may have been sent.",
                        null);
            }
            return result;
        } catch (ApiException e) {
            if (!daemon.json()) {
                MailSender.problem(e)
                        .map(Problem::getProviders)
                        .ifPresent(attempts -> SendReport.print(attempts, daemon.out()));
            }
            throw daemon.failure(e, delivery.repetition());
        }
    }

    private SendRequest request() {
        SendRequest request = new SendRequest()
                .to(to)
                .cc(cc)
                .bcc(bcc)
                .from(from)
                .fromAddress(fromAddress)
                .replyTo(replyTo)
                .subject(subject)
                .headers(headerFields())
                .tags(tags)
                .metadata(metadata);
        return delivery.addTo(body.addTo(request));
    }

    private @Nullable Map<String, String> headerFields() {
        if (headers.isEmpty()) {
            return null;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        headers.forEach(field -> fields.put(field.name(), field.value()));
        return fields;
    }
}
