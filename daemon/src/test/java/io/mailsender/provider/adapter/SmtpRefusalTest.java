package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies of real servers, with the step, the number of accepted recipients and the expected outcome. */
class SmtpRefusalTest {

    /** Refusals of the account come at RCPT (Postfix), at the final dot (Gmail, Exchange Online, Amazon SES) or at DATA. */
    private static final String ABOUT_US = """
            account     | 504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname
            account     | 550 5.7.1 <x>: Helo command rejected: Host not found
            account     | 550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)
            account     | 553 5.7.1 <s>: Sender address rejected: not owned by user u
            account     | 553 5.7.1 <s@example.org>: Sender address rejected: not logged in
            account     | 550 5.1.8 <s@example.invalid>: Sender address rejected: Domain not found
            account     | 554 5.7.1 <s@example.org>: Sender address rejected: Access denied
            account     | 554 5.7.1 <r>: Relay access denied
            account     | 454 4.7.1 <r>: Relay access denied -> throttled
            account     | 554 5.7.1 Client host rejected: Access denied
            account     | 554 5.7.1 Client host rejected
            account     | 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.7
            account     | 550 5.7.1 Relaying denied
            account     | 550 5.7.1 <r@example.com>... Relaying denied. Proper authentication required.
            account     | 550 relay not permitted
            account     | 550 relay not permitted!
            account     | 550 SMTP AUTH is required for message submission on port 587
            account     | 550 Sender verify failed
            account     | 550-Verification failed for <s@example.org>~550-Unrouteable address~550 Sender verify failed
            account     | 550-"JunkMail rejected - ec2-192-0-2-7.compute.example (example.com)~550-[192.0.2.7]:34032 is in an RBL, see~550 https://www.spamhaus.org/query/ip/192.0.2.7"
            account     | 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
            account     | 553 5.7.1 sorry, that domain isn't in my list of allowed rcpthosts; no valid cert for gatewaying (#5.7.1)
            account     | 553 5.1.8 <s@example.invalid>... Domain of sender address s@example.invalid does not exist
            account     | 550 5.4.5 Daily user sending limit exceeded
            account     | 550-5.4.5 Daily user sending quota exceeded. For more information on Gmail~550-5.4.5 sending limits go to~550 5.4.5  https://support.google.com/a/answer/166852 x1-2002 - gsmtp
            account     | 550-5.7.1 Daily SMTP relay limit exceeded for customer. For more~550 5.7.1 information on SMTP relay sending limits please contact your administrator.
            account     | 550-5.7.0 Mail relay denied [192.0.2.7]. Invalid credentials for relay for one of~550 5.7.0 the domains in: example.org
            account     | 550-5.7.26 This mail has been blocked because the sender is unauthenticated.~550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.
            account     | 550-5.7.25 [192.0.2.7] The IP address sending this message does not have a PTR record~550 5.7.25 setup
            account     | 530-5.7.0 Authentication Required. For more information, go to~530 5.7.0  https://support.google.com/mail/?p=WantAuthError
            account     | 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message can't be submitted because the sender's submission quota was exceeded.
            account     | 550 5.1.8 Access denied, bad outbound sender AS(42004)
            account     | 550 5.7.30 Basic authentication is not supported for Client Submission.
            account     | 430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception:ConnectionFailedTransientException.MapiExceptionLogonFailed; Failed to process message due to a transient exception with message [BeginDiagnosticData]Cannot open mailbox.
            account     | 554 5.2.0 STOREDRV.Submission.Exception:MapiExceptionLogonFailed; Failed to process message due to a permanent exception with message Cannot open mailbox.
            account     | 550 5.7.30 Basic authentication is not supported
            account     | 530 5.7.57 Client not authenticated to send mail. [AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM]
            account     | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain
            account     | 550 5.7.64 TenantAttribution; Relay Access Denied SMTP
            account     | 550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.
            account     | 550 5.7.705 Access denied, tenant has exceeded threshold
            account     | 550 5.7.501 Access denied, spam abuse detected
            account     | 550 5.7.606 Access denied, banned sending IP [192.0.2.7]
            account     | 550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification
            account     | 554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: s@example.org
            account     | 554 Access denied: User `arn:aws:iam::1:user/x' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:x'
            account     | 554 Transaction failed: Sending paused for this account. For more information, please check the inbox.
            account     | 550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.
            account     | 550 Unauthenticated senders not allowed
            account     | 451 Authentication failed: Maximum credits exceeded
            account     | 550 Maximum credits exceeded
            account     | 554 Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.
            account     | 550 5.7.1 The Sender signature s@example.org is not confirmed.
            account     | 553 From address not verified - see http://help.yahoo.com/l/us/yahoo/mail/original/manage/sendfrom-07.html
            account     | 553 Relaying disallowed as s@example.org
            account     | 550 5.4.6 Unusual sending activity detected. Please try after sometime.
            account     | 554 5.1.8 Email Outgoing Blocked
            account     | 550 5.7.0 From address is not one of your addresses.
            account     | 550-Requested action not taken: mailbox unavailable~550 Sender address is not allowed.
            account     | 554-Transaction failed~554-Reject due to policy restrictions.~554 For explanation visit https://postmaster.web.de/de/case?c=hi&i=ip&v=192.0.2.7
            account     | 554 IP=192.0.2.7 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)
            account     | 550 Domain example.org has exceeded the max emails per hour (150/150 (100%)) allowed.  Message discarded.
            account     | 550 Absenderadresse ist nicht erlaubt
            account     | 550 Anmeldung erforderlich
            account     | 554 5.7.1 <r@example.com>: Relais refus\u00e9
            account     | 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.
            account     | 550 5.7.1 Your account has been suspended for sending spam
            account     | 530 5.5.1 Invalid command: Must issue an AUTH command first
            throttled   | 554 5.7.0 Too many ... Try again later
            throttled   | 554 5.7.0 Your message could not be sent. The limit on the number of allowed outgoing messages was reached. Try again later.
            throttled   | 550 - Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1
            throttled   | 550 5.7.1 Too many messages from you, slow down
            throttled   | 554 Bitte sp\u00e4ter noch einmal
            throttled   | 451 4.3.0 Temporary lookup failure
            throttled   | 452 4.3.1 Insufficient system storage
            throttled   | 454 Throttling failure: Maximum sending rate exceeded.
            throttled   | 454 Throttling failure: Daily message quota exceeded.
            throttled   | 432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.
            throttled   | 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.7]
            throttled   | 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]
            throttled   | 450 4.7.1 <x>: Helo command rejected: Host not found
            throttled   | 450 4.1.8 <s@example.org>: Sender address rejected: Domain not found
            throttled   | 450 4.7.1 Error: too many recipients from mail.example.org[192.0.2.7]
            throttled   | 450 4.7.1 Error: too much mail from 192.0.2.7
            throttled   | 452 Too many recipients received this hour
            throttled   | 450 too frequent connects from 192.0.2.7, please try again later.
            throttled   | 451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (AS77712)
            throttled   | 421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints
            throttled   | 451 Temporary local problem - please try later
            throttled   | 451 qq temporary problem (#4.3.0)
            unsupported | 554 5.2.252 SendAsDenied; s@example.org not allowed to send as t@example.org
            unsupported | 554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message
            unsupported | 550 5.7.60 SMTP; Client does not have permissions to send as this sender
            unsupported | 552 5.3.4 Message size exceeds fixed limit
            unsupported | 552-5.2.3 Your message exceeded Google's message size limits. To view our message size~552 5.2.3 guidelines, go to https://support.google.com/mail/?p=MaxSizeError
            unsupported | 552 sorry, that message size exceeds my databytes limit (#5.3.4)
            unsupported | 552 Message size exceeds maximum permitted
            unsupported | 550 Administrative prohibition
            unsupported | 550 5.0.0 Refused
            unsupported | 554 5.4.14 Hop count exceeded - possible mail loop
            unsupported | 554 Too many hops
            unsupported | 554 Transaction failed
            unsupported | 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed
            unsupported | 550
            """;

    private static final String AT_RCPT = """
            rejected    | 0 | 550 5.1.1 <r@example.com>: Recipient address rejected: User unknown in local recipient table
            rejected    | 1 | 550 5.1.1 <r@example.com>: Recipient address rejected: undeliverable address: host mx.example.com[192.0.2.1] said: 550 5.1.1 no such user
            rejected    | 0 | 550 5.1.2 <r@example.invalid>: Recipient address rejected: Domain not found
            rejected    | 0 | 550-5.1.1 The email account that you tried to reach does not exist. Please try~550-5.1.1 double-checking the recipient's email address for typos~550 5.1.1 https://support.google.com/mail/?p=NoSuchUser
            rejected    | 0 | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
            rejected    | 0 | 550 5.4.1 Recipient address rejected: Access denied. [x.prod.protection.outlook.com]
            rejected    | 0 | 550 5.4.1 [r@example.com]: Recipient address rejected: Access denied [x.eop-APC01.prod.protection.outlook.com]
            rejected    | 0 | 550-5.2.1 The email account that you tried to reach is disabled.~550 5.2.1 https://support.google.com/mail/?p=DisabledUser
            rejected    | 0 | 552-5.2.2 The email account that you tried to reach is over quota and inactive.~552 5.2.2 https://support.google.com/mail/?p=OverQuotaPerm
            rejected    | 0 | 550 No such user here
            rejected    | 0 | 550 No Such User Here"
            rejected    | 0 | 550 Requested action not taken: mailbox unavailable
            rejected    | 0 | 550 Unknown user
            rejected    | 0 | 550 sorry, no mailbox here by that name. (#5.1.1)
            rejected    | 0 | 550 5.1.1 <r@example.com>... User unknown
            rejected    | 0 | 553 5.3.0 <r@example.com>... No such user
            rejected    | 0 | 554 delivery error: dd This user doesn't have a yahoo.com account (r@yahoo.com) [0]
            rejected    | 0 | 554 delivery error: dd Sorry, your message to r@yahoo.com cannot be delivered. This mailbox is disabled (554.30).
            rejected    | 0 | 550 Empf\u00e4nger unbekannt
            rejected    | 0 | 550 5.1.1 Postfach existiert nicht
            rejected    | 0 | 550 Das Postfach des Empf\u00e4ngers ist voll
            rejected    | 0 | 550 Utilisateur inconnu
            rejected    | 0 | 550 Bo\u00eete aux lettres pleine
            rejected    | 0 | 550 4.1.1 wrong class of a code, but no such user
            rejected    | 0 | 550 user unknown
            rejected    | 0 | 553 5.1.3 <r>... bad address
            rejected    | 0 | 550 said 5.1.6: has moved
            rejected    | 0 | 524 5.2.4 Mailing list expansion problem: <r@example.com>
            unsupported | 0 | 554 5.7.1 <r@example.com>: Recipient address rejected: Access denied
            unsupported | 0 | 550 Invalid recipient: <r@example.com>
            unsupported | 0 | 550 Unrouteable address
            unsupported | 0 | 550 blocked 5.1.1.10
            unsupported | 0 | 550 5.7.1 rejected by policy
            unsupported | 0 | 550 I cannot deliver mail for <r@example.com>
            unsupported | 0 | 552 5.5.3 Maximum limit of 10 recipients reached
            overflow    | 9 | 552 5.5.3 Maximum limit of 10 recipients reached
            overflow    | 9 | 552 too many recipients
            overflow    | 9 | 452 4.5.3 Error: too many recipients
            overflow    | 9 | 452 #4.5.3 Too many recipients.
            overflow    | 9 | 452 too many recipients
            overflow    | 9 | 452 4.5.3 Your message has too many recipients. For more information regarding Google's sending limits
            overflow    | 9 | 452-4.5.3 Domain policy size per transaction exceeded, please try this~452 4.5.3 recipient in a separate transaction.
            overflow    | 9 | 452 Requested action not taken: insufficient system storage
            overflow    | 9 | 550 5.5.3 Too many recipients
            overflow    | 1 | 451 4.3.0 Multiple destination domains per transaction is unsupported.
            overflow    | 9 | 451 4.5.3 Transaction: Too many recipients
            throttled   | 1 | 450 4.3.2 Please wait to send more emails, or contact support for a rate limit increase.
            deferred    | 0 | 424 4.2.4 Mailing list expansion problem: <r@example.com>
            throttled   | 0 | 452 4.5.3 Error: too many recipients
            throttled   | 0 | 452 Requested action not taken: insufficient system storage
            throttled   | 9 | 452 4.3.1 Insufficient system storage
            deferred    | 9 | 452 4.2.2 Mailbox full
            deferred    | 9 | 452 mailbox is full
            deferred    | 0 | 452-4.2.2 The email account that you tried to reach is over quota.~452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp
            deferred    | 0 | 450-4.2.1 The user you are trying to contact is receiving mail too quickly. Please~450 4.2.1 resend your message at a later time.
            deferred    | 0 | 450 4.2.0 <r@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.com.html
            deferred    | 0 | 451 4.7.1 Greylisting in action, please come back in 00:05:00
            deferred    | 0 | 450 4.7.1 <r@example.com>: Recipient address rejected: try again later
            deferred    | 0 | 451 4.7.1 Please try again later
            deferred    | 0 | 451 Greylisted, please try again in 180 seconds
            deferred    | 0 | 450 4.1.1 <r@example.com>: Recipient address rejected: unverified address: Address verification in progress
            deferred    | 0 | 450 4.1.2 <r@example.com>: Recipient address rejected: Domain not found
            deferred    | 0 | 450 Requested mail action not taken: mailbox unavailable
            deferred    | 0 | 421 greylisted -> throttled
            """;

    private static final String AT_THE_DOT = """
            rejected    | 1 | 552-5.7.0 This message was blocked because its content presents a potential~552 5.7.0 security issue.
            rejected    | 2 | 552 5.7.0 blocked
            rejected    | 2 | 554 5.6.0 refused
            rejected    | 2 | 550 5.7.1 looks like spam
            rejected    | 2 | 550 High probability of spam
            rejected    | 2 | 550-5.7.1 [192.0.2.7 12] Our system has detected that this message is~550-5.7.1 likely unsolicited mail. To reduce the amount of spam sent to Gmail,~550 5.7.1 this message has been blocked.
            rejected    | 2 | 550 This message contains malware (Eicar-Test-Signature)
            rejected    | 2 | 554 5.7.1 Message contains a URL listed in the Spamhaus DBL
            rejected    | 2 | 550 5.7.520 Message blocked because it contains content identified as sensitive.
            rejected    | 2 | 554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com
            rejected    | 2 | 550 5.7.1 [CS01] Message rejected due to local policy.
            rejected    | 2 | 550-5.7.0 Message considered as spam or virus, rejected~550 5.7.0 T-Online
            rejected    | 2 | 554 5.6.211 Invalid MIME Content: Number of MIME parts
            rejected    | 2 | 554 Nachricht enth\u00e4lt unerw\u00fcnschten Inhalt
            rejected    | 1 | 550 5.1.1 no such user
            unsupported | 2 | 550 5.1.1 no such user
            unsupported | 1 | 550 Requested action not taken: mailbox unavailable
            unsupported | 2 | 554 Transaction failed: Duplicate header 'Date'.
            deferred    | 1 | 452 4.2.2 Mailbox full
            deferred    | 2 | 450 4.7.1 Greylisted
            throttled   | 2 | 450 4.7.1 come back
            """;

    static Stream<String> concernsTheAccount() {
        return ABOUT_US.lines();
    }

    static Stream<String> atRcpt() {
        return AT_RCPT.lines();
    }

    static Stream<String> atTheDot() {
        return AT_THE_DOT.lines();
    }

    @ParameterizedTest
    @MethodSource
    void concernsTheAccount(String row) {
        String[] cells = row.split(" \\| ", 2);
        for (SmtpStep step : List.of(SmtpStep.RCPT, SmtpStep.DATA, SmtpStep.FINAL_DOT)) {
            assertThat(verdict(cells[1], step, 1)).as(step + ": " + row).isEqualTo(expected(cells));
        }
    }

    @ParameterizedTest
    @MethodSource
    void atRcpt(String row) {
        String[] cells = row.split(" \\| ", 3);
        assertThat(verdict(cells[2], SmtpStep.RCPT, Integer.parseInt(cells[1]))).isEqualTo(expected(cells));
    }

    @ParameterizedTest
    @MethodSource
    void atTheDot(String row) {
        String[] cells = row.split(" \\| ", 3);
        assertThat(verdict(cells[2], SmtpStep.FINAL_DOT, Integer.parseInt(cells[1])))
                .isEqualTo(expected(cells));
    }

    /** The return path is a setting of the provider, so a refusal at MAIL is never the message's fault. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            account     | 550 5.1.1 no such user
            account     | 501 5.1.7 Bad sender address syntax
            account     | 550 5.7.1 sender not verified
            account     | 554 5.7.1 policy
            unsupported | 552 5.3.4 Message size exceeds fixed limit
            throttled   | 451 4.3.0 try again later
            throttled   | 450 4.1.8 <s@example.org>: Sender address rejected: Domain not found
            throttled   | 450 4.2.0 mailbox busy
            throttled   | 550 5.7.0 Too many messages in this session
            """)
    void atMail(String expected, String reply) {
        assertThat(verdict(reply, SmtpStep.MAIL, 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GREETING | throttled   | 421 4.3.2 Service shutting down and closing transmission channel
            GREETING | throttled   | 432 4.3.2 Concurrent connections limit exceeded
            GREETING | unreachable | 554 IP=192.0.2.7 - A problem occurred.
            EHLO     | account     | 501 Syntactically invalid HELO argument(s)
            EHLO     | throttled   | 421 4.7.0 Try again later, closing connection. (EHLO)
            STARTTLS | unreachable | 454 4.7.0 TLS not available due to local problem
            AUTH     | throttled   | 454 4.7.0 Too many login attempts, please try again later.
            AUTH     | account     | 535 5.7.8 Username and Password not accepted
            AUTH     | account     | 550 5.7.30 Basic authentication is not supported for Client Submission.
            AUTH     | account     | 451 Authentication failed: Maximum credits exceeded
            """)
    void beforeMail(SmtpStep step, String expected, String reply) {
        assertThat(verdict(reply, step, 0)).isEqualTo(expected);
    }

    @Test
    void isFastOnALongText() {
        String text = "550 " + "max sender from relay account recipient absender ".repeat(2000);
        assertThat(verdict(text, SmtpStep.RCPT, 0)).isNotEmpty();
    }

    private static String expected(String[] cells) {
        String reply = cells[cells.length - 1];
        int arrow = reply.indexOf(" -> ");
        return arrow < 0 ? cells[0].strip() : reply.substring(arrow + 4);
    }

    private static String verdict(String reply, SmtpStep step, int taken) {
        List<String> lines = List.of(reply.replaceFirst(" -> .*", "").split("~"));
        SmtpReply read = new SmtpReply(
                Integer.parseInt(lines.get(0).substring(0, 3)),
                lines.stream()
                        .map(line -> line.substring(Math.min(4, line.length())))
                        .toList());
        Outcome outcome = SmtpRefusal.of(read, step, taken);
        assertThat(outcome.reply().statusCode()).isEqualTo(read.code());
        return outcome.word();
    }
}
