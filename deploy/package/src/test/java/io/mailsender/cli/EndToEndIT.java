package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Attachment;
import io.mailsender.client.model.BatchResult;
import io.mailsender.client.model.ProviderAttempt;
import io.mailsender.client.model.SendBatch;
import io.mailsender.client.model.SendRequest;
import io.mailsender.client.model.SendResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line and the client against the packaged daemon. */
class EndToEndIT {

    @TempDir
    private static Path folder;

    private static DaemonProcess daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = new DaemonProcess(folder, """
                store: {file: %s}
                health: {failures: 1000, window: 1000}
                order: [primary, box]
                providers:
                  primary: {kind: rehearsal, mode: refused}
                  box: {kind: capture}
                """.formatted(folder.resolve("mail.db")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void executableFileSends() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("cli.file"), "send", "--url", daemon.url(), "-t", "zoe@example.com", "-T", "-");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectInput(
                Files.writeString(folder.resolve("text"), "Hallo, 李!").toFile());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).last().asString().startsWith("sent via box, id ");
        assertThat(daemon.captured()).contains("zoe@example.com", "\"Hallo, 李!\"");
    }

    @Test
    void commandLineFailsOver() throws Exception {
        Path file = Files.writeString(folder.resolve("overview.txt"), "abc");
        Run run = run(
                "send",
                "--url",
                daemon.url(),
                "-t",
                "Änn <ann@example.com>",
                "bob@example.com",
                "-s",
                "Grüße",
                "-T",
                "Hallo, 李!",
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
    void commandLineReportsFieldErrors() {
        Run run = run("send", "--url", daemon.url(), "-t", "ann@@example.com");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: to[0]: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void commandLineListsProviders() {
        Run providers = run("providers", "--url", daemon.url());
        assertThat(providers.exitStatus()).isZero();
        assertThat(providers.out()).containsPattern("primary +rehearsal ").containsPattern("box +capture +up");
        Run validate = run("validate", "-c", "ann@example.com", "--url", daemon.url());
        assertThat(validate.exitStatus()).isZero();
        assertThat(validate.out().strip()).isEqualTo("no provider requires validated addresses");
    }

    @Test
    void clientSendsEveryField() throws Exception {
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
    void clientSendsWithoutBlocking() {
        MailSenderApi mail = MailSender.at(daemon.url());
        List<CompletableFuture<SendResult>> results = Stream.of("a", "b", "c", "d")
                .map(name -> mail.sendAsync(new SendRequest().addToItem(name + "@example.com")))
                .toList();
        assertThat(results.stream().map(CompletableFuture::join).map(SendResult::getId))
                .doesNotHaveDuplicates();
    }

    @Test
    void commandLineSendsAsynchronously() throws Exception {
        String id = runAt(daemon.url(), "send", "-t", "eve@example.com", "--tag", "later", "--async")
                .out()
                .strip();
        Run waited = runAt(daemon.url(), "send", "-t", "eve@example.com", "--async", "--wait", "60");
        assertThat(waited.out()).contains("sent via box, id ");
        assertThat(waited.err()).isEmpty();

        Run status = Awaitility.await()
                .until(() -> runAt(daemon.url(), "status", id), run -> run.out().contains("ended"));
        assertThat(status.exitStatus()).isZero();
        assertThat(status.out())
                .containsPattern("status +sent\n")
                .contains("eve@example.com  sent")
                .containsPattern("primary +unreachable +connection refused\n")
                .containsPattern("box +sent +200");
        Run list = runAt(daemon.url(), "messages", "--status", "sent", "--tag", "later");
        assertThat(list.out().lines()).hasSize(2).last().asString().startsWith(id);
    }

    @Test
    void commandLineCancelsAndResends() throws Exception {
        String later = Instant.now().plus(Duration.ofDays(1)).toString();
        String id = runAt(daemon.url(), "send", "-t", "fay@example.com", "--async", "--at", later)
                .out()
                .strip();
        assertThat(runAt(daemon.url(), "status", id).out()).containsPattern("next try +" + later.substring(0, 19));
        assertThat(runAt(daemon.url(), "cancel", id).out().strip()).isEqualTo("cancelled, id " + id);
        assertThat(runAt(daemon.url(), "status", id).exitStatus()).isEqualTo(1);
        Run tooLate = runAt(daemon.url(), "cancel", id);
        assertThat(tooLate.exitStatus()).isEqualTo(1);
        assertThat(tooLate.err().lines())
                .singleElement()
                .asString()
                .startsWith("mail-sender: The message is cancelled.");
        assertThat(runAt(daemon.url(), "resend", id).exitStatus()).isZero();
    }

    @Test
    void commandLineReportsAndClosesAnUnknownMail() throws Exception {
        Path other = Files.createDirectories(folder.resolve("silent"));
        String config = """
                store: {file: %s}
                providers: {silent: {kind: rehearsal, mode: reset}}
                """.formatted(other.resolve("mail.db"));
        try (DaemonProcess silent = new DaemonProcess(other, config)) {
            Run held = runAt(silent.url(), "send", "-t", "a@example.com", "--on-unknown", "hold");
            assertThat(held.exitStatus()).as(held.err()).isEqualTo(70);
            assertThat(held.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("mail-sender: message ")
                    .contains(" may have been sent: ");
            String id = runAt(silent.url(), "messages", "--status", "unknown")
                    .out()
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(" .*", "");
            assertThat(runAt(silent.url(), "status", id).exitStatus()).isEqualTo(70);
            assertThat(runAt(silent.url(), "close", id, "sent").out().strip()).isEqualTo("sent, id " + id);
        }
    }

    @Test
    void clientRepeatsWithAnIdempotencyKey() throws Exception {
        MailSenderApi mail = MailSender.at(daemon.url());
        String key = MailSender.newIdempotencyKey();
        SendRequest request = new SendRequest().addToItem("gil@example.com");
        SendResult first = mail.send(request, null, key);
        SendResult again = mail.send(request, null, key);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getProviderUsed()).isEqualTo("box");
    }

    @Test
    void clientSendsAsynchronouslyAndInBatches() throws Exception {
        MailSenderApi mail = MailSender.at(daemon.url());
        SendRequest request = new SendRequest().addToItem("hal@example.com").addTagsItem("hal");
        SendResult accepted = mail.send(request, MailSender.RESPOND_ASYNC, null);
        assertThat(accepted.getStatus()).isEqualTo("queued");
        assertThat(accepted.getProviderUsed()).isNull();
        Awaitility.await().until(() -> mail.message(accepted.getId()).getStatus(), "sent"::equals);

        BatchResult batch = mail.sendBatch(
                new SendBatch().addMessagesItem(request).addMessagesItem(new SendRequest().addToItem("nobody")));
        assertThat(batch.getMessages()).hasSize(2);
        assertThat(batch.getMessages().get(0).getId()).isNotEmpty();
        assertThat(batch.getMessages().get(1).getProblem().getErrors()).hasSize(1);
        assertThat(mail.messages(null, null, "hal", null, null, null, null, null, null, null, null, null, null, null)
                        .getMessages())
                .hasSize(2);
    }

    @Test
    void clientReportsFieldErrors() {
        ApiException e = catchThrowableOfType(
                ApiException.class, () -> MailSender.at(daemon.url()).send(new SendRequest().addToItem("ann")));
        assertThat(e.getCode()).isEqualTo(400);
        assertThat(MailSender.problem(e).orElseThrow().getErrors())
                .singleElement()
                .extracting("field")
                .isEqualTo("to[0]");
    }

    @Test
    void daemonAcceptsConfiguredKeysOfTheCommandLine() throws Exception {
        Run created = run(
                "keys",
                "create",
                "Shop_1-x",
                "--config",
                "--scope=send,read",
                "--from-domain=Bücher.example",
                "--limit=messages=10/h,requests=5/s",
                "--expires=2090-01-31T08:00:00Z");
        Path other = Files.createDirectories(folder.resolve("keyed"));
        String config = created.err().substring(created.err().indexOf("api-keys:"))
                + "store: {kind: none}\nproviders: {box: {kind: capture}}\n";
        try (DaemonProcess keyed = new DaemonProcess(other, config)) {
            MailSenderApi mail = MailSender.at(keyed.url(), created.out().strip());
            assertThat(mail.providers().getProviders()).hasSize(1);
        }
    }

    private record Run(int exitStatus, String out, String err) {}

    /** In this process, because starting another takes a second; {@code ExecutableFileIT} runs the executable file. */
    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitStatus = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Run(exitStatus, out.toString(), err.toString());
    }

    private static Run runAt(String url, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(1, List.of("--url", url));
        return run(all.toArray(String[]::new));
    }
}
