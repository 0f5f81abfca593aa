package io.mailsender.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTextTest {

    private final AddressText masked = new AddressText(new ConsoleSettings(true, null, null));
    private final AddressText whole = new AddressText(new ConsoleSettings(false, null, null));

    @Test
    void showsTheBeginning() {
        assertThat(masked.of("ann@example.com")).isEqualTo("a…@example.com");
        assertThat(masked.of(List.of("ann@example.com", "bob@example.com"))).isEqualTo("a…@example.com +1");
        assertThat(whole.of("ann@example.com")).isEqualTo("ann@example.com");
    }

    @Test
    void findsAddressesInWords() {
        assertThat(masked.in("550 <ann@example.com>, Bob.B+x@example.com: no 😀b@x.org"))
                .isEqualTo("550 <a…@example.com>, B…@example.com: no 😀…@x.org");
        assertThat(masked.in("@ a@@b user @home a@b@c")).isEqualTo("@ a…@@b user @home a…@b…@c");
        assertThat(masked.in("")).isEmpty();
        assertThat(masked.in("@".repeat(100_000))).hasSize(100_000);
        assertThat(whole.in("550 <ann@example.com>")).isEqualTo("550 <ann@example.com>");
    }
}
