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
        description = "Sends a mail through whichever provider works.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mail-sender send -t ann@example.com 'Bob <bob@example.com>' -s 'Your order' -T 'Thank you.'")
final class SendCommand implements Callable<Integer> {

    @Option(
            names = {"-t", "--to"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "Whom to send it to, each a@b.c or 'Name <a@b.c>'. Needed unless -c or -b names somebody.")
    private @Nullable List<String> to;

    @Option(
            names = {"-c", "--cc"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "Who gets a copy.")
    private @Nullable List<String> cc;

    @Option(
            names = {"-b", "--bcc"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "Who gets a copy that nobody sees.")
    private @Nullable List<String> bcc;

    @Option(
            names = {"-f", "--from"},
            paramLabel = "NAME",
            description = "The sender's name; the address comes from the provider.")
    private @Nullable String from;

    @Option(
            names = "--from-address",
            paramLabel = "ADDRESS",
            description = "Another sender address; the provider must have its domain.")
    private @Nullable String fromAddress;

    @Option(
            names = {"-r", "--reply-to"},
            arity = "1..*",
            converter = AddressArgument.class,
            paramLabel = "ADDRESS",
            description = "Where answers go.")
    private @Nullable List<String> replyTo;

    @Option(
            names = {"-s", "--subject"},
            paramLabel = "SUBJECT",
            description = "Default: No Subject.")
    private @Nullable String subject;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BodyOptions body = new BodyOptions();

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "A header field of your own.")
    private List<HeaderField> headers = List.of();

    @Option(names = "--tag", paramLabel = "TAG", description = "A label, for providers that have them.")
    private @Nullable List<String> tags;

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "For providers that have it.")
    private @Nullable Map<String, String> metadata;

    @Mixin
    private final DeliveryOptions delivery = new DeliveryOptions();

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        if (to == null && cc == null && bcc == null) {
            throw new ParameterException(spec.commandLine(), "nobody to send it to: give -t, -c or -b");
        }
        // First, because the key may be the first line of the standard input, and the text the rest.
        MailSenderApi api = daemon.connect();
        SendRequest request = request();
        Duration patience = delivery.patience();
        SendResult result = send(api, request);
        Optional<MessageStatus> end = patience.isZero()
                ? Optional.empty()
                : new Waiting(api, Progress.on(daemon.err())).until(result.getId(), patience);
        if (daemon.json()) {
            daemon.printJson(end.<Object>map(message -> message).orElse(result));
            return ExitStatus.of(end.map(MessageStatus::getStatus).orElse(result.getStatus()));
        }
        if (end.isPresent()) {
            SendReport.print(end.get(), daemon.out(), daemon.err());
        } else if (delivery.async() && ExitStatus.of(result.getStatus()) == ExitStatus.SENT) {
            daemon.out().println(Text.oneLine(result.getId()));
        } else {
            SendReport.print(result, daemon.out(), daemon.err());
        }
        return ExitStatus.SENT;
    }

    private SendResult send(MailSenderApi api, SendRequest request) {
        try {
            SendResult result = api.send(request, delivery.prefer(), delivery.idempotencyKey());
            if (result.getId() == null || result.getStatus() == null) {
                throw new Failure(
                        ExitStatus.UNKNOWN,
                        "the answer is not a Mail Sender daemon's. The mail may have been sent.",
                        null);
            }
            return result;
        } catch (ApiException e) {
            if (!daemon.json()) {
                MailSender.problem(e)
                        .map(Problem::getProviders)
                        .ifPresent(attempts -> SendReport.print(attempts, daemon.out()));
            }
            throw daemon.failure(e, delivery.repeating());
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
