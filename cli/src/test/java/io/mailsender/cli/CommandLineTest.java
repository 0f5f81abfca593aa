package io.mailsender.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import picocli.CommandLine;

/** Runs commands in this process against a daemon that does as it is told. */
abstract class CommandLineTest {

    record Run(int exitStatus, String out, String err) {}

    final FakeDaemon daemon = new FakeDaemon();

    @AfterEach
    void stop() {
        daemon.close();
    }

    Run run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(1, List.of("--url", daemon.url()));
        return runAsIs(all.toArray(String[]::new));
    }

    static Run runAsIs(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitStatus = command.execute(args);
        return new Run(exitStatus, out.toString(), err.toString());
    }
}
