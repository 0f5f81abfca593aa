package io.mailsender.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Runs commands in this process against a fake daemon. */
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
        return runWithoutUrl(all.toArray(String[]::new));
    }

    static Run runWithoutUrl(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitStatus = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Run(exitStatus, out.toString(), err.toString());
    }

    static Run runOnFullDisk(String... args) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        StringWriter err = new StringWriter();
        int exitStatus =
                Main.run(new PrintWriter(full, true, StandardCharsets.UTF_8), new PrintWriter(err, true), args);
        return new Run(exitStatus, "", err.toString());
    }
}
