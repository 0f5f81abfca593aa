package io.mailsender.packaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A manual page for a command and all its subcommands, made from their picocli model. */
final class ManPage {

    private final RoffBuilder page = new RoffBuilder();
    private final CommandSpec root;
    private final Help.IParamLabelRenderer labels;

    private ManPage(CommandSpec root) {
        this.root = root;
        this.labels = root.commandLine().getHelp().createDefaultParamLabelRenderer();
    }

    /**
     * Returns the page in roff.
     *
     * @param version the program's version, for the page's footer
     * @param date the page's date, as 2030-01-31
     */
    static String of(CommandSpec root, String version, String date) {
        return new ManPage(root).write(version, date);
    }

    private String write(String version, String date) {
        String name = root.name();
        page.request("TH", name.toUpperCase(Locale.ROOT), "1", date, name + " " + version, "User Commands");
        page.request("SH", "NAME");
        page.text(name + " - "
                + lowerFirst(lines(root.usageMessage().description()).get(0)));
        page.request("SH", "SYNOPSIS");
        page.text(synopsis(root) + " " + root.usageMessage().synopsisSubcommandLabel());
        page.request("SH", "OPTIONS");
        page.text("Every command accepts these:");
        root.options().forEach(this::argument);
        page.request("SH", "COMMANDS");
        commands(root).forEach(command -> command(command.name(), command));
        page.request("SH", "EXIT STATUS");
        root.usageMessage().exitCodeList().forEach((code, meaning) -> entry(code, List.of(meaning)));
        footer("SH", root);
        page.request("SH", "SEE ALSO");
        page.text("mail-sender-daemon(8)");
        return page.toString();
    }

    private static Set<CommandSpec> commands(CommandSpec parent) {
        return parent.subcommands().values().stream()
                .map(command -> command.getCommandSpec())
                .filter(command -> !command.usageMessage().hidden())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @param name the command's name after that of its parent, as in {@code keys create} */
    private void command(String name, CommandSpec command) {
        page.request(
                "SS",
                Stream.concat(Stream.of(name), Arrays.stream(command.aliases())).collect(Collectors.joining(", ")));
        page.bold(synopsis(command));
        page.request("PP");
        paragraph(lines(command.usageMessage().description()));
        command.positionalParameters().forEach(this::argument);
        command.options().stream().filter(this::isNotInherited).forEach(this::argument);
        // Subcommands inherit the root's footer.
        if (!Arrays.equals(command.usageMessage().footer(), root.usageMessage().footer())) {
            footer("PP", command);
        }
        commands(command).forEach(below -> command(name + " " + below.name(), below));
    }

    private boolean isNotInherited(OptionSpec option) {
        return !option.hidden() && !root.optionsMap().containsKey(option.longestName());
    }

    private String synopsis(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName(), "[OPTION]..."));
        command.positionalParameters().forEach(parameter -> words.add(label(parameter)));
        if (command != root && !command.subcommands().isEmpty()) {
            words.add(command.usageMessage().synopsisSubcommandLabel());
        }
        return String.join(" ", words);
    }

    private void argument(ArgSpec argument) {
        String name = argument instanceof OptionSpec option
                ? String.join(", ", option.names()) + label(option)
                : label(argument);
        List<String> description = new ArrayList<>(lines(argument.description()));
        if (argument instanceof OptionSpec && argument.required()) {
            description.add("Required.");
        }
        entry(name, description);
    }

    private String label(ArgSpec argument) {
        return labels.renderParameterLabel(argument, Ansi.OFF, List.of()).toString();
    }

    private void entry(String term, List<String> description) {
        page.request("TP");
        page.bold(term);
        paragraph(description);
    }

    /** Prints indented lines, which are examples, unchanged. */
    private void paragraph(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(" ")) {
                page.verbatim(List.of(line));
            } else if (line.isBlank()) {
                page.request("sp");
            } else {
                page.text(line);
            }
        }
    }

    private void footer(String request, CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        if (usage.footer().length > 0) {
            String heading = String.format(usage.footerHeading()).strip().replace(":", "");
            if (request.equals("SH")) {
                page.request(request, heading.toUpperCase(Locale.ROOT));
            } else {
                page.request(request);
                page.text(heading + ":");
            }
            page.verbatim(lines(usage.footer()));
        }
    }

    private static List<String> lines(String[] texts) {
        return Arrays.stream(texts)
                .flatMap(text -> Ansi.OFF.string(String.format(text)).lines())
                .toList();
    }

    private static String lowerFirst(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
                + sentence.substring(1).replaceFirst("\\.$", "");
    }
}
