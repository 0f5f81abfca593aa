package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoProxyListTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, API.Example.com, true",
        "Example.com., api.example.com., true",
        "example.com, badexample.com, false",
        "example.com, example.com.evil.test, false",
        ".example.com, api.example.com, true",
        ".example.com, example.com, false",
        "*.example.com, api.example.com, true",
        "*.example.com, example.com, false",
        "localhost, localhost, true",
        "localhost, 127.0.0.1, false",
        "*, api.example.com, true",
        "*, [::1], true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.30, false",
        "10.0.0.0/8, 10.200.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, 10.example.com, false",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, [2001:db8::7], true",
        "2001:db8::/32, [2001:db9::7], false",
        "2001:db8::7, [2001:DB8:0:0::7], true",
        "2001:db8::7, api.example.com, false"
    })
    void contains(String entry, String host, boolean contained) {
        assertThat(NoProxyList.of(List.of("unrelated.test", entry)).contains(host))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:80", "http://host", "a b", "10.0.0.0/33", "::/129", "host/8", "a..b", "*x"})
    void refuses(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NoProxyList.of(List.of(entry)))
                .withMessageContaining(entry);
    }

    @Test
    void emptyEntriesAreLeftOut() {
        assertThat(NoProxyList.of(List.of("", " ")).contains("api.example.com")).isFalse();
    }
}
