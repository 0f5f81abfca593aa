package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.HostileText;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider's text is not trusted: it is repeated as one short line. */
class ReplyTest {

    static Stream<String> texts() {
        return Stream.of(
                        HostileText.withControls(),
                        HostileText.deceptive(),
                        HostileText.long100k().stream(),
                        Stream.of(
                                "\uD800",
                                "a\uDC00b",
                                "x".repeat(299) + "\uD83D\uDE00",
                                "\uDB40\uDC41hidden",
                                "\u202Eturned",
                                "<script>alert(1)</script>"))
                .flatMap(text -> text);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("texts")
    void isOneShortLine(String text) {
        String line = new Reply(550, text).text();

        assertThat(line.length()).isLessThanOrEqualTo(Reply.MAX_LENGTH);
        assertThat(line.codePoints()).noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }

    @Test
    void keepsHarmlessText() {
        assertThat(new Reply(550, "5.1.1 <ann@example.com>: unbekannt \u00FC \uD83D\uDE00").text())
                .isEqualTo("5.1.1 <ann@example.com>: unbekannt \u00FC \uD83D\uDE00");
    }

    @Test
    void reachesCallersWhateverItContains() {
        ScriptedProvider provider = new ScriptedProvider("p");
        try (TestDaemon daemon = TestDaemon.with(provider)) {
            texts().forEach(text -> {
                provider.answers(new Rejected(new Reply(550, text)));
                Answer answer = daemon.post("/send", "{\"to\":[\"ann@example.com\"]}");
                assertThat(answer.status()).as(answer.text()).isEqualTo(422);
                assertThat(answer.json()
                                .get("providers")
                                .get(0)
                                .get("status_code")
                                .getIntValue())
                        .isEqualTo(550);
                assertThat(answer.text()).hasSizeLessThan(8_000);
            });
        }
    }
}
