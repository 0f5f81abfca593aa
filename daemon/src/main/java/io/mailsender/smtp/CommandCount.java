package io.mailsender.smtp;

import io.mailsender.smtp.SmtpCommand.Verb;
import io.mailsender.smtp.Step.Mode;

/** How many useless commands a client may send. An accepted mail starts the count again. */
final class CommandCount {

    static final int MAX_ERRORS = 10;

    /** Commands that only pass the time, such as NOOP. */
    static final int MAX_IDLE = 100;

    private int errors;
    private int idle;
    private Verb verb = Verb.NOOP;

    /** Whether the last command was a {@code DATA} that was refused. */
    private boolean refusedData;

    void begins(Verb next) {
        // What comes after a refused DATA, if not a command, is the message of a client that did not wait for the
        // reply.
        if (refusedData && (next == Verb.UNKNOWN || next == Verb.UNSUPPORTED)) {
            errors = MAX_ERRORS;
        }
        refusedData = false;
        verb = next;
        switch (next) {
            case NOOP, RSET, HELP, VRFY, HELO, EHLO -> idle++;
            default -> {}
        }
    }

    /** Counts what came of the command. @return whether the client has gone too far */
    boolean isOver(Step step) {
        SmtpReply reply = step.reply();
        refusedData = verb == Verb.DATA && step.next() == Mode.COMMAND;
        switch (reply.code()) {
            case 454, 500, 501, 502, 503, 504, 530, 535, 538, 555 -> errors++;
            default -> {}
        }
        return errors >= MAX_ERRORS || idle >= MAX_IDLE;
    }

    /** A message was answered. */
    void endsMessage(SmtpReply reply) {
        refusedData = false;
        verb = Verb.NOOP;
        if (reply.code() < 400) {
            errors = 0;
            idle = 0;
        }
    }

    boolean isRefusedData() {
        return refusedData;
    }
}
