package io.mailsender.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @CsvSource({
        "14/s, 14, PT1S",
        "10/m, 10, PT1M",
        "1000/h, 1000, PT1H",
        "15000/d, 15000, P1D",
        "999999999/s, 999999999, PT1S"
    })
    void readsACountPerPeriod(String text, int count, Duration period) {
        Rate rate = Rate.parse(text);

        assertThat(rate).isEqualTo(new Rate(count, period));
        assertThat(rate).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "14",
                "/s",
                "0/s",
                "-1/s",
                "014/s",
                "1.5/s",
                "14 / s",
                "14/S",
                "14/y",
                "14/1d",
                "1000000000/s",
                "１/s"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number per s, m, h or d, such as 1000/h");
    }

    @Test
    void aWordIsTheNameOfTheConstantInLowerCase() {
        assertThat(Word.of(Sample.ONE_TWO)).isEqualTo("one_two");
        assertThat(Word.parse(Sample.class, "one_two")).contains(Sample.ONE_TWO);
        assertThat(Word.parse(Sample.class, "ONE_TWO")).isEmpty();
    }

    private enum Sample {
        ONE_TWO
    }
}
