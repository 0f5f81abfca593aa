package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the executable file in its own process against a fake daemon. */
class ExecutableFileIT {

    @TempDir
    private static Path folder;

    @Test
    void readsTheApiKeyFromTheEnvironment() throws Exception {
        try (FakeDaemon fake = new FakeDaemon().answers(200, "{\"trial\": true, \"providers\": []}")) {
            mailSender("", Map.of("MAIL_SENDER_URL", fake.url(), "MAIL_SENDER_API_KEY", "secret"), "providers");
            assertThat(fake.request().header("Authorization")).isEqualTo("Bearer secret");
        }
    }

    /** As in a slim image, whose locale is set but not generated, and as under cron, without a locale. */
    @ParameterizedTest
    @ValueSource(strings = {"LANG=xx_YY.UTF-8", "LC_ALL=C", "LC_CTYPE=POSIX", "LANG=", "LC_ALL=xx_YY"})
    void readsUtf8InAnyLocale(String locale) throws Exception {
        try (FakeDaemon fake = fake()) {
            Path file = Files.writeString(folder.resolve("Übersicht.txt"), "abc");
            Run run = shell(
                    "echo Grüße | env -u LANG %s POSIXLY_CORRECT=1 \"$CLI\" send -t a@b.c -s 'Jürgen 李' --attach '%s'"
                            .formatted(locale, file),
                    fake);
            assertThat(run.exitStatus()).as(run.err()).isZero();
            assertThat(fake.request().body()).contains("\"Jürgen 李\"", "\"text\":\"Grüße\\n\"", "\"Übersicht.txt\"");
        }
    }

    @Test
    void refusesInputThatIsNotUtf8() throws Exception {
        try (FakeDaemon fake = fake()) {
            Run text = shell("printf 'ok\\nJ\\374rgen' | \"$CLI\" send -t a@b.c", fake);
            assertThat(text.exitStatus()).isEqualTo(2);
            assertThat(text.err()).contains("byte 5, in line 2, is 0xFC");
            assertThat(shell("\"$CLI\" send -t a@b.c -s \"$(printf 'J\\374rgen')\"", fake)
                            .exitStatus())
                    .isEqualTo(2);
            assertThat(fake.requests()).isEmpty();
            assertThat(shell("\"$CLI\" send -t a@b.c -s \"$(printf '\\357\\277\\275')\"", fake)
                            .exitStatus())
                    .isZero();
            assertThat(fake.request().body()).contains("\ufffd");
        }
    }

    /** As mail(1) does. With a text given, the standard input is left to a loop around the command. */
    @Test
    void readsTheTextFromAPipeIfNoneIsGiven() throws Exception {
        try (FakeDaemon fake = fake()) {
            shell("echo piped | \"$CLI\" send -t a@b.c", fake);
            assertThat(fake.request().body()).contains("\"text\":\"piped\\n\"");
            shell("printf 'key\\ntext' | \"$CLI\" send -t a@b.c --api-key-file -", fake);
            assertThat(fake.request().body()).contains("\"text\":\"text\"");
            shell("\"$CLI\" send -t a@b.c </dev/null", fake);
            assertThat(fake.request().body()).doesNotContain("text");
            shell("printf 'a@b.c\\nd@b.c\\n' | while read -r to; do \"$CLI\" send -t \"$to\" -T given; done", fake);
            assertThat(fake.requests()).hasSize(5);
            assertThat(fake.request().body()).contains("d@b.c", "\"text\":\"given\"");
            // A pipe that nobody writes to or closes.
            Path pipe = folder.resolve("pipe");
            Run run = shell(
                    "mkfifo '%1$s' && exec 3<>'%1$s' && \"$CLI\" send -t a@b.c -T given <&3".formatted(pipe), fake);
            assertThat(run.exitStatus()).as(run.err()).isZero();
        }
    }

    @Test
    void reportsClosedStreams() throws Exception {
        try (FakeDaemon fake = fake()) {
            Run noInput = shell("\"$CLI\" send -t a@b.c -T - <&-", fake);
            assertThat(noInput.exitStatus()).isEqualTo(2);
            assertThat(noInput.err()).contains("the text on the standard input cannot be read");
            assertThat(fake.requests()).isEmpty();
            assertThat(shell("\"$CLI\" send -t a@b.c <&-", fake).exitStatus()).isZero();
            assertThat(fake.request().body()).doesNotContain("text");
            assertThat(shell("\"$CLI\" send -t a@b.c -T x >&-", fake).exitStatus())
                    .isEqualTo(74);
            assertThat(shell("\"$CLI\" send -t a@b.c -T x 2>&-", fake).exitStatus())
                    .isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reportsAKeyThatCouldNotBeWritten() throws Exception {
        try (FakeDaemon fake = new FakeDaemon().answers(201, """
                {"id":"abc","name":"admin","status":"live","scopes":["admin"],"key":"msk_abc_xyz"}""")) {
            Run run = shell("\"$CLI\" keys create admin >/dev/full", fake);
            assertThat(run.exitStatus()).isEqualTo(74);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("keys revoke abc")
                    .doesNotContain("msk_");
        }
    }

    @Test
    void printsHelpAndVersion() throws Exception {
        assertThat(mailSender("", Map.of(), "--help").out())
                .contains("send", "status", "messages", "cancel", "resend", "close", "validate", "providers");
        assertThat(mailSender("", Map.of(), "--version").out()).containsPattern("mail-sender \\d");
    }

    @Test
    void bashAcceptsTheCompletion() throws Exception {
        Path file = Path.of(System.getProperty("cli.file") + "_completion");
        Run run = run("", Map.of(), List.of("bash", "-n", file.toString()));
        assertThat(run.exitStatus()).as(run.err()).isZero();
        assertThat(file)
                .content()
                .contains(
                        "complete -F _complete_mail-sender", "--on-unknown", "--async", "cancelled", "idempotency-key");
    }

    private record Run(int exitStatus, String out, String err) {}

    private static Run mailSender(String stdin, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("cli.file")));
        command.addAll(List.of(args));
        return run(stdin, environment, command);
    }

    private static FakeDaemon fake() {
        return new FakeDaemon()
                .answers(200, "{\"id\":\"m1\",\"status\":\"sent\",\"provider_used\":\"ses\",\"providers\":[]}");
    }

    /** Runs a shell command line in which {@code $CLI} is the executable file. */
    private static Run shell(String line, FakeDaemon fake) throws Exception {
        Map<String, String> environment = Map.of("CLI", System.getProperty("cli.file"), "MAIL_SENDER_URL", fake.url());
        return run("", environment, List.of("sh", "-c", line));
    }

    private static Run run(String stdin, Map<String, String> environment, List<String> command) throws Exception {
        Path files = Files.createTempDirectory(folder, "run");
        Path in = Files.writeString(files.resolve("in"), stdin);
        // In a script, because the JVM of this test may run in a locale that cannot pass the arguments.
        String quoted = String.join(
                " ",
                command.stream()
                        .map(arg -> "'" + arg.replace("'", "'\\''") + "'")
                        .toList());
        Path script = Files.writeString(files.resolve("script"), "exec " + quoted + "\n", StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString())
                .redirectInput(in.toFile())
                .redirectOutput(files.resolve("out").toFile())
                .redirectError(files.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("LC_ALL");
        builder.environment().put("LANG", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("timed out: " + command);
        }
        return new Run(
                process.exitValue(), Files.readString(files.resolve("out")), Files.readString(files.resolve("err")));
    }
}
