package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailPreparationTest {

    private static final String TAIL = "From: ann@host.example|Date: Tue, 1 Jan 2030 02:03:04 +0100||";

    @TempDir
    private static Path folder;

    private final MailPreparation preparation = preparation("");

    private static MailPreparation preparation(String aliases) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "a", ""), aliases);
            return new MailPreparation(
                    new LocalNames(AliasFile.read(file), () -> "host.example"),
                    "ann",
                    ZonedDateTime.parse("2030-01-01T02:03:04+01:00"));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String mail) {
        return mail.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(PreparedMail mail) {
        return new String(mail.bytes(), StandardCharsets.UTF_8).replace("\r\n", "|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // A mail without a header, as from echo text | sendmail.
                "hello|; " + TAIL + "hello|",
                "hello: this, is a field||body|; hello: this, is a field|" + TAIL + "body|",
                "Subject: a| b||c|; Subject: a| b|" + TAIL + "c|",
                "From ann Tue Jan|Subject: a||c|; Subject: a|" + TAIL + "c|",
                "Subject: a|no field|; Subject: a|" + TAIL + "no field|",
                "Subject : a||; Subject : a|" + TAIL,
                "To: root, x@y.example||; To: root@host.example, x@y.example|" + TAIL,
                "Bcc: x@y.example|bcc: z@y.example|Subject: a||; Subject: a|" + TAIL,
                "From: root (Cron Daemon)|Date: x||; From: root@host.example (Cron Daemon)|Date: x||",
                "From: \"Cron\" <root>|Date: x||; From: \"Cron\" <root@host.example>|Date: x||",
                "From: not an address|Date: x||; From: not an address|Date: x||",
                "From: a@b.example|Date: x|Subject: Gr\u00fc\u00dfe||\u00e9|; From: a@b.example|Date: x|Subject: Gr\u00fc\u00dfe||\u00e9|",
            })
    void completesTheHeader(String mail, String expected) throws Exception {
        PreparedMail prepared = preparation.prepare(bytes(mail), null, null, List.of("x@y.example"), false);
        assertThat(text(prepared)).isEqualTo(expected);
        assertThat(prepared.recipients()).containsExactly("x@y.example");
        assertThat(prepared.sender()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "To: a@x.example|> a@x.example",
                "To: a@x.example,| b@x.example|Cc: c@x.example|Bcc: d@x.example|> a@x.example b@x.example c@x.example d@x.example",
                "To: a@x.example|To: b@x.example|> a@x.example b@x.example",
                "To: undisclosed-recipients:;|Bcc: a@x.example|> a@x.example",
                "To: \"a; b\"@x.example, a@x.example|> \"a; b\"@x.example,a@x.example",
                "To: j\u00fc@x.example (J\u00fcrgen)|> j\u00fc@x.example",
                "To: a@x.example|Resent-To: b@x.example|Resent-Bcc: c@x.example|> b@x.example c@x.example",
                "to: root|> root@host.example",
            })
    void readsRecipientsFromTheHeader(String mail, String expected) throws Exception {
        PreparedMail prepared = preparation.prepare(bytes(mail + "|"), null, null, List.of(), true);
        assertThat(prepared.recipients()).containsExactlyInAnyOrder(expected.split("[, ](?!b\")"));
        assertThat(text(prepared)).doesNotContainIgnoringCase("bcc");
    }

    @Test
    void addsTheArgumentsToTheHeader() throws Exception {
        assertThat(preparation
                        .prepare(bytes("To: a@x.example||"), null, null, List.of("b@x.example,Ann <c@x.example>"), true)
                        .recipients())
                .containsExactlyInAnyOrder("a@x.example", "b@x.example", "c@x.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a@x.example; ; a@x.example; a@x.example",
                "<a@x.example>; Ann Lee; a@x.example; Ann Lee <a@x.example>",
                "root; CronDaemon; root@host.example; CronDaemon <root@host.example>",
                "<>; Ann; ; Ann <ann@host.example>",
                "a@x.example; Lee, Ann; a@x.example; \"Lee, Ann\" <a@x.example>",
                "a@x.example; J\u00fcrgen; a@x.example; =?UTF-8?B?SsO8cmdlbg==?= <a@x.example>",
            })
    void makesTheSender(String from, String name, String sender, String field) throws Exception {
        PreparedMail prepared = preparation.prepare(bytes("|x|"), from, name, List.of("x@y.example"), false);
        assertThat(prepared.sender()).isEqualTo(sender);
        assertThat(text(prepared)).startsWith("From: " + field + "|");
    }

    @Test
    void foldsALongName() throws Exception {
        PreparedMail prepared =
                preparation.prepare(bytes("|"), "a@x.example", "\u674e".repeat(60), List.of("x@y.example"), false);
        assertThat(text(prepared).split("\\|"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(100));
    }

    @Test
    void usesAliasesForTheEnvelopeAndTheHeader() throws Exception {
        MailPreparation aliases = preparation("""
                # comment
                postmaster: root
                root: ops@x.example, Bob <bob@x.example>,
                  carol@x.example # more
                loop: loop2
                loop2: loop
                me: me, me@x.example
                pipe: "|/usr/bin/program"
                file: /var/mail/x
                include: :include:/etc/list
                """);
        PreparedMail mail = aliases.prepare(
                bytes("To: Postmaster, Root <root>, x@y.example||"), null, null, List.of("PostMaster"), true);
        assertThat(mail.recipients())
                .containsExactlyInAnyOrder("ops@x.example", "bob@x.example", "carol@x.example", "x@y.example");
        assertThat(text(mail))
                .startsWith("To: ops@x.example,| bob@x.example,| carol@x.example, ops@x.example,| bob@x.example,"
                        + "| carol@x.example, x@y.example|");
        assertThat(recipients(aliases, "loop")).containsExactly("loop@host.example");
        assertThat(recipients(aliases, "me")).containsExactlyInAnyOrder("me@host.example", "me@x.example");
        assertThat(recipients(aliases, "pipe")).containsExactly("pipe@host.example");
        assertThat(recipients(aliases, "file")).containsExactly("file@host.example");
        assertThat(recipients(aliases, "include")).containsExactly("include@host.example");
        assertThat(recipients(aliases, "\\root")).containsExactly("root@host.example");
        assertThat(recipients(aliases, "other")).containsExactly("other@host.example");
        assertThat(recipients(preparation("default: all@x.example"), "other")).containsExactly("all@x.example");
    }

    private static List<String> recipients(MailPreparation preparation, String argument) throws Exception {
        return preparation
                .prepare(bytes("|"), null, null, List.of(argument), false)
                .recipients();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {"> false", "> true", "To: ann lee||> true", "To: undisclosed-recipients:;||> true"})
    void needsARecipient(String mail, boolean readHeader) {
        assertThatThrownBy(
                        () -> preparation.prepare(bytes(mail == null ? "" : mail), null, null, List.of(), readHeader))
                .isInstanceOf(AddressSyntaxException.class);
    }
}
