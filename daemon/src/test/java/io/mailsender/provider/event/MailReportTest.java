package io.mailsender.provider.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.testing.EventLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailReportTest {

    private static final Path SAMPLES = Path.of("src", "test", "resources", "events", "mail");
    private static final Instant RECEIVED = Instant.parse("2026-11-29T12:00:00Z");
    private static final String ID = "0123456789abcdef0123456789abcdef";

    /** Real mails of many programs; each folder's SOURCE.txt names where they come from. */
    private static final String TABLE = """
            flufl/bounce_01.txt | refused
            flufl/dsn_01.txt | bounced soft mailbox_full - userx@example.com - - 2000-10-03T21:57:02Z
            flufl/dsn_02.txt | bounced soft timed_out - zzzzz@example.uk - - 2000-12-26T21:47:28Z
            flufl/dsn_03.txt | bounced soft other 553 userx@example.be - - 2001-02-08T12:33:46Z
            flufl/dsn_04.txt | bounced soft other - userx@example.ch - - 2001-06-29T22:21:42Z
            flufl/dsn_05.txt | deferred - timed_out - userx@example.cz - - 2001-03-22T01:52:34Z
            flufl/dsn_06.txt | deferred - other - userx@example.com - - 2001-07-01T14:07:50Z
            flufl/dsn_07.txt | deferred - timed_out - userx@example.nz - - 2001-08-01T20:02:07Z
            flufl/dsn_08.txt | deferred - timed_out - userx@example.de - - 2001-10-04T08:45:28Z
            flufl/dsn_09.txt | bounced soft other - userx@example.com - - 2001-11-04T07:45:32Z
            flufl/dsn_10.txt | bounced hard invalid_address 550 anne.person@dom.ain - - 2002-10-21T15:20:58Z
            flufl/dsn_11.txt | bounced hard invalid_address - joem@example.com - - 2002-10-26T13:00:26Z
            flufl/dsn_12.txt | bounced hard invalid_address - userx@example.jp - - 2006-02-12T05:47:00Z
            flufl/dsn_13.txt | bounced hard invalid_address - userx@example.com - - 2006-03-22T20:43:26Z
            flufl/dsn_14.txt | bounced hard invalid_address 550 userx@example.com.dk - - 2006-03-27T18:06:53Z
            flufl/dsn_15.txt | refused
            flufl/dsn_16.txt | bounced hard invalid_address 550 userx@example.com - E71AC73423D 2008-05-17T17:15:51Z
            flufl/dsn_17.txt | deferred - mailbox_full - userx@example.fi - ED106133145 2008-05-04T05:30:10Z
            flufl/dsn_18.txt | bounced soft other - email@replaced.net - - 2018-11-22T19:56:08Z
            flufl/exim_01.txt | bounced hard invalid_address 553 userx@its.example.nl - - 1999-09-20T00:23:56Z
            flufl/microsoft_03.txt | refused
            flufl/postfix_01.txt | bounced hard invalid_address 550 xxxxx@local.ie - - 2000-10-03T22:06:58Z
            flufl/postfix_02.txt | bounced soft invalid_address - yyyyy@digicool.com - - 2000-12-28T01:42:55Z
            flufl/postfix_03.txt | bounced soft other - ttttt@ggggg.com - - 2001-02-08T13:00:07Z
            flufl/postfix_04.txt | bounced soft mailbox_full - userx@mail1.example.com - - 2001-03-06T17:29:58Z
            flufl/postfix_05.txt | bounced soft other 554 userx@example.net - - 2001-03-06T19:02:13Z
            flufl/qmail_01.txt | bounced soft other - userx@example.de - - 1999-11-04T21:42:45Z
            flufl/qmail_02.txt | bounced soft mailbox_full - userx@example.com - - 2006-02-12T12:02:26Z
            flufl/qmail_03.txt | bounced hard invalid_address - userx@example.jp - - 2006-03-27T08:04:37Z
            flufl/qmail_04.txt | bounced hard invalid_address 550 userx@example.au - - 2006-05-08T08:21:19Z
            flufl/qmail_05.txt | bounced hard invalid_address 550 userx@example.com - - 2006-06-11T11:25:12Z
            flufl/qmail_06.txt | bounced soft mailbox_full - ntl@xxx.com - - 2009-02-13T17:22:22Z
            flufl/qmail_07.txt | bounced soft mailbox_full - user@example.net - - 2011-12-24T21:02:06Z
            flufl/qmail_08.txt | other - auto_reply - contact@example.com - - 2013-03-18T11:39:39Z
            flufl/sendmail_01.txt | bounced soft other 554 zzzzz@shaft.coal.nl - - 2000-10-14T04:14:45Z
            flufl/simple_20.txt | refused
            flufl/simple_38.txt | other - auto_reply - admin@domain.com - - 2010-12-21T20:05:58Z
            flufl/simple_42.txt | bounced soft content 550 - - - 2020-01-08T20:06:11Z
            flufl/yahoo_11.txt | bounced hard invalid_address 550 bad_user@aol.com - - 2013-02-20T15:50:26Z
            sisimai/apple-01.eml | bounced hard invalid_address 550 kijitora@example.jp c15e793e1c6acf9fbc39d1547bbd98b4 - 2014-07-18T06:34:45Z
            sisimai/arf-02.eml | complained - - - this-local-part-does-not-exist-on-yahoo@yahoo.com - - 2013-04-30T07:45:00Z
            sisimai/arf-22.eml | complained - - - kijitora@example.com 0000000000fffffffff0000000000000 - 2016-04-29T23:34:45Z
            sisimai/dragonfly-01.eml | refused
            sisimai/exchange2007-05.eml | bounced hard invalid_address 550 mikeneko@example.co.jp - - 2011-02-22T14:34:45Z
            sisimai/exim-04.eml | bounced soft blocked 550 kijitora@example.ed.jp - - 2010-10-01T10:15:23Z
            sisimai/google-10.eml | bounced soft other - kijitora@6jo.example.co.jp - - 2014-11-26T19:52:28Z
            sisimai/james-01.eml | bounced hard invalid_address 550 000000000000@vtext.com - - 2013-06-12T02:21:53Z
            sisimai/mimecast-01.eml | bounced soft other 554 sabatora@example.com - XkB0QWwjfhzQcf0c 2021-02-02T14:34:45Z
            sisimai/opensmtpd-03.eml | bounced soft invalid_address - kijitora@neko.example.jp - - 2014-10-24T10:51:13Z
            sisimai/outlook-01.eml | bounced soft mailbox_full 550 kijitora@example.jp - - 2014-11-21T22:17:35Z
            sisimai/sendmail-10.eml | bounced soft timed_out 450 kijitora@example.or.jp - - 2008-07-01T19:01:03Z
            sisimai/workspace-01.eml | bounced soft other - neko-nyaan-cat-meeting@google-groups.example.com - - 2023-02-27T02:30:56Z
            """;

    @Test
    void readsEverySample() throws IOException {
        Map<String, List<String>> expected = TABLE.lines()
                .map(row -> row.split(" \\| ", 2))
                .collect(groupingBy(
                        row -> row[0].strip(), LinkedHashMap::new, mapping(row -> row[1].strip(), toList())));
        Map<String, List<String>> read = new LinkedHashMap<>();
        for (String name : expected.keySet()) {
            read.put(name, lines(Files.readAllBytes(SAMPLES.resolve(name))));
        }
        assertThat(read).isEqualTo(expected).hasSizeGreaterThan(40);
    }

    @Test
    void noSampleIsForgotten() throws IOException {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(SAMPLES)) {
            all.filter(file ->
                            file.toString().endsWith(".txt") || file.toString().endsWith(".eml"))
                    .filter(file -> !file.endsWith("SOURCE.txt"))
                    .forEach(file ->
                            files.add(SAMPLES.relativize(file).toString().replace('\\', '/')));
        }
        Set<String> named = new TreeSet<>();
        TABLE.lines().forEach(row -> named.add(row.split(" \\| ", 2)[0].strip()));
        assertThat(named).isEqualTo(files);
    }

    @Test
    void aRepeatedMailHasTheSameIds() throws IOException {
        try (Stream<Path> all = Files.walk(SAMPLES)) {
            for (Path file :
                    all.filter(some -> some.toString().endsWith(".eml")).toList()) {
                byte[] mail = Files.readAllBytes(file);
                if (!lines(mail).equals(List.of("refused"))) {
                    assertThat(MailReport.read(mail, RECEIVED.plusSeconds(60)))
                            .extracting(ProviderEvent::id)
                            .isEqualTo(MailReport.read(mail, RECEIVED).stream()
                                    .map(ProviderEvent::id)
                                    .toList());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "failed, 5.1.1, 550 5.1.1 no such user, bounced hard invalid_address 550",
        "failed, 5.1.2, 550 5.1.2 unknown domain, bounced hard invalid_address 550",
        "failed, 5.1.3, 501 5.1.3 bad syntax, bounced hard invalid_address 501",
        "failed, 5.1.6, 550 5.1.6 moved, bounced hard invalid_address 550",
        "failed, 5.1.10, 550 5.1.10 RESOLVER.ADR.RecipientNotFound, bounced hard invalid_address 550",
        "failed, 5.2.1, 550 5.2.1 disabled, bounced hard invalid_address 550",
        "failed, 5.0.0, 550 User unknown, bounced hard invalid_address 550",
        "failed, 5.0.0, 550-5.1.1 The email account that you tried to reach does not exist, bounced hard invalid_address 550",
        "failed, 5.4.1, 550 5.4.1 Recipient address rejected: Access denied. AS(201806281), bounced hard invalid_address 550",
        "failed, 5.4.4, Host or domain name not found. Name service error for name=x.example type=A: Host not found, bounced hard invalid_address -",
        // justingit/dada-mail#318, zone-eu/zone-mta#324, knadh/listmonk#2623
        "failed, 5.0.0, 554 delivery error: dd This user doesn't have a yahoo.co.uk account, bounced hard invalid_address 554",
        "failed, 5.0.0, 550 No user found, bounced hard invalid_address 550",
        "failed, 5.1.1, 550-5.1.1 The email account that you tried to reach does not exist., bounced hard invalid_address 550",
        "failed, 5.2.2, 552 5.2.2 over quota, bounced soft mailbox_full 552",
        "failed, 5.7.1, 550 5.7.1 blocked using zen.spamhaus.org, bounced soft blocked 550",
        "failed, 5.7.1, 554 5.7.1 message looks like spam, bounced soft content 554",
        "failed, 5.7.509, 550 5.7.509 does not pass DMARC verification, bounced soft blocked 550",
        "failed, 5.3.4, 552 5.3.4 message too big, bounced soft content 552",
        "failed, 5.7.0, 550 5.7.0 go away, bounced soft blocked 550",
        "failed, 5.0.0, 550 no, bounced soft other 550",
        "failed, 4.4.7, delivery time expired, bounced soft timed_out -",
        "failed, 4.2.2, 452 4.2.2 mailbox full, bounced soft mailbox_full 452",
        "failed, 4.1.1, 450 4.1.1 unverified address, bounced soft invalid_address 450",
        "FAILED, 5.1.1 (bad address), '', bounced hard invalid_address -",
        "delayed, 4.4.1, connect to mx.example[192.0.2.1]:25: Connection timed out, deferred - timed_out -",
        "delayed, 4.7.1, 450 4.7.1 greylisted, deferred - blocked 450",
        "delivered, 2.0.0, 250 2.0.0 Ok, delivered - - 250",
        "expanded, 2.0.0, '', delivered - - -",
        "relayed, 2.0.0, 250 ok, other - - 250",
        "'', 5.1.1, 550 5.1.1 no such user, bounced hard invalid_address 550",
        "'', '', '', other - - -",
        "new-action, 2.0.0, '', other - - -"
    })
    void actionAndStatusDecide(String action, String status, String said, String line) {
        String fields = "Final-Recipient: rfc822; ann@example.com\nAction: " + action + "\nStatus: " + status
                + (said.isEmpty() ? "" : "\nDiagnostic-Code: smtp; " + said);
        assertThat(lines(dsn(fields, returned("<" + ID + "@mail.example.org>"))))
                .containsExactly(line + " ann@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    @Test
    void eachRecipientIsAnEvent() {
        String fields = """
                Final-Recipient: rfc822; ann@example.com
                Action: failed
                Status: 5.1.1
                Last-Attempt-Date: Sat, 28 Nov 2026 09:59:58 +0000 (UTC)

                Original-Recipient: rfc822;bob@example.com
                Final-Recipient: rfc822; bob@forwarded.example.net
                Action: delayed
                Status: 4.4.1
                Will-Retry-Until: Wed, 2 Dec 2026 10:00:00 +0000

                Final-Recipient: LOCAL; <cy@example.com>
                Action: delivered
                Status: 2.1.5""";
        assertThat(lines(dsn(fields, returned("<" + ID + "@mail.example.org>"))))
                .containsExactly(
                        "bounced hard invalid_address - ann@example.com " + ID + " - 2026-11-28T09:59:58Z",
                        "deferred - timed_out - bob@example.com " + ID + " - 2026-11-28T10:00:00Z",
                        "delivered - - - cy@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    @Test
    void findsAMailWithAMessageIdOfItsOwnByTheReceivedFieldOfTheGateway() {
        String returned =
                "--b\nContent-Type: text/rfc822-headers\n\nReceived: from a by b with ESMTPS id 4XkB0QWwjf; x\n"
                        + "Received: from c ([192.0.2.1])\n\tby gateway.example\n\twith ESMTPSA id " + ID
                        + ";\n\tSun, 1 Mar 2026 10:00:00 +0000\nMessage-ID: <1@client.example>\n\n";
        assertThat(lines(dsn("Final-Recipient: rfc822;ann@example.com\nAction: failed\nStatus: 5.1.1", returned)))
                .containsExactly("bounced hard invalid_address - ann@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    /** RIPE-NCC/whois#1592: one member of an alias must not suppress the alias. */
    @Test
    void aFailureBehindAForwardIsSoft() {
        String fields =
                "Original-Recipient: rfc822;Sales@example.com\nFinal-Recipient: rfc822;%s\nAction: failed\nStatus: 5.1.1";
        assertThat(lines(dsn(fields.formatted("ann@example.net"), "")))
                .containsExactly("bounced soft invalid_address - Sales@example.com - - 2026-11-28T10:00:00Z");
        assertThat(lines(dsn(fields.formatted("sales@example.com"), "")))
                .containsExactly("bounced hard invalid_address - Sales@example.com - - 2026-11-28T10:00:00Z");
    }

    @Test
    void addressesBeyondAscii() {
        assertThat(lines(dsn(
                        "Final-Recipient: utf-8; \\x{4E2D}\\x{6587}@example.com\nAction: failed\nStatus: 5.1.1",
                        "",
                        "message/global-delivery-status")))
                .containsExactly("bounced hard invalid_address - 中文@example.com - - 2026-11-28T10:00:00Z");
        assertThat(lines(dsn("Final-Recipient: x400; /S=ann/O=example/\nAction: failed\nStatus: 5.1.1", "")))
                .containsExactly("bounced hard invalid_address - - - - 2026-11-28T10:00:00Z");
    }

    @Test
    void theReturnedHeaderMayBeTextAndTheStatusMayBeEncoded() {
        String status = Base64.getMimeEncoder()
                .encodeToString(
                        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1\n"
                                .getBytes(UTF_8));
        String mail = HEADER
                + "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n"
                + "Content-Transfer-Encoding: base64\n\n" + status
                + "\n--b\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID:\n <" + ID
                + "@mail.example.org>\n\n--b--\n";
        String line = "bounced hard invalid_address - ann@example.com " + ID + " - 2026-11-28T10:00:00Z";
        assertThat(lines(mail)).containsExactly(line);
        assertThat(lines(mail.replace("\n", "\r\n"))).containsExactly(line);
        assertThat(lines(mail.replace("\n", "\r"))).containsExactly(line);
        assertThat(lines("From MAILER-DAEMON Sat Nov 28 10:00:00 2026\n" + mail))
                .containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"To", "Delivered-To", "X-Original-To", "Envelope-To"})
    void theReturnPathNamesTheMessage(String field) {
        String path = ReturnPath.of(EmailAddress.parse("bounces@mail.example.org"), new MessageId(ID, "example.org"))
                .toString();
        assertThat(path).isEqualTo("bounces+" + ID + "@mail.example.org");
        String mail = field + ": <" + path + ">\n"
                + dsn("Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1", "");
        assertThat(lines(mail))
                .containsExactly("bounced hard invalid_address - ann@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    @Test
    void theReturnedHeaderIsStrongerThanTheReturnPath() {
        String other = "f".repeat(32);
        String mail = "X-Original-To: bounces+" + other + "@mail.example.org\n"
                + dsn(
                        "Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1",
                        returned("<" + ID + "@mail.example.org>"));
        assertThat(lines(mail).get(0)).contains(ID).doesNotContain(other);
    }

    @Test
    void aReplyNamesTheMessage() {
        String mail = "In-Reply-To: <" + ID
                + "@mail.example.org>\nAuto-Submitted: auto-replied (vacation)\nFrom: Ann <ann@example.com>\n"
                + "Subject: Out of office\nDate: Sat, 28 Nov 2026 10:00:00 +0000\nMessage-ID: <r@example.com>\n\n550 5.1.1 I am away\n";
        assertThat(lines(mail))
                .containsExactly("other - auto_reply - ann@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Autoreply: yes",
                "Precedence: auto_reply",
                "Auto-Submitted: auto-replied",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"
            })
    void anAutomaticReplyIsNoBounce(String field) {
        assertThat(lines("From: ann@example.com\n" + field + "\n\nUser unknown\n"))
                .containsExactly("other - auto_reply - ann@example.com - - 2026-11-29T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "abuse, complained - -",
        "fraud, complained - -",
        "Abuse, complained - -",
        "virus, other - content",
        "not-spam, other - -",
        "auth-failure, other - -",
        "opt-out, unsubscribed - unsubscribed",
        "other, other - -",
        "'', other - -"
    })
    void theFeedbackTypeDecides(String type, String line) {
        assertThat(lines(arf("Feedback-Type: " + type + "\nOriginal-Rcpt-To: <ann@example.com>")))
                .containsExactly(line + " - ann@example.com " + ID + " - 2026-11-28T10:00:00Z");
    }

    @Test
    void onlyWhoComplainedHasComplained() {
        assertThat(lines(arf(
                        "Feedback-Type: abuse\nOriginal-Rcpt-To: ann@example.com\nOriginal-Rcpt-To: bob@example.com")))
                .containsExactly(
                        "complained - - - ann@example.com " + ID + " - 2026-11-28T10:00:00Z",
                        "complained - - - bob@example.com " + ID + " - 2026-11-28T10:00:00Z");
        for (String hidden : new String[] {
            "",
            "\nOriginal-Rcpt-To: redacted",
            "\nOriginal-Rcpt-To: [redacted]@example.com",
            "\nOriginal-Rcpt-To: redacted-3f@example.com"
        }) {
            assertThat(lines(arf("Feedback-Type: abuse" + hidden)))
                    .containsExactly("complained - - - - " + ID + " - 2026-11-28T10:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "no mail at all",
                "{\"event\": \"bounce\"}",
                "From: ann@example.com\nSubject: Re: your mail\n\nPlease do not write me.\n",
                "From: ann@example.com\nSubject: Undelivered\n\n> This is the Postfix program at host x\n>\n> <ann@example.com>: 550 no\n",
                "From: MAILER-DAEMON@example.com\nAuto-Submitted: auto-replied\n\nSomething happened.\n",
                "From: a@example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n",
                "From: a@example.com\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n--b--\n"
            })
    void refusesWhatIsNoReport(String mail) {
        assertThat(lines(mail)).containsExactly("refused");
    }

    @Test
    void hasLimits() {
        StringBuilder deep = new StringBuilder("From: a@example.com\n");
        for (int i = 0; i < 5000; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        assertThat(lines(deep.toString())).containsExactly("refused");
        assertThat(lines("From: a@example.com\n" + "Content-Type: message/rfc822\n\n".repeat(5000)))
                .containsExactly("refused");
        assertThat(lines("From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\n\nx\n".repeat(200_000)))
                .containsExactly("refused");
        assertThat(lines("X: y\n".repeat(100_000))).containsExactly("refused");
        assertThat(lines("From: " + "x".repeat(5_000_000))).containsExactly("refused");
        assertThat(lines("From: a@example.com\n\n" + "Hi. This is the \n\n" + "<a@b.example>:".repeat(300_000)))
                .hasSize(1);
        assertThat(lines(dsn(
                        ("Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 "
                                + "x".repeat(100_000)),
                        "")))
                .hasSize(1);
    }

    /** Texts that would take hours if a pattern went back and forth. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "----- The following addresses had permanent fatal errors -----\n",
                "----- Transcript of session follows -----\n",
                "Error message below:\nx\nMessage details:",
                "This is the MAILER-DAEMON, please DO NOT REPLY to this. list of recipients:\n",
                "Hi. This is the qmail-send program\n\n<ann@example.com>:"
            })
    void readsALongTextOnce(String begin) {
        for (String filling : new String[] {"\n", " ", " \n", "-----", "\n-", "a@", "<a@b.example>:", "(", begin}) {
            String mail = "From: a@example.com\n\n" + begin + filling.repeat(300_000 / filling.length());
            assertThat(lines(mail)).hasSizeLessThan(3);
        }
    }

    @Test
    void aDateThatCannotBeIsNotBelieved() {
        for (String date :
                new String[] {"yesterday", "Fri, 28 Nov 2036 10:00:00 +0000", "Fri, 28 Nov 1926 10:00:00 +0000", ""}) {
            String mail = dsn("Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1", "")
                    .replaceFirst("Date: .*", "Date: " + date);
            assertThat(lines(mail)).singleElement().asString().endsWith(" 2026-11-29T12:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bounces+tag@example.com",
                "a123456789012345678901234567890b@example.com",
                "ünzustellbar@example.com"
            })
    void aReturnPathNeedsRoomForTheId(String base) {
        assertThatThrownBy(() -> ReturnPath.requireBase(EmailAddress.parse(base)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must have at most 31 ASCII characters before the @");
    }

    private static final String HEADER =
            "From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\nMessage-ID: <bounce@mx.example.com>\n"
                    + "Date: Sat, 28 Nov 2026 10:00:00 +0000 (UTC)\nAuto-Submitted: auto-replied\n";

    private static String dsn(String recipients, String returned) {
        return dsn(recipients, returned, "message/delivery-status");
    }

    private static String dsn(String recipients, String returned, String type) {
        return HEADER
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n\nSorry.\n--b\nContent-Type: "
                + type + "\n\nReporting-MTA: dns; mx.example.com\n\n" + recipients + "\n\n" + returned + "--b--\n";
    }

    private static String returned(String messageId) {
        return "--b\nContent-Type: message/rfc822\n\nFrom: shop@example.org\nTo: ann@example.com\nMessage-ID: "
                + messageId
                + "\nContent-Type: multipart/mixed; boundary=c\n\n--c\nMessage-ID: <" + "e".repeat(32)
                + "@part.example>\n\nHello\n--c--\n";
    }

    private static String arf(String fields) {
        return "From: fbl@example.net\nMessage-ID: <arf@example.net>\nDate: Sat, 28 Nov 2026 10:00:00 +0000\n"
                + "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nA complaint.\n"
                + "--b\nContent-Type: message/feedback-report\n\nVersion: 1\n" + fields + "\n\n"
                + returned("<" + ID + "@mail.example.org>") + "--b--\n";
    }

    private static List<String> lines(String mail) {
        return lines(mail.getBytes(UTF_8));
    }

    private static List<String> lines(byte[] mail) {
        try {
            return MailReport.read(mail, RECEIVED).stream().map(EventLine::of).toList();
        } catch (EventRefusedException e) {
            assertThat(e.status()).isEqualTo(400);
            return List.of("refused");
        }
    }
}
