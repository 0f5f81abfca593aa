package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The manual page and the completion contain every command and option of the program. */
class CommandDocumentationIT {

    private static String page;
    private static String completion;
    private static final List<CommandSpec> COMMANDS = new ArrayList<>();

    @BeforeAll
    static void read() throws Exception {
        TarArchive data = BuildOutput.deb().data();
        page = data.get("usr/share/man/man1/mail-sender.1.gz").unzipped().replace("\\-", "-");
        completion =
                data.get("usr/share/bash-completion/completions/mail-sender").text();
        CommandLine root = new CommandLine(Class.forName("io.mailsender.cli.Main"));
        addBelow(root);
        assertThat(COMMANDS)
                .extracting(CommandDocumentationIT::path)
                .contains("send", "status", "validate", "keys", "keys create", "keys list", "keys revoke");
    }

    private static void addBelow(CommandLine parent) {
        parent.getSubcommands().values().stream().distinct().forEach(command -> {
            COMMANDS.add(command.getCommandSpec());
            addBelow(command);
        });
    }

    /** What is typed after the program's name, such as {@code keys create}. */
    private static String path(CommandSpec command) {
        return command.qualifiedName().substring(command.root().name().length() + 1);
    }

    @Test
    void manualPageHasEveryCommandWithItsAliases() {
        assertThat(COMMANDS)
                .allSatisfy(command -> assertThat(page)
                        .contains(".SS \"" + heading(command) + "\"\n")
                        .contains(command.usageMessage().description()[0].split("[-'`.]")[0]));
    }

    @Test
    void manualPageHasEveryOptionOfEachCommand() {
        String common = section(".SH \"OPTIONS\"", ".SH ");
        assertThat(COMMANDS).allSatisfy(command -> {
            String section = section(".SS \"" + heading(command), ".S");
            assertThat(command.options())
                    .isNotEmpty()
                    .allSatisfy(option -> assertThat(common + section)
                            .containsPattern("\\.TP\n\\\\fB" + String.join(", ", option.names()) + "[^a-z-]"));
            assertThat(command.positionalParameters())
                    .allSatisfy(parameter -> assertThat(section).contains(parameter.paramLabel()));
        });
    }

    @Test
    void manualPageHasNoPicocliMarkup() {
        assertThat(page).doesNotContain("${", "@|", "%n", "%%");
    }

    @Test
    void completionHasEveryCommandAndOption() {
        assertThat(COMMANDS).allSatisfy(command -> {
            assertThat(names(command))
                    .allSatisfy(name -> assertThat(completion).containsPattern("[ \"]" + name + "[ \"]"));
            assertThat(command.options().stream().flatMap(option -> Arrays.stream(option.names())))
                    .allSatisfy(name -> assertThat(completion).containsPattern("['\"]" + name + "['\"]"));
        });
    }

    private static String heading(CommandSpec command) {
        return Stream.concat(Stream.of(path(command)), Arrays.stream(command.aliases()))
                .collect(Collectors.joining(", "));
    }

    private static List<String> names(CommandSpec command) {
        return Stream.concat(Stream.of(command.name()), Arrays.stream(command.aliases()))
                .toList();
    }

    private static String section(String heading, String next) {
        int start = page.indexOf(heading);
        assertThat(start).as(heading).isNotNegative();
        int end = page.indexOf("\n" + next, start);
        return page.substring(start, end < 0 ? page.length() : end);
    }
}
