package io.mailsender.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {

    private final SettableClock clock = new SettableClock();
    private final SharedAnswer<String> answers = new SharedAnswer<>(clock);
    private final List<CompletableFuture<String>> asked = new ArrayList<>();

    private CompletionStage<String> ask() {
        CompletableFuture<String> question = new CompletableFuture<>();
        asked.add(question);
        return question;
    }

    @Test
    void callersWhoAskAtTheSameTimeShareAQuestionHoweverLongItTakes() {
        CompletionStage<String> first = answers.get("shop", this::ask);
        clock.advance(Duration.ofMinutes(1));
        CompletionStage<String> second = answers.get("shop", this::ask);
        assertThat(asked).hasSize(1);

        asked.get(0).complete("seven");
        assertThat(first.toCompletableFuture()).isCompletedWithValue("seven");
        assertThat(second.toCompletableFuture()).isCompletedWithValue("seven");
    }

    @Test
    void anAnswerServesForAWhileAndOnlyThoseWhoMaySeeIt() {
        answers.get(null, this::ask);
        asked.get(0).complete("all");
        clock.advance(Duration.ofSeconds(9));
        assertThat(answers.get(null, this::ask).toCompletableFuture()).isCompletedWithValue("all");
        assertThat(answers.get("shop", this::ask).toCompletableFuture()).isNotDone();
        clock.advance(Duration.ofSeconds(1));
        assertThat(answers.get(null, this::ask).toCompletableFuture()).isNotDone();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aFailureIsNotKeptAndNoCallerCanSpoilTheAnswer() {
        answers.get("shop", this::ask).toCompletableFuture().complete("forged");
        CompletionStage<String> failed = answers.get("shop", this::ask);
        asked.get(0).completeExceptionally(new IllegalStateException("closed"));
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        answers.get("shop", this::ask);
        assertThat(asked).hasSize(2);
    }
}
