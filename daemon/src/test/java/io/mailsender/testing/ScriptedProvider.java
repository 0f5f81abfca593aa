package io.mailsender.testing;

import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.SuppressionList;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A provider with scripted outcomes; it accepts everything after the script ends. */
public final class ScriptedProvider implements Provider {

    private final String name;
    private final Queue<CompletionStage<Outcome>> script = new ArrayDeque<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private @Nullable Duration window;
    private @Nullable OutcomeLookup lookup;
    private @Nullable SuppressionList suppressions;

    public ScriptedProvider(String name) {
        this.name = name;
    }

    /** A recorded call. */
    public record Call(Message message, Envelope envelope, Duration timeout) {}

    public ScriptedProvider answers(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            script.add(CompletableFuture.completedFuture(outcome));
        }
        return this;
    }

    public ScriptedProvider answers(CompletionStage<Outcome> outcome) {
        script.add(outcome);
        return this;
    }

    /** Makes it recognise repeated attempts for this time. */
    public ScriptedProvider recognises(Duration repeatedWithin) {
        window = repeatedWithin;
        return this;
    }

    public ScriptedProvider looksUp(OutcomeLookup outcomes) {
        lookup = outcomes;
        return this;
    }

    /** Gives it a list of its own. */
    public ScriptedProvider suppresses(SuppressionList list) {
        suppressions = list;
        return this;
    }

    @Override
    public Optional<SuppressionList> suppressions() {
        return Optional.ofNullable(suppressions);
    }

    /** The idempotency keys of the calls. */
    public List<String> keys() {
        return keys;
    }

    @Override
    public Optional<Duration> idempotencyWindow() {
        return Optional.ofNullable(window);
    }

    @Override
    public Optional<OutcomeLookup> outcomeLookup() {
        return Optional.ofNullable(lookup);
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public synchronized CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        calls.add(new Call(message, envelope, timeout));
        keys.add(envelope.idempotencyKey(message));
        CompletionStage<Outcome> next = script.poll();
        return next != null
                ? next
                : CompletableFuture.completedFuture(new Sent(new Reply(200, "OK"), name + "-" + calls.size()));
    }
}
