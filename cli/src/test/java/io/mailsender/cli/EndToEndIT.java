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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The executable file and the client, against the daemon that is shipped with them. */
class EndToEndIT {

    @TempDir
    private static Path folder;

    private static RunningDaemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = new RunningDaemon(folder, """
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
            assertThat(fake.request().header("Authorization")).isEqualTo("Bearer secret");
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
    void commandLineHandsOverAndLooksLater() throws Exception {
        String id = inThisProcess(daemon.url(), "send", "-t", "eve@example.com", "--tag", "later", "--async")
                .out()
                .strip();
        CommandLineTest.Run waited =
                inThisProcess(daemon.url(), "send", "-t", "eve@example.com", "--async", "--wait", "60");
        assertThat(waited.out()).contains("sent via box, id ");
        assertThat(waited.err()).isEmpty();

        CommandLineTest.Run status = Awaitility.await()
                .until(
                        () -> inThisProcess(daemon.url(), "status", id),
                        run -> run.out().contains("ended"));
        assertThat(status.exitStatus()).isZero();
        assertThat(status.out())
                .containsPattern("status +sent\n")
                .contains("eve@example.com  sent", "primary  unreachable  connection refused", "box      sent");
        CommandLineTest.Run list = inThisProcess(daemon.url(), "messages", "--status", "sent", "--tag", "later");
        assertThat(list.out().lines()).hasSize(2).last().asString().startsWith(id);
    }

    @Test
    void commandLineTakesBackAndSendsAgain() throws Exception {
        String later = Instant.now().plus(Duration.ofDays(1)).toString();
        String id = inThisProcess(daemon.url(), "send", "-t", "fay@example.com", "--async", "--at", later)
                .out()
                .strip();
        assertThat(inThisProcess(daemon.url(), "status", id).out())
                .containsPattern("next try +" + later.substring(0, 19));
        assertThat(inThisProcess(daemon.url(), "cancel", id).out().strip()).isEqualTo("cancelled, id " + id);
        assertThat(inThisProcess(daemon.url(), "status", id).exitStatus()).isEqualTo(1);
        CommandLineTest.Run tooLate = inThisProcess(daemon.url(), "cancel", id);
        assertThat(tooLate.exitStatus()).isEqualTo(1);
        assertThat(tooLate.err().lines())
                .singleElement()
                .asString()
                .startsWith("mail-sender: The message is cancelled.");
        assertThat(inThisProcess(daemon.url(), "resend", id).exitStatus()).isZero();
    }

    @Test
    void commandLineSaysWhatHangsInTheBalance() throws Exception {
        Path other = Files.createDirectories(folder.resolve("silent"));
        String config = """
                store: {file: %s}
                providers: {silent: {kind: rehearsal, mode: reset}}
                """.formatted(other.resolve("mail.db"));
        try (RunningDaemon silent = new RunningDaemon(other, config)) {
            CommandLineTest.Run held =
                    inThisProcess(silent.url(), "send", "-t", "a@example.com", "--on-unknown", "hold");
            assertThat(held.exitStatus()).as(held.err()).isEqualTo(70);
            assertThat(held.err().lines()).singleElement().asString().startsWith("mail-sender: it may have been sent");
            String id = inThisProcess(silent.url(), "messages", "--status", "unknown")
                    .out()
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(" .*", "");
            assertThat(inThisProcess(silent.url(), "status", id).exitStatus()).isEqualTo(70);
            assertThat(inThisProcess(silent.url(), "close", id, "sent").out().strip())
                    .isEqualTo("sent, id " + id);
        }
    }

    @Test
    void clientRepeatsSafely() throws Exception {
        MailSenderApi mail = MailSender.at(daemon.url());
        String key = MailSender.newIdempotencyKey();
        SendRequest request = new SendRequest().addToItem("gil@example.com");
        SendResult first = mail.send(request, null, key);
        SendResult again = mail.send(request, null, key);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getProviderUsed()).isEqualTo("box");
    }

    @Test
    void clientHandsOverAndLooksLater() throws Exception {
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
        assertThat(mail.messages(null, null, "hal", null, null, null, null, null, null)
                        .getMessages())
                .hasSize(2);
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

    /** As in a slim image, where the locale is named and was never generated; and with none, as under cron. */
    @ParameterizedTest
    @ValueSource(strings = {"LANG=xx_YY.UTF-8", "LC_ALL=C", "LC_CTYPE=POSIX", "LANG=", "LC_ALL=xx_YY"})
    void commandLineReadsUtf8WhateverTheLocale(String locale) throws Exception {
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
    void commandLineRefusesWhatIsNotUtf8() throws Exception {
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

    /** mail(1) takes it; and a program whose text is given leaves alone what a loop around it reads. */
    @Test
    void commandLineTakesTheTextFromAPipeWhereNoneIsGiven() throws Exception {
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
            // Nobody writes to this pipe, and nobody closes it.
            Path pipe = folder.resolve("pipe");
            Run run = shell(
                    "mkfifo '%1$s' && exec 3<>'%1$s' && \"$CLI\" send -t a@b.c -T given <&3".formatted(pipe), fake);
            assertThat(run.exitStatus()).as(run.err()).isZero();
        }
    }

    @Test
    void commandLineIsNotFooledByClosedStreams() throws Exception {
        try (FakeDaemon fake = fake()) {
            Run noInput = shell("\"$CLI\" send -t a@b.c -T - <&-", fake);
            assertThat(noInput.exitStatus()).isEqualTo(2);
            assertThat(noInput.err()).contains("the standard input cannot be taken for the text");
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
    void commandLineSaysThatAKeyIsLost() throws Exception {
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
    void daemonStartsOnTheKeysThatTheCommandLineMakesForIt() throws Exception {
        Run made = mailSender(
                "",
                Map.of(),
                "keys",
                "create",
                "Shop_1-x",
                "--config",
                "--scope=send,read",
                "--from-domain=Bücher.example",
                "--limit=messages=10/h,requests=5/s",
                "--expires=2090-01-31T08:00:00Z");
        Path other = Files.createDirectories(folder.resolve("keyed"));
        String config = made.err().substring(made.err().indexOf("api-keys:"))
                + "store: {kind: none}\nproviders: {box: {kind: capture}}\n";
        try (RunningDaemon keyed = new RunningDaemon(other, config)) {
            Map<String, String> environment = Map.of(
                    "MAIL_SENDER_URL",
                    keyed.url(),
                    "MAIL_SENDER_API_KEY",
                    made.out().strip());
            assertThat(mailSender("", environment, "providers").exitStatus()).isZero();
        }
    }

    @Test
    void helpsAndTellsItsVersion() throws Exception {
        assertThat(mailSender("", Map.of(), "--help").out())
                .contains("send", "status", "messages", "cancel", "resend", "close", "validate", "providers");
        assertThat(mailSender("", Map.of(), "--version").out()).containsPattern("mail-sender \\d");
    }

    @Test
    void bashTakesTheCompletion() throws Exception {
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

    /** Where starting a process shows nothing more: each takes a second. */
    private static CommandLineTest.Run inThisProcess(String url, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(1, List.of("--url", url));
        return CommandLineTest.runAsIs(all.toArray(String[]::new));
    }

    private static FakeDaemon fake() {
        return new FakeDaemon()
                .answers(200, "{\"id\":\"m1\",\"status\":\"sent\",\"provider_used\":\"ses\",\"providers\":[]}");
    }

    /** Runs a line of shell, in which {@code $CLI} is the command. */
    private static Run shell(String line, FakeDaemon fake) throws Exception {
        Map<String, String> environment = Map.of("CLI", System.getProperty("cli.file"), "MAIL_SENDER_URL", fake.url());
        return run("", environment, List.of("sh", "-c", line));
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
