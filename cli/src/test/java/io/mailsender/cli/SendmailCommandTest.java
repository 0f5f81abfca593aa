package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** sendmail and flush in this process, against a fake daemon. */
class SendmailCommandTest extends CommandLineTest {

    private static final String STORED = "{\"id\":\"m1\",\"status\":\"queued\"}";
    private static final String MAIL = "To: Ann <ann@x.example>\nSubject: Hi\nDate: x\nFrom: b@x.example\n\nhello\n";

    @TempDir
    private Path folder;

    private Path spool() {
        return folder.resolve("spool");
    }

    private Run sendmail(String mail, String... args) {
        return sendmailTo(daemon.url(), mail, args);
    }

    private Run sendmailTo(String url, String mail, String... args) {
        List<String> all = new ArrayList<>(List.of(
                "sendmail",
                "--url",
                url,
                "--spool",
                spool().toString(),
                "--domain",
                "host.example",
                "--aliases",
                "/dev/null"));
        all.addAll(List.of(args));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
        try {
            return runWithoutUrl(all.toArray(String[]::new));
        } finally {
            System.setIn(before);
        }
    }

    private Run flush(String... args) {
        List<String> all = new ArrayList<>(List.of("flush", "--url", daemon.url(), "--spool", spool().toString()));
        all.addAll(List.of(args));
        return runWithoutUrl(all.toArray(String[]::new));
    }

    private List<Path> files(Path in) throws IOException {
        if (!Files.exists(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(".mail"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void handsAMailToTheDaemon() throws Exception {
        daemon.answers(202, STORED);
        Run run = sendmail(MAIL, "-t", "-i", "-v", "-fbounces@x.example");
        assertThat(run).isEqualTo(new Run(0, "m1" + System.lineSeparator(), ""));
        FakeDaemon.Request request = daemon.request();
        assertThat(request.line()).isEqualTo("POST /send?sender=bounces%40x.example&recipient=ann%40x.example");
        assertThat(request.header("Content-type")).isEqualTo("message/rfc822");
        assertThat(request.header("Prefer")).isEqualTo("respond-async");
        assertThat(request.header("Idempotency-key")).hasSize(36);
        assertThat(request.body()).isEqualTo(MAIL.replace("\n", "\r\n"));
        assertThat(files(spool())).isEmpty();
    }

    /** As callers pass them: cron, PHP, bsd-mailx, mailutils, git, mutt, Perl's Mail::Sendmail, Python's and Ruby's examples. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-i -FCronDaemon -B8BITMIME -oem ann@x.example",
                "-t -i",
                "-ti",
                "-oi -t",
                "-it",
                "-t -oi -oem -odb",
                "-t -oi -oeq -F Web -f b@x.example",
                "-i -r b@x.example ann@x.example",
                "-oem -oi -f b@x.example -- ann@x.example",
                "-bm -i -N failure,delay -R hdrs ann@x.example",
                "-G -i -m -n -U -X /dev/null -C /dev/null -O x=y -p ESMTP -L tag -A m -em ann@x.example",
                "-i ann@x.example -f b@x.example",
                "-tfb@x.example",
                "-t -f b@x.example -B 7BIT",
                "-t ann@x.example",
            })
    void takesTheArgumentsOfCallers(String line) {
        daemon.answers(202, STORED);
        Run run = sendmail(MAIL, line.split(" "));
        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(daemon.request().line())
                .endsWith("recipient=ann%40x.example")
                .doesNotContainPattern("recipient=.*recipient=");
        assertThat(daemon.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Q|64",
                "-bd|64",
                "-bv ann@x.example|64",
                "-t --url http://other.example|64",
                "ann@x.example --spool /tmp|64",
                "-f|64",
                "ann lee|65",
                "ann@|65",
                "-i|65",
                "-f a@b.c,d@e.f ann@x.example|65"
            })
    void refusesWrongCalls(String line, int exitStatus) {
        String[] args = line.equals("ann lee") ? new String[] {line} : line.split(" ");
        Run run = sendmail(MAIL, args);
        assertThat(run.exitStatus()).as(run.err()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: ");
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void treatsEverythingAfterTwoDashesAsRecipients() {
        daemon.answers(202, STORED);
        assertThat(sendmail(MAIL, "-i", "--", "-x@y.example").exitStatus()).isZero();
        assertThat(daemon.request().line()).endsWith("recipient=-x%40y.example");
    }

    @Test
    void keepsAMailWhileTheDaemonIsAwayAndSendsItOnce() throws Exception {
        Run run = sendmailTo("http://127.0.0.1:1", MAIL, "-t", "-f", "b@x.example");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err()).contains("no daemon answers at", spool().toString());
        Path file = files(spool()).get(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(flush("--list").out()).contains("waiting", "ann@x.example", "no daemon answers");
        assertThat(flush("--list", "--json").out())
                .contains("\"recipients\":[\"ann@x.example\"]", "\"spooled_at\":\"20");

        daemon.answers(503, "{\"detail\":\"the store is down\"}");
        assertThat(flush())
                .extracting(Run::exitStatus, Run::err)
                .containsExactly(75, "mail-sender: waiting: 1; 503 the store is down" + System.lineSeparator());
        daemon.answers(202, STORED);
        assertThat(flush()).isEqualTo(new Run(0, "sent: 1" + System.lineSeparator(), ""));
        assertThat(flush()).isEqualTo(new Run(0, "sent: 0" + System.lineSeparator(), ""));
        assertThat(daemon.requests()).hasSize(2);
        assertThat(daemon.requests()).allSatisfy(request -> {
            assertThat(file.toString()).endsWith(request.header("Idempotency-key") + ".mail");
            assertThat(request.body()).isEqualTo(MAIL.replace("\n", "\r\n"));
            assertThat(request.line()).contains("sender=b%40x.example");
        });
        assertThat(files(spool())).isEmpty();
    }

    /** A wrong key must not lose the mails of cron. */
    @ParameterizedTest
    @CsvSource({
        "401, 77", "403, 77", "409, 75", "429, 75", "500, 75", "502, 75", "404, 75", "415, 75", "501, 75", "302, 75"
    })
    void keepsAMailUnlessItIsAtFault(int answer, int flushStatus) throws Exception {
        daemon.answers(answer, "{\"detail\":\"no\"}");
        assertThat(sendmail(MAIL, "-t").exitStatus()).isZero();
        assertThat(files(spool())).hasSize(1);
        assertThat(flush().exitStatus()).isEqualTo(flushStatus);
        assertThat(files(spool())).hasSize(1);
    }

    @Test
    void keepsAMailIfTheAnswerIsAProxysOrNone() throws Exception {
        daemon.answers(400, "text/html", "<html>");
        sendmail(MAIL, "-t");
        daemon.answers(200, "text/html", "<html>log in");
        sendmail(MAIL, "-t");
        daemon.hangsUp();
        sendmail(MAIL, "-t");
        assertThat(files(spool())).hasSize(3);
        assertThat(Files.readString(files(spool()).get(0))).doesNotContain("uncertain-since");
        assertThat(Files.readString(files(spool()).get(1))).contains("uncertain-since: 20");
        assertThat(Files.readString(files(spool()).get(2))).contains("uncertain-since: 20");
    }

    @ParameterizedTest
    @CsvSource({"400, 65", "422, 65", "413, 69"})
    void reportsARefusalAndKeepsTheMailAsDead(int answer, int exitStatus) throws Exception {
        daemon.answers(answer, "{\"errors\":[{\"field\":\"to[0]\",\"message\":\"is bad\"}]}");
        Run run = sendmail(MAIL, "-t");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err()).contains("refuses the mail: " + answer + " to[0]: is bad", "dead");
        assertThat(files(spool())).isEmpty();
        assertThat(files(spool().resolve("dead"))).hasSize(1);
        assertThat(flush().exitStatus()).isZero();
        assertThat(flush("--list").out()).contains("dead", "is bad");

        daemon.answers(202, STORED);
        assertThat(flush("--retry").out()).isEqualTo("sent: 1" + System.lineSeparator());
        assertThat(files(spool().resolve("dead"))).isEmpty();
    }

    @Test
    void aLaterCallSendsTheOlderMails() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        sendmailTo("http://127.0.0.1:1", MAIL.replace("hello", "again"), "-t");
        daemon.answers(202, STORED);
        assertThat(sendmail(MAIL.replace("hello", "new"), "-t").exitStatus()).isZero();
        assertThat(daemon.requests().stream()
                        .map(request ->
                                request.body().replaceAll("(?s).*\r\n\r\n", "").strip()))
                .containsExactly("new", "hello", "again");
        assertThat(files(spool())).isEmpty();
    }

    @Test
    void oneRefusedMailDoesNotBlockTheOthers() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        daemon.answers(422, "{\"detail\":\"no\"}")
                .then(403, "{\"detail\":\"not your domain\"}")
                .then(202, STORED);
        assertThat(flush().exitStatus()).isEqualTo(77);
        assertThat(files(spool())).hasSize(1);
        assertThat(files(spool().resolve("dead"))).hasSize(1);
        assertThat(daemon.requests()).hasSize(3);
    }

    /** The daemon has forgotten the key by then: a repetition could be a second mail. */
    @Test
    void doesNotRepeatAnUncertainMailAfterADay() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        uncertainSince(files(spool()).get(0), Duration.ofHours(24));
        uncertainSince(files(spool()).get(1), Duration.ofHours(22));
        daemon.answers(202, STORED);
        Run run = flush();
        assertThat(run.exitStatus()).isEqualTo(65);
        assertThat(run.err()).contains("may have been sent");
        assertThat(daemon.requests()).hasSize(1);
        assertThat(files(spool().resolve("dead"))).hasSize(1);
        assertThat(flush("--retry").exitStatus()).isZero();
        assertThat(daemon.requests()).hasSize(2);
    }

    private static void uncertainSince(Path file, Duration ago) throws IOException {
        String since = "uncertain-since: " + Instant.now().minus(ago) + "\nreason:";
        Files.writeString(file, Files.readString(file).replace("reason:", since));
    }

    @Test
    void splitsManyRecipients() {
        daemon.answers(202, STORED);
        String to = IntStream.range(0, 250)
                .mapToObj(i -> "someone-" + i + "@x.example")
                .collect(Collectors.joining(", "));
        assertThat(sendmail(MAIL.replace("Ann <ann@x.example>", to), "-t").exitStatus())
                .isZero();
        List<String> recipients = daemon.requests().stream()
                .flatMap(request -> Stream.of(request.line().split("[?&]")).skip(1))
                .map(parameter ->
                        URLDecoder.decode(parameter, StandardCharsets.UTF_8).replace("recipient=", ""))
                .toList();
        assertThat(recipients).hasSize(250).doesNotHaveDuplicates();
        assertThat(daemon.requests())
                .allSatisfy(request -> assertThat(request.line().length()).isLessThan(4000));
        assertThat(daemon.requests().stream().map(request -> request.header("Idempotency-key")))
                .doesNotHaveDuplicates();
    }

    @Test
    void saysWhenItCanNeitherSendNorKeepAMail() throws Exception {
        Files.writeString(spool(), "a file");
        Run run = sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        assertThat(run.exitStatus()).isEqualTo(73);
        assertThat(run.err()).contains("is not sent", "is not a directory of this user");
    }

    @Test
    void hasALimit() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        Path one = files(spool()).get(0);
        for (int i = 1; i < Spool.MAX_MAILS; i++) {
            Files.copy(one, spool().resolve(String.format("20300101T000000.000Z-%04d.mail", i)));
        }
        Run run = sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.err()).contains("is full: it has 1000 mails");
    }

    @Test
    void removesWhatAKilledProcessHasLeft() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        Path left = Files.writeString(spool().resolve("20200101T000000.000Z-x-1.tmp"), "half");
        Path fresh = Files.writeString(spool().resolve("20200101T000000.000Z-y-1.tmp"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        daemon.answers(202, STORED);
        assertThat(flush().exitStatus()).isZero();
        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void skipsAFileThatIsNoMail() throws Exception {
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        Files.writeString(spool().resolve("20200101T000000.000Z-x.mail"), "rubbish");
        daemon.answers(202, STORED);
        Run run = flush();
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.err()).contains("20200101T000000.000Z-x");
        assertThat(run.out()).isEqualTo("sent: 1" + System.lineSeparator());
        assertThat(flush("--list").exitStatus()).isZero();
    }

    @Test
    void mailqAndNewaliases() {
        assertThat(sendmail("", "-bp").out()).contains("no mail waits");
        sendmailTo("http://127.0.0.1:1", MAIL, "-t");
        assertThat(sendmail("", "-bp").out()).contains("ann@x.example");
        assertThat(sendmail("", "-bi")).isEqualTo(new Run(0, "", ""));
        daemon.answers(202, STORED);
        assertThat(sendmail("", "-q")).isEqualTo(new Run(0, "", ""));
        assertThat(sendmail("", "-q15m")).isEqualTo(new Run(0, "", ""));
        assertThat(daemon.requests()).hasSize(1);
    }

    @Test
    void keepsTheMailIfTheUrlIsWrong() throws Exception {
        assertThat(sendmailTo("not a url", MAIL, "-t").exitStatus()).isZero();
        assertThat(files(spool())).hasSize(1);
    }
}
