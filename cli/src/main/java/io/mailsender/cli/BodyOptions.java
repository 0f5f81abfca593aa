package io.mailsender.cli;

import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.Calendar;
import io.mailsender.client.model.SendRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for what a mail says and carries. */
final class BodyOptions {

    private static final String STDIN = "-";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-T", "--text"},
            paramLabel = "TEXT",
            description = "The text; - reads it from the standard input, as UTF-8.")
    private @Nullable String text;

    @Option(
            names = {"-H", "--html"},
            paramLabel = "HTML",
            description = "The text as HTML; - reads it from the standard input.")
    private @Nullable String html;

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to go with it.")
    private List<Path> attach = List.of();

    @Option(names = "--inline", paramLabel = "CID=FILE", description = "A picture that the HTML shows as cid:CID.")
    private Map<String, Path> inline = Map.of();

    @Option(
            names = "--calendar",
            paramLabel = "FILE",
            description = "An invitation (iCalendar, .ics), which mail programs show with buttons.")
    private @Nullable Path calendar;

    /** @throws ParameterException for a file that cannot be read */
    SendRequest addTo(SendRequest request) {
        if (STDIN.equals(text) && STDIN.equals(html)) {
            throw usage("only one of -T and -H can be -", null);
        }
        request.text(content(text)).html(content(html));
        attach.forEach(file -> request.addAttachmentsItem(attachment(file)));
        inline.forEach(
                (cid, file) -> request.addAttachmentsItem(attachment(file).contentId(cid)));
        if (calendar != null) {
            request.calendar(new Calendar().content(new String(bytes(calendar), StandardCharsets.UTF_8)));
        }
        return request;
    }

    private @Nullable String content(@Nullable String given) {
        if (!STDIN.equals(given)) {
            return given;
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw usage("the standard input cannot be read", e);
        }
    }

    private Attachment attachment(Path file) {
        try {
            return new Attachment()
                    .filename(file.getFileName().toString())
                    .contentType(Files.probeContentType(file))
                    .content(bytes(file));
        } catch (IOException e) {
            throw usage("the file " + file + " cannot be read", e);
        }
    }

    private byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw usage("the file " + file + " cannot be read", e);
        }
    }

    private ParameterException usage(String message, @Nullable Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
