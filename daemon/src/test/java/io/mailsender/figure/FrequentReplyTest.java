package io.mailsender.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.figure.FigureStore.LastReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrequentReplyTest {

    @Test
    void countsRepliesTogetherThatDifferInAnAddressOrAnId() {
        assertThat(FrequentReply.of(List.of(
                        new LastReply("main", 401, "Forbidden"),
                        new LastReply("main", 550, "5.1.1 <ann@example.com>: user unknown. id=4f2a19c07b11"),
                        new LastReply("main", 550, "5.1.1 <bob@example.com>: user unknown. id=77aa19c07b11"))))
                .contains("main: 550 5.1.1 … user unknown. …");
        assertThat(FrequentReply.of(List.of(new LastReply("main", 0, "connection refused."))))
                .contains("main: connection refused");
        assertThat(FrequentReply.of(List.of())).isEmpty();
        assertThat(FrequentReply.of(List.of(new LastReply("main", 500, "a ".repeat(200))))
                        .orElseThrow())
                .hasSizeLessThanOrEqualTo(121);
    }
}
