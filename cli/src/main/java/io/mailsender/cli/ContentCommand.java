package io.mailsender.cli;

import io.mailsender.client.model.AttachedFile;
import io.mailsender.client.model.MessageContent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender content}. */
@Command(
        name = "content",
        description = {
            "Shows the content of a mail: addresses, subject, text (or else HTML) and what is attached; --json shows all.",
            "Needs the scopes send and read for the key's own mails, admin and read for all. The look is recorded: mail-sender audit."
        },
        sortOptions = false)
final class ContentCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id, as `mail-sender send` printed it.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        MessageContent content = daemon.call(api -> api.content(id));
        if (daemon.json()) {
            daemon.printJson(content);
        } else {
            print(content, daemon.out());
            if (content.getTruncated()) {
                daemon.err().println("WARNING: only the beginning is shown; see mail-sender source");
            }
        }
        return ExitStatus.SENT;
    }

    private static void print(MessageContent content, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("from", content.getFrom() == null ? "(the provider's own address)" : content.getFrom()));
        add(rows, "to", content.getTo());
        add(rows, "cc", content.getCc());
        add(rows, "bcc", content.getBcc());
        rows.add(List.of("subject", content.getSubject()));
        for (AttachedFile file : content.getAttachments()) {
            rows.add(List.of(
                    "file " + file.getNumber(),
                    file.getFilename() + " (" + file.getContentType() + ", " + file.getSize() + " bytes)"));
        }
        TextTable.print(rows, out);
        String text = content.getText() == null ? content.getHtml() : content.getText();
        if (text != null) {
            out.println();
            out.println(TerminalText.lines(text));
        }
    }

    private static void add(List<List<String>> rows, String name, @Nullable List<String> addresses) {
        if (addresses != null && !addresses.isEmpty()) {
            rows.add(List.of(name, String.join(", ", addresses)));
        }
    }
}
