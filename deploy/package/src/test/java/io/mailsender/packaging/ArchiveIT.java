package io.mailsender.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive for other systems, unpacked and run. */
class ArchiveIT {

    @TempDir
    private static Path folder;

    private static Path home;
    private static Tar archive;

    @BeforeAll
    static void unpack() throws IOException {
        archive = Built.archive();
        archive.unpack(folder);
        home = folder.resolve("mail-sender-" + Built.VERSION);
    }

    @Test
    void holdsWhatTheReadmeSays() {
        assertThat(archive.members().keySet())
                .contains(inside("LICENSE"), inside("README.md"), inside("etc/config.yml"), inside("etc/environment"))
                .contains(inside("share/man/man1/mail-sender.1"), inside("share/man/man8/mail-sender-daemon.8"))
                .contains(inside("share/bash-completion/completions/mail-sender"));
        assertThat(archive.members().keySet())
                .allSatisfy(path -> assertThat(path).startsWith("mail-sender-" + Built.VERSION));
        assertThat(archive.get(inside("systemd/mail-sender-daemon.service")).text())
                .contains("\nExecStart=/opt/mail-sender/bin/mail-sender-daemon\n");
    }

    @Test
    void belongsToNobodyInParticular() {
        assertThat(archive.members().values())
                .allSatisfy(member -> assertThat(member.entry().getLongUserId()).isZero())
                .allSatisfy(member -> assertThat(member.entry().getMode() & 022).isZero());
    }

    @Test
    void commandLineRuns() throws Exception {
        assertThat(run(home.resolve("bin/mail-sender"), List.of("--version")))
                .isEqualTo("mail-sender " + Built.VERSION + "\n");
    }

    /** It starts the daemon, sends a mail with the command line, and ends the daemon: only then is there a file. */
    @Test
    void quickStartKeepsTheClassesOfADaemonThatWorks() throws Exception {
        Path classes = home.resolve("lib/mail-sender-daemon.jsa");
        assertThat(run(home.resolve("lib/quick-start"), List.of(classes.toString())))
                .isEmpty();

        assertThat(classes).isNotEmptyFile();
        Path log = folder.resolve("classes.log");
        assertThat(run(home.resolve("bin/mail-sender-daemon"), List.of(), "-Xlog:class+load:file=" + log))
                .contains("config.yml: no such file");
        assertThat(Files.readString(log)).contains("io.mailsender.Application source: shared objects file (top)");
    }

    private static String run(Path program, List<String> arguments, String... javaOptions) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTIONS", String.join(" ", javaOptions));
        builder.environment().put("CONFIG_FILE", folder.resolve("no/config.yml").toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static String inside(String path) {
        return "mail-sender-" + Built.VERSION + "/" + path;
    }
}
