package io.mailsender.provider.adapter;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens a session: greeting, EHLO (RFC 5321), STARTTLS (RFC 3207), AUTH (RFC 4954). */
final class SmtpSessionOpener {

    private final SmtpServer server;
    private final SmtpWire wire;
    private final Optional<SmtpLogin> login;
    private final Map<String, String> extensions = new HashMap<>();
    private SmtpStep step = SmtpStep.GREETING;
    private boolean loginRefused;

    SmtpSessionOpener(SmtpServer server, SmtpWire wire, Optional<SmtpLogin> login) {
        this.server = server;
        this.wire = wire;
        this.login = login;
    }

    SmtpStep step() {
        return step;
    }

    /** Whether the server permanently refused the login. */
    boolean isLoginRefused() {
        return loginRefused;
    }

    /** The extensions in the reply to EHLO, by keyword in upper case, with their parameters. */
    Map<String, String> extensions() {
        return extensions;
    }

    /** Opens the session. Returns why the server does not accept messages; empty if it does. */
    Optional<Outcome> run() throws IOException {
        if (server.tls() == Smtp.Tls.IMPLICIT) {
            step = SmtpStep.STARTTLS;
            wire.continueOver(server.secure(wire.socket()));
        }
        step = SmtpStep.GREETING;
        SmtpReply greeting = wire.read();
        if (!greeting.isPositive()) {
            return Optional.of(SmtpRefusal.of(greeting, step));
        }
        Optional<Outcome> refusal = hello();
        if (refusal.isEmpty() && server.tls() == Smtp.Tls.STARTTLS) {
            refusal = startTls();
        }
        return refusal.isEmpty() ? login() : refusal;
    }

    private Optional<Outcome> hello() throws IOException {
        step = SmtpStep.EHLO;
        extensions.clear();
        SmtpReply reply = wire.ask("EHLO " + server.heloName());
        if (reply.code() == 500 || reply.code() == 502) {
            // No extensions (before RFC 1869). A step that needs one fails later and names it.
            reply = wire.ask("HELO " + server.heloName());
        } else if (reply.isPositive()) {
            for (String line : reply.lines().subList(1, reply.lines().size())) {
                // Old servers send "AUTH=LOGIN".
                String[] words = line.strip().split("[ =]+", 2);
                extensions.merge(
                        words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "", (a, b) -> a + ' ' + b);
            }
        }
        return reply.isPositive() ? Optional.empty() : Optional.of(SmtpRefusal.of(reply, step));
    }

    private Optional<Outcome> startTls() throws IOException {
        step = SmtpStep.STARTTLS;
        if (!extensions.containsKey("STARTTLS")) {
            return Optional.of(new Unavailable(
                    Cause.UNREACHABLE, Reply.none("the server does not offer STARTTLS, and TLS is required")));
        }
        SmtpReply reply = wire.ask("STARTTLS");
        if (reply.code() != 220) {
            return Optional.of(SmtpRefusal.of(reply, step));
        }
        wire.continueOver(server.secure(wire.socket()));
        return hello();
    }

    private Optional<Outcome> login() throws IOException {
        step = SmtpStep.AUTH;
        List<String> offered = Stream.of(extensions
                        .getOrDefault("AUTH", "")
                        .toUpperCase(Locale.ROOT)
                        .split("[ =]+"))
                .filter(mechanism -> !mechanism.isEmpty())
                .distinct()
                .toList();
        SmtpReply reply;
        if (login.isPresent()) {
            Optional<String> mechanism = login.get().choose(offered);
            if (mechanism.isEmpty()) {
                return Optional.of(new Unavailable(
                        Cause.ACCOUNT,
                        Reply.none(noMechanism(offered, login.get().mechanisms()))));
            }
            reply = login.get().over(wire, mechanism.get());
        } else if (server.hasClientCertificate() && offered.contains("EXTERNAL")) {
            // RFC 4422, appendix A: the certificate identifies the client; "=" is an empty initial response.
            reply = wire.ask("AUTH EXTERNAL =");
        } else {
            return Optional.empty();
        }
        if (reply.isPositive()) {
            return Optional.empty();
        }
        loginRefused = reply.isPermanent();
        return Optional.of(SmtpRefusal.of(reply, step));
    }

    private String noMechanism(List<String> offered, List<String> supported) {
        return offered.isEmpty()
                ? "a username is configured, but the server does not offer AUTH"
                        + (wire.isSecure() ? "" : " without TLS")
                : "the server offers AUTH "
                        + String.join(" ", offered.stream().sorted().toList()) + "; supported are "
                        + String.join(" ", supported);
    }
}
