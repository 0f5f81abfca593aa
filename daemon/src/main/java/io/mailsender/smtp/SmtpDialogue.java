package io.mailsender.smtp;

import io.mailsender.access.Caller;
import io.mailsender.common.UntrustedText;
import io.mailsender.message.EmailAddress;
import io.mailsender.smtp.SmtpSession.TlsUse;
import io.mailsender.smtp.Step.Mode;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Executes the commands of one connection, one after the other, and knows what was said so far. */
final class SmtpDialogue {

    private static final int MAX_NAME = 255;
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "OK");

    private final SmtpIntake intake;
    private final SmtpLimits limits;
    private final Greeting greeting;
    private final SmtpLogin login;
    private final InetSocketAddress client;

    /** What the client said in HELO or EHLO; {@code null} before. */
    private @Nullable String helo;

    private boolean extended;
    private @Nullable TlsUse tls;
    private @Nullable MailInProgress mail;

    SmtpDialogue(SmtpIntake intake, SmtpAccess access, SmtpLimits limits, InetSocketAddress client, boolean startTls) {
        this.intake = intake;
        this.limits = limits;
        this.client = client;
        greeting = new Greeting(limits, startTls);
        login = new SmtpLogin(access, client);
    }

    /** @param followed whether the client sent more bytes behind the line */
    CompletionStage<Step> execute(SmtpCommand command, boolean followed) {
        return switch (command.verb()) {
            case HELO, EHLO -> done(hello(command));
            case STARTTLS -> done(startTls(command, followed));
            case AUTH -> done(auth(command));
            case MAIL -> mail(command);
            case RCPT -> recipient(command);
            case DATA -> done(data(command));
            case RSET -> done(reset(command));
            case NOOP -> done(new Step(OK, Mode.COMMAND));
            case HELP -> done(Step.of(214, "2.0.0", "This is a mail submission server (RFC 6409); send EHLO"));
            case VRFY -> done(Step.of(252, "2.0.0", "Addresses are not verified; send a mail to it"));
            case QUIT -> done(quit(command));
            case UNSUPPORTED -> done(Step.of(502, "5.5.1", "Command not implemented"));
            case FOREIGN -> done(Step.close(421, "4.7.0", "This is not an HTTP server"));
            case UNKNOWN -> done(Step.of(500, "5.5.2", "Command not recognized"));
        };
    }

    /** An answer to a challenge of {@code AUTH}. */
    Step answer(String line) {
        return login.answer(line);
    }

    /** The final dot of a message without a fault. The mail is then over, whatever comes of it. */
    CompletionStage<Step> submit(byte[] body) {
        SmtpTransaction transaction = requireMail().with(body);
        mail = null;
        return intake.submit(transaction).thenApply(reply -> new Step(reply, Mode.COMMAND));
    }

    /** The mail is over without a message. */
    void forgetMail() {
        mail = null;
    }

    /** The size that the client declared for the current mail; 0 if it did not. */
    long declaredSize() {
        return requireMail().declaredSize();
    }

    boolean hasMail() {
        return mail != null;
    }

    /** TLS began: nothing that was said before counts (RFC 3207, section 4.2). */
    void encrypted(TlsUse use) {
        tls = use;
        helo = null;
        mail = null;
        login.forget();
    }

    private Step hello(SmtpCommand command) {
        String name = command.argument();
        boolean ehlo = command.verb() == SmtpCommand.Verb.EHLO;
        // Some devices send HELO without a name, and have no setting for one.
        if (name.isEmpty() && ehlo || name.length() > MAX_NAME) {
            return Step.of(501, "5.5.4", "Give the name of your host");
        }
        extended = ehlo;
        helo = name.isEmpty() ? "unknown" : safe(name);
        mail = null;
        return new Step(greeting.reply(extended, tls != null, login.isOffered(tls != null)), Mode.COMMAND);
    }

    /** Names of Windows computers may have any letters, and some programs send a name with a space. */
    private static String safe(String name) {
        return UntrustedText.oneLine(name, MAX_NAME).replaceAll("[^A-Za-z0-9._:\\[\\]-]", "?");
    }

    private Step startTls(SmtpCommand command, boolean followed) {
        if (!greeting.startTls() || tls != null) {
            return Step.of(502, "5.5.1", tls == null ? "TLS is not available" : "TLS is already on");
        }
        requireNoArgument(command);
        if (helo == null) {
            return helloFirst();
        }
        if (followed) {
            // Somebody in between may have added it, to have it executed as the client's own (CVE-2021-38371).
            return Step.close(421, "4.7.0", "Nothing may follow STARTTLS before the handshake");
        }
        return new Step(SmtpReply.of(220, "2.0.0", "Ready to start TLS"), Mode.HANDSHAKE);
    }

    private Step auth(SmtpCommand command) {
        if (helo == null) {
            return helloFirst();
        }
        if (mail != null) {
            return Step.of(503, "5.5.1", "Not during a mail");
        }
        return login.begin(command.argument(), tls != null);
    }

    private CompletionStage<Step> mail(SmtpCommand command) {
        if (helo == null) {
            return done(helloFirst());
        }
        if (mail != null) {
            return done(Step.of(503, "5.5.1", "A mail is already begun; send RSET to begin another"));
        }
        Caller caller = login.require(tls != null, greeting.startTls());
        SmtpSession session = new SmtpSession(client, limits.serverName(), helo, extended, tls, caller);
        MailInProgress begun =
                MailInProgress.begin(session, MailArgument.parse(command.argument(), "FROM"), limits.maxSize());
        return intake.sender(session, begun.from(), begun.declaredSize()).thenApply(refusal -> {
            if (refusal.isEmpty()) {
                mail = begun;
            }
            return step(refusal, "2.1.0");
        });
    }

    private CompletionStage<Step> recipient(SmtpCommand command) {
        MailInProgress current = mail;
        if (current == null) {
            return done(Step.of(503, "5.5.1", "Send MAIL first"));
        }
        EmailAddress recipient = current.recipient(MailArgument.parse(command.argument(), "TO"));
        if (current.has(recipient)) {
            return done(step(Optional.empty(), "2.1.5"));
        }
        if (current.recipients() >= limits.maxRecipients()) {
            return done(Step.of(452, "4.5.3", "Too many recipients; send the mail to the others separately"));
        }
        return intake.recipient(current.session(), recipient).thenApply(refusal -> {
            if (refusal.isEmpty()) {
                current.add(recipient);
            }
            return step(refusal, "2.1.5");
        });
    }

    private Step data(SmtpCommand command) {
        requireNoArgument(command);
        if (mail == null) {
            return Step.of(503, "5.5.1", "Send MAIL and RCPT first");
        }
        return mail.recipients() == 0
                ? Step.of(554, "5.5.1", "No valid recipients")
                : new Step(SmtpReply.of(354, "", "End the message with <CR><LF>.<CR><LF>"), Mode.BODY);
    }

    private Step reset(SmtpCommand command) {
        requireNoArgument(command);
        mail = null;
        return new Step(OK, Mode.COMMAND);
    }

    private static Step quit(SmtpCommand command) {
        requireNoArgument(command);
        return Step.close(221, "2.0.0", "Bye");
    }

    private MailInProgress requireMail() {
        if (mail == null) {
            throw new IllegalStateException("no mail");
        }
        return mail;
    }

    private static Step step(Optional<SmtpReply> refusal, String enhanced) {
        return new Step(refusal.orElse(SmtpReply.of(250, enhanced, "OK")), Mode.COMMAND);
    }

    private static Step helloFirst() {
        return Step.of(503, "5.5.1", "Send EHLO first");
    }

    private static void requireNoArgument(SmtpCommand command) {
        if (!command.argument().isEmpty()) {
            throw new Rejection(501, "5.5.4", "This command has no parameters");
        }
    }

    private static CompletionStage<Step> done(Step step) {
        return CompletableFuture.completedFuture(step);
    }
}
