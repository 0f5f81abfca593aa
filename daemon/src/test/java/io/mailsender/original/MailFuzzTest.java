package io.mailsender.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.mailsender.testing.FuzzSeed;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Real mails with random changes: no failure, no endless loop, bounded memory. {@code bench/fuzz-smtp} runs it for long, with another seed each time. */
class MailFuzzTest {

    private static final int FEW = 2_000;
    private static final int AT_ONCE = 500;

    /** A mail of this size may take as much memory as an empty one. */
    private static final int SMALL = 10_000;

    /** How many octets may be allocated for an octet of a mail, most of them for a moment. */
    private static final int MUCH = 2_000;

    /** None needs a second. This tells a loop from a slow machine. */
    private static final Duration ENDLESS = Duration.ofMinutes(10);

    @Test
    void changedMailsDoNoHarm() {
        List<byte[]> corpus = MailFuzz.corpus();
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 0)).toNanos();
        long seed = FuzzSeed.value();
        AtomicInteger accepted = new AtomicInteger();
        AtomicLong most = new AtomicLong();
        int count = 0;
        while (count < FEW || System.nanoTime() - end < 0) {
            long first = seed + count;
            assertTimeoutPreemptively(
                    ENDLESS,
                    () -> {
                        for (long each = first; each < first + AT_ONCE; each++) {
                            MailFuzz mail = new MailFuzz(each, corpus);
                            long before = allocated();
                            accepted.addAndGet(mail.run() ? 1 : 0);
                            most.accumulateAndGet((allocated() - before) / (SMALL + mail.length()), Math::max);
                        }
                    },
                    () -> "one of the seeds from " + first + " on");
            count += AT_ONCE;
        }
        System.out.println(count + " mails, the first with the seed " + seed + ": " + accepted + " accepted; at most "
                + most + " octets allocated per octet");
        assertThat(accepted.get()).isPositive();
        assertThat(most.get()).isLessThan(MUCH);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
