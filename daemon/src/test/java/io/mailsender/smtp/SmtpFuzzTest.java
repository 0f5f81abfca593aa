package io.mailsender.smtp;

import io.mailsender.testing.FuzzSeed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Random conversations: no failure, no mail that the dialogue does not allow, no memory kept. {@code bench/fuzz-smtp} runs it for long, with another seed each time. */
class SmtpFuzzTest {

    private static final int FEW = 3_000;

    @Test
    void randomBytesDoNoHarm() {
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 0)).toNanos();
        long seed = FuzzSeed.value();
        int count = 0;
        while (count < FEW || System.nanoTime() - end < 0) {
            new SmtpFuzz(seed + count++).run();
        }
        System.out.println(count + " conversations, the first with the seed " + seed);
    }
}
