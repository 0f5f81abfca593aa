package io.mailsender.cli;

import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.Calendar;
import io.mailsender.client.model.SendRequest;
import java.io.IOException;
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

/** The options for the content of a mail: text, HTML, attachments, invitation. */
final class BodyOptions {

    private static final String STDIN = "-";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-T", "--text"},
            paramLabel = "TEXT",
            description = {
                "The plain text; - reads it from the standard input (UTF-8).",
                "Without -T and -H the text is read from the standard input unless that is a terminal: echo TEXT | mail-sender send ..."
            })
    private @Nullable String text;

    @Option(
            names = {"-H", "--html"},
            paramLabel = "HTML",
            description = "The HTML text; - reads it from the standard input (UTF-8).")
    private @Nullable String html;

    @Option(
            names = "--attach",
            paramLabel = "[NAME=]FILE",
            description = "Attach this file, optionally under another name.")
    private List<AttachedFile> attach = List.of();

    @Option(
            names = "--inline",
            paramLabel = "CID=[NAME=]FILE",
            description = "Embed this file, for example a picture that the HTML shows as cid:CID.")
    private Map<String, AttachedFile> inline = Map.of();

    @Option(
            names = "--calendar",
            paramLabel = "FILE",
            description = "Add this invitation (iCalendar, .ics); mail programs show it with buttons to answer.")
    private @Nullable Path calendar;

    /** @throws ParameterException if a file or the standard input cannot be read */
    SendRequest addTo(SendRequest request) {
        if (STDIN.equals(text) && STDIN.equals(html)) {
            throw usage("-T and -H cannot both be -: the standard input holds one text", null);
        }
        request.text(content(text)).html(content(html));
        // As mail(1) does. With -T or -H the standard input is left alone: it may be meant for another program.
        if (text == null && html == null && StandardInput.mayHoldText()) {
            String piped = stdin();
            request.text(piped.isEmpty() ? null : piped);
        }
        attach.forEach(file -> request.addAttachmentsItem(attachment("--attach", file)));
        inline.forEach((cid, file) ->
                request.addAttachmentsItem(attachment("--inline", file).contentId(cid)));
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
            throw usage("the text on the standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private String invitation(Path file) {
        try {
            return Utf8Decoder.decode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw cannotRead("--calendar", file, e);
        }
    }

    private Attachment attachment(String option, AttachedFile attached) {
        try {
            return new Attachment()
                    .filename(attached.name())
                    .contentType(contentType(attached))
                    .content(Files.readAllBytes(attached.file()));
        } catch (IOException e) {
            throw cannotRead(option, attached.file(), e);
        }
    }

    /** From the given name first: the file itself may have a temporary one. */
    private static @Nullable String contentType(AttachedFile attached) throws IOException {
        String type = Files.probeContentType(Path.of(attached.name()));
        return type == null ? Files.probeContentType(attached.file()) : type;
    }

    private ParameterException cannotRead(String option, Path file, IOException e) {
        return usage(option + ": cannot read " + file + ": " + FileErrorText.of(e), e);
    }

    private ParameterException usage(String message, @Nullable Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
