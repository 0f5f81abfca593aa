package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.ProviderAttempt;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable file and the client, against the daemon that is shipped with them. */
class EndToEndIT {

    @TempDir
    private static Path folder;

    private static RunningDaemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = new RunningDaemon(folder, """
                order: [primary, box]
                providers:
                  primary: {kind: rehearsal, mode: refused}
                  box: {kind: capture}
                """);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void commandLineSendsThroughTheProviderThatWorks() throws Exception {
        Path file = Files.writeString(folder.resolve("overview.txt"), "abc");
        Run run = mailSender(
                "Hallo, 李!",
                Map.of("MAIL_SENDER_URL", daemon.url()),
                "send",
                "-t",
                "Änn <ann@example.com>",
                "bob@example.com",
                "-s",
                "Grüße",
                "-T",
                "-",
                "--attach",
                file.toString());
        assertThat(run.exitStatus()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("\\(\\d+ ms\\)|, id .*", "")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("primary  unreachable  connection refused"),
                        line -> assertThat(line).startsWith("box      sent"),
                        line -> assertThat(line).isEqualTo("sent via box"));
        assertThat(daemon.captured())
                .contains(
                        "\"Änn <ann@example.com>\"",
                        "bob@example.com",
                        "\"Grüße\"",
                        "\"Hallo, 李!\"",
                        "\"overview.txt\"");
    }

    @Test
    void commandLineNamesTheFieldAtFault() throws Exception {
        Run run = mailSender("", Map.of(), "send", "--url", daemon.url(), "-t", "ann@@example.com");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: to[0]: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void commandLineTellsHowTheProvidersAre() throws Exception {
        Run providers = mailSender("", Map.of(), "providers", "--url", daemon.url());
        assertThat(providers.exitStatus()).isZero();
        assertThat(providers.out()).containsPattern("primary +rehearsal ").containsPattern("box +capture +up");
        Run validate = mailSender("", Map.of(), "validate", "-c", "ann@example.com", "--url", daemon.url());
        assertThat(validate.exitStatus()).isZero();
        assertThat(validate.out().strip()).isEqualTo("no provider asks for validated addresses");
    }

    @Test
    void commandLineTakesTheApiKeyFromTheEnvironment() throws Exception {
        try (FakeDaemon fake = new FakeDaemon().answers(200, "{\"trial\": true, \"providers\": []}")) {
            mailSender("", Map.of("MAIL_SENDER_URL", fake.url(), "MAIL_SENDER_API_KEY", "secret"), "providers");
            assertThat(fake.request().authorization()).isEqualTo("Bearer secret");
        }
    }

    @Test
    void clientSendsEverything() throws Exception {
        MailSenderApi mail = MailSender.at(daemon.url());
        SendResult result = mail.send(new SendRequest()
                .from("Shop")
                .addToItem("client@example.com")
                .subject("Straße")
                .html("<img src='cid:logo'>")
                .addAttachmentsItem(new Attachment()
                        .filename("logo.png")
                        .contentType("image/png")
                        .contentId("logo")
                        .content(new byte[] {(byte) 0xff, 0}))
                .putHeadersItem("X-Campaign", "7")
                .addTagsItem("welcome"));
        assertThat(result.getProviderUsed()).isEqualTo("box");
        assertThat(result.getPossibleDuplicate()).isFalse();
        assertThat(result.getProviders())
                .extracting(ProviderAttempt::getOutcome)
                .containsExactly("unreachable", "sent");
        assertThat(daemon.captured()).contains(result.getId(), "Straße", "\"X-Campaign\"", "\"size\":2");
        assertThat(mail.providers().getProviders()).hasSize(2);
        assertThat(mail.validationStatus("a@b.example").getProviders()).isEmpty();
    }

    @Test
    void clientSendsManyWithoutWaiting() {
        MailSenderApi mail = MailSender.at(daemon.url());
        List<CompletableFuture<SendResult>> results = Stream.of("a", "b", "c", "d")
                .map(name -> mail.sendAsync(new SendRequest().addToItem(name + "@example.com")))
                .toList();
        assertThat(results.stream().map(CompletableFuture::join).map(SendResult::getId))
                .doesNotHaveDuplicates();
    }

    @Test
    void clientTellsWhichFieldIsAtFault() {
        ApiException e = catchThrowableOfType(
                ApiException.class, () -> MailSender.at(daemon.url()).send(new SendRequest().addToItem("ann")));
        assertThat(e.getCode()).isEqualTo(400);
        assertThat(MailSender.problem(e).orElseThrow().getErrors())
                .singleElement()
                .extracting("field")
                .isEqualTo("to[0]");
    }

    @Test
    void helpsAndTellsItsVersion() throws Exception {
        assertThat(mailSender("", Map.of(), "--help").out()).contains("send", "validate", "providers");
        assertThat(mailSender("", Map.of(), "--version").out()).containsPattern("mail-sender \\d");
    }

    @Test
    void bashTakesTheCompletion() throws Exception {
        Path file = Path.of(System.getProperty("cli.file") + "_completion");
        Run run = run("", Map.of(), List.of("bash", "-n", file.toString()));
        assertThat(run.exitStatus()).as(run.err()).isZero();
        assertThat(file).content().contains("complete -F _complete_mail-sender", "--on-unknown");
    }

    private record Run(int exitStatus, String out, String err) {}

    private static Run mailSender(String stdin, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("cli.file")));
        command.addAll(List.of(args));
        return run(stdin, environment, command);
    }

    private static Run run(String stdin, Map<String, String> environment, List<String> command) throws Exception {
        Path files = Files.createTempDirectory(folder, "run");
        Path in = Files.writeString(files.resolve("in"), stdin);
        // The arguments are put into a script: this test's own JVM may run in a locale that cannot pass them on.
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
            throw new IllegalStateException("no end: " + command);
        }
        return new Run(
                process.exitValue(), Files.readString(files.resolve("out")), Files.readString(files.resolve("err")));
    }
}
