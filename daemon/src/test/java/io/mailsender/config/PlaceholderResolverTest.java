package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderResolverTest {

    private final PlaceholderResolver placeholders = new PlaceholderResolver(
            Map.of("KEY", "k$1\\", "EMPTY", "", "UNREADABLE", "p\uFFFD\uFFFDx"), new SecretTracker());

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${KEY}, k$1\\",
        "a-${KEY}-b-${KEY}, a-k$1\\-b-k$1\\",
        "${KEY:other}, k$1\\",
        "${UNSET:other}, other",
        "${UNSET:http://h:1/}, http://h:1/",
        "'${UNSET:}', ''",
        "'${EMPTY}', ''",
        "$${KEY}, ${KEY}",
        "pa$$word$, pa$$word$",
    })
    void resolves(String text, String value) {
        assertThat(placeholders.resolve("k", text)).isEqualTo(value);
    }

    @Test
    void namesTheSettingAndTheUnsetVariable() {
        assertThatThrownBy(() -> placeholders.resolve("providers.mailgun.api-key", "x${MAILGUN_API_KEY}"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("providers.mailgun.api-key: the environment variable MAILGUN_API_KEY is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${KEY", "${}", "${a b}", "${KEY:other", "${my.property}"})
    void refusesAMalformedPlaceholder(String text) {
        assertThatThrownBy(() -> placeholders.resolve("k", text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("k: ${ must be followed by");
    }

    /** `echo | base64` adds a line end to a Kubernetes secret; one in the middle would end a header or a command. */
    @Test
    void readsAVariableWithoutItsLineEnd() {
        assertThat(resolve("k3y\n")).isEqualTo("k3y");
        assertThat(resolve("k3y\r\n")).isEqualTo("k3y");
        assertThat(resolve(" k3y ")).isEqualTo(" k3y ");
        for (String value : List.of("k3y\n\n", "k3\ny", "\nk3y", "k3y\r", "k3\ty", "k3y\0")) {
            assertThatThrownBy(() -> resolve(value))
                    .hasMessage(
                            "providers.mailgun.api-key: contains a line break or another control character; write it on one line");
        }
    }

    private static String resolve(String value) {
        return new PlaceholderResolver(Map.of("KEY", value), new SecretTracker())
                .resolve("providers.mailgun.api-key", "${KEY}");
    }

    /** Java 17 in the locale C makes two such characters of an umlaut. */
    @Test
    void refusesAVariableThatTheLocaleCannotRead() {
        assertThatThrownBy(() -> placeholders.resolve("providers.relay.password", "${UNREADABLE}"))
                .hasMessage(
                        "providers.relay.password: the environment variable UNREADABLE has characters that this locale"
                                + " cannot decode; set LC_ALL=C.UTF-8");
    }
}
