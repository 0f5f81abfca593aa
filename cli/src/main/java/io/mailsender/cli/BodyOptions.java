package io.mailsender.cli;

import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.Calendar;
import io.mailsender.client.model.SendRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
            description = {
                "The text; - reads it from the standard input, as UTF-8.",
                "Without -T and -H the standard input is read as well, unless it is a terminal: echo TEXT | mail-sender send ..."
            })
    private @Nullable String text;

    @Option(
            names = {"-H", "--html"},
            paramLabel = "HTML",
            description = "The text as HTML; - reads it from the standard input.")
    private @Nullable String html;

    @Option(
            names = "--attach",
            paramLabel = "[NAME=]FILE",
            description = "A file to go with it, under its own name or another one.")
    private List<AttachedFile> attach = List.of();

    @Option(
            names = "--inline",
            paramLabel = "CID=[NAME=]FILE",
            description = "A picture that the HTML shows as cid:CID.")
    private Map<String, AttachedFile> inline = Map.of();

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
        // As with mail(1). Where there is a text, nothing else is read: what is on the standard input may be meant for
        // another program.
        if (text == null && html == null && StandardInput.mayHoldText()) {
            String piped = stdin();
            request.text(piped.isEmpty() ? null : piped);
        }
        attach.forEach(file -> request.addAttachmentsItem(attachment(file)));
        inline.forEach(
                (cid, file) -> request.addAttachmentsItem(attachment(file).contentId(cid)));
        if (calendar != null) {
            request.calendar(new Calendar().content(invitation(calendar)));
        }
        return request;
    }

    private @Nullable String content(@Nullable String given) {
        return STDIN.equals(given) ? stdin() : given;
    }

    private String stdin() {
        try {
            return StandardInput.text(System.in);
        } catch (IOException e) {
            throw usage("the standard input cannot be taken for the text: " + e.getMessage(), e);
        }
    }

    private String invitation(Path file) {
        try {
            return StandardInput.utf8(bytes(file));
        } catch (IOException e) {
            throw usage("the file " + file + " cannot be taken for an invitation: " + e.getMessage(), e);
        }
    }

    private Attachment attachment(AttachedFile attached) {
        return new Attachment()
                .filename(attached.name())
                .contentType(type(attached))
                .content(bytes(attached.file()));
    }

    /** Its new name says more than that of a temporary file. */
    private @Nullable String type(AttachedFile attached) {
        try {
            String type = Files.probeContentType(Path.of(attached.name()));
            return type == null ? Files.probeContentType(attached.file()) : type;
        } catch (IOException e) {
            throw usage("the file " + attached.file() + " cannot be read", e);
        }
    }

    private byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw usage("there is no file " + file, e);
        } catch (IOException e) {
            throw usage("the file " + file + " cannot be read", e);
        }
    }

    private ParameterException usage(String message, @Nullable Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
