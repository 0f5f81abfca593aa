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

/** Unpacks and runs the archive for other systems. */
class ArchiveIT {

    @TempDir
    private static Path folder;

    private static Path home;
    private static TarArchive archive;

    @BeforeAll
    static void unpack() throws IOException {
        archive = BuildOutput.archive();
        archive.unpack(folder);
        home = folder.resolve("mail-sender-" + BuildOutput.VERSION);
    }

    @Test
    void containsTheFilesThatTheReadmeNames() {
        assertThat(archive.members().keySet())
                .contains(inside("LICENSE"), inside("README.md"), inside("etc/config.yml"), inside("etc/environment"))
                .contains(inside("share/man/man1/mail-sender.1"), inside("share/man/man8/mail-sender-daemon.8"))
                .contains(inside("share/bash-completion/completions/mail-sender"));
        assertThat(archive.members().keySet())
                .allSatisfy(path -> assertThat(path).startsWith("mail-sender-" + BuildOutput.VERSION));
        assertThat(archive.get(inside("systemd/mail-sender-daemon.service")).text())
                .contains("\nExecStart=/opt/mail-sender/bin/mail-sender-daemon\n");
    }

    @Test
    void filesBelongToRootAndOnlyTheOwnerMayWrite() {
        assertThat(archive.members().values())
                .allSatisfy(member -> assertThat(member.entry().getLongUserId()).isZero())
                .allSatisfy(member -> assertThat(member.entry().getMode() & 022).isZero());
    }

    @Test
    void commandLineRuns() throws Exception {
        assertThat(run(home.resolve("bin/mail-sender"), List.of("--version")))
                .isEqualTo("mail-sender " + BuildOutput.VERSION + "\n");
    }

    /** A link to it may have the name of mailq. */
    @Test
    void sendmailRuns() throws Exception {
        Path spool = folder.resolve("spool");
        assertThat(run(home.resolve("bin/sendmail"), List.of("--spool", spool.toString(), "-bp")))
                .isEqualTo("no mail waits in " + spool + "\n");
        Path newaliases = Files.createSymbolicLink(folder.resolve("newaliases"), home.resolve("bin/sendmail"));
        assertThat(run(newaliases, List.of())).isEmpty();
    }

    /** quick-start starts the daemon, sends a mail and stops the daemon; the file exists only if all of that works. */
    @Test
    void quickStartWritesAClassArchiveThatTheDaemonUses() throws Exception {
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
        return "mail-sender-" + BuildOutput.VERSION + "/" + path;
    }
}
