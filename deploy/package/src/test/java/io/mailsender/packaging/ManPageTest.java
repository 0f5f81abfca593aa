package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ManPageTest {

    @Command(
            name = "tool",
            description = "Does things.",
            subcommands = Mend.class,
            exitCodeList = "0:done",
            footerHeading = "%nEnvironment:%n",
            footer = "  TOOL_HOME   where it lives")
    private static final class Tool {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        private boolean help;
    }

    @Command(name = "bolt", description = "Tightens one.")
    private static final class Bolt {

        @Parameters(paramLabel = "SIZE", description = "How large it is.")
        private int size;
    }

    @Command(
            name = "mend",
            aliases = "m",
            subcommands = Bolt.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Mends it, 100%% sure.",
            footerHeading = "%nExample:%n",
            footer = "  tool mend 'a b'")
    private static final class Mend {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        private boolean help;

        @Option(
                names = {"-w", "--with-glue"},
                paramLabel = "GLUE",
                required = true,
                description = ".5 l of what's at C:\\glue.")
        private String glue = "";

        @Option(names = "--secret", hidden = true, description = "Nobody sees it.")
        private boolean secret;

        @Parameters(paramLabel = "THING", description = "What is @|bold broken|@.")
        private List<String> things = List.of();
    }

    private final String page = ManPage.of(new CommandLine(new Tool()).getCommandSpec(), "1.0", "2030-01-31");

    @Test
    void beginsWithNameAndVersion() {
        assertThat(page).startsWith("""
                .TH "TOOL" "1" "2030\\-01\\-31" "tool 1.0" "User Commands"
                .SH "NAME"
                tool \\- does things
                """);
    }

    @Test
    void optionsOfTheRootAppearOnce() {
        assertThat(page).containsOnlyOnce("\\fB\\-h, \\-\\-help\\fR");
    }

    @Test
    void commandHasItsNamesParametersOptionsAndExample() {
        assertThat(page).contains("""
                .SS "mend, m"
                \\fBtool mend [OPTION]... [THING...] COMMAND\\fR
                .PP
                Mends it, 100% sure.
                .TP
                \\fB[THING...]\\fR
                What is broken.
                .TP
                \\fB\\-w, \\-\\-with\\-glue=GLUE\\fR
                \\&.5 l of what\\(aqs at C:\\eglue.
                Required.
                .PP
                Example:
                .nf
                  tool mend \\(aqa b\\(aq
                .fi
                """);
    }

    @Test
    void commandsOfACommandFollowIt() {
        assertThat(page.substring(page.indexOf(".SS \"mend, m\""))).contains("""
                .SS "mend bolt"
                \\fBtool mend bolt [OPTION]... SIZE\\fR
                .PP
                Tightens one.
                .TP
                \\fBSIZE\\fR
                How large it is.
                """);
    }

    @Test
    void endsWithExitStatusAndEnvironment() {
        assertThat(page).contains("""
                .SH "EXIT STATUS"
                .TP
                \\fB0\\fR
                done
                .SH "ENVIRONMENT"
                .nf
                  TOOL_HOME   where it lives
                .fi
                """);
    }

    @Test
    void hiddenOptionsStayHidden() {
        assertThat(page).doesNotContain("secret");
    }
}
