package io.mailsender.smtp;

import io.mailsender.common.AsyncFailure;
import io.mailsender.smtp.BodyReader.Fault;
import io.mailsender.smtp.SmtpCommand.Verb;
import io.mailsender.smtp.SmtpSession.TlsUse;
import io.mailsender.smtp.Step.Mode;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one connection. Its result does not depend on how the bytes are divided. All methods are called in the
 * connection's thread.
 */
final class SmtpMachine {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpMachine.class);

    private final SmtpDialogue dialogue;
    private final SmtpLimits limits;
    private final SmtpMeters meters;
    private final SmtpOutput out;
    private final Executor thread;
    private final LineReader line = new LineReader();
    private final CommandCount count = new CommandCount();
    private Mode mode = Mode.BUSY;
    private @Nullable BodyReader body;
    private boolean stopping;
    private int turn;

    /** @param thread runs tasks in the connection's thread */
    SmtpMachine(SmtpDialogue dialogue, SmtpLimits limits, SmtpMeters meters, SmtpOutput out, Executor thread) {
        this.dialogue = dialogue;
        this.limits = limits;
        this.meters = meters;
        this.out = out;
        this.thread = thread;
    }

    /** Greets the client. */
    void start() {
        apply(new Step(SmtpReply.of(220, "", limits.serverName() + " ESMTP Mail Sender"), Mode.COMMAND));
    }

    Mode mode() {
        return mode;
    }

    /** Changes with every reply: the client then has its full time again. */
    int turn() {
        return turn;
    }

    /** The message that is being read; {@code null} if none is. */
    @Nullable
    BodyReader body() {
        return body;
    }

    /** Takes as many bytes as it can; those left are to be given again after {@link SmtpOutput#resume()}. */
    void feed(ByteBuffer in) {
        while (in.hasRemaining()) {
            switch (mode) {
                case COMMAND, CHALLENGE -> {
                    if (!out.isReady()) {
                        return;
                    }
                    readLine(in);
                }
                case BODY -> {
                    BodyReader current = requireBody();
                    current.read(in);
                    if (current.isOverrun()) {
                        end(421, "4.7.0", "The message is far too large");
                    } else if (current.isComplete()) {
                        finish(current);
                    } else {
                        return;
                    }
                }
                case CLOSED -> in.position(in.limit());
                case BUSY, HANDSHAKE -> {
                    return;
                }
            }
        }
    }

    void encrypted(TlsUse use) {
        dialogue.encrypted(use);
        mode = Mode.COMMAND;
        turn++;
    }

    /** Ends the connection with a last reply, unless it has ended. */
    void end(int code, String enhanced, String text) {
        if (mode != Mode.CLOSED) {
            apply(Step.close(code, enhanced, text));
        }
    }

    /** Ends the connection as soon as no message is being read or worked on. */
    void stop() {
        stopping = true;
        if (mode == Mode.COMMAND || mode == Mode.CHALLENGE) {
            end(421, "4.3.2", "Shutting down");
        }
    }

    /** The client is gone. A message without its final dot is forgotten. */
    void gone() {
        mode = Mode.CLOSED;
        line.clear();
        if (body != null && !body.isComplete()) {
            dropBody();
        }
    }

    private void readLine(ByteBuffer in) {
        boolean challenged = mode == Mode.CHALLENGE;
        if (!line.read(in, challenged)) {
            if (line.isEndless()) {
                end(421, "4.7.0", "Line too long");
            } else if (line.looksLikeTls()) {
                end(421, "4.7.0", "TLS begins with STARTTLS on this port");
            }
            return;
        }
        execute(challenged, in.hasRemaining());
        if (count.isRefusedData() && in.hasRemaining()) {
            // What follows is the message of a client that did not wait for the reply. It must not be executed.
            end(421, "4.7.0", "A message must wait for the reply to DATA");
        }
    }

    private void execute(boolean challenged, boolean followed) {
        String text;
        try {
            text = line.take(challenged);
        } catch (Rejection e) {
            count.begins(Verb.UNKNOWN);
            apply(new Step(e.reply(), Mode.COMMAND));
            return;
        }
        if (challenged) {
            await(() -> CompletableFuture.completedFuture(dialogue.answer(text)));
        } else {
            SmtpCommand command = SmtpCommand.parse(text);
            count.begins(command.verb());
            await(() -> dialogue.execute(command, followed));
        }
    }

    private void finish(BodyReader current) {
        Fault fault = current.fault();
        if (fault == null) {
            await(() -> dialogue.submit(current.take()));
        } else {
            dialogue.forgetMail();
            apply(new Step(FaultReply.of(fault, limits), Mode.COMMAND));
        }
    }

    private void await(Supplier<CompletionStage<Step>> work) {
        mode = Mode.BUSY;
        CompletableFuture<Step> future;
        try {
            future = work.get().toCompletableFuture();
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        if (!future.isDone()) {
            future.whenComplete((step, failure) -> thread.execute(() -> {
                completed(step, failure);
                out.resume();
            }));
            return;
        }
        try {
            completed(future.join(), null);
        } catch (CompletionException | CancellationException e) {
            completed(null, e);
        }
    }

    private void completed(@Nullable Step step, @Nullable Throwable failure) {
        if (step != null) {
            apply(step);
            return;
        }
        @Nullable Throwable cause = failure == null ? null : AsyncFailure.cause(failure);
        if (cause instanceof Rejection rejection) {
            apply(new Step(rejection.reply(), Mode.COMMAND));
        } else {
            LOG.warn("SMTP: a command failed, the client is asked to try again later: {}", String.valueOf(cause));
            LOG.debug("SMTP: a command failed", cause);
            apply(Step.of(451, "4.3.0", "The daemon has a problem; try again later"));
        }
    }

    private void apply(Step step) {
        if (body != null) {
            meters.ended(step.reply());
            count.endsMessage(step.reply());
            dropBody();
        }
        if (mode == Mode.CLOSED) {
            return;
        }
        turn++;
        mode = step.next();
        out.reply(step.reply());
        boolean enough = count.isOver(step);
        switch (mode) {
            case BODY -> body = new BodyReader(limits, dialogue.declaredSize(), () -> thread.execute(out::resume));
            case HANDSHAKE -> out.startTls();
            case CLOSED -> out.close();
            case COMMAND, CHALLENGE, BUSY -> {
                if (enough) {
                    end(421, "4.7.0", "Too many errors or idle commands");
                } else if (stopping) {
                    stop();
                }
            }
        }
    }

    private void dropBody() {
        requireBody().release();
        body = null;
    }

    private BodyReader requireBody() {
        if (body == null) {
            throw new IllegalStateException("no message");
        }
        return body;
    }
}
