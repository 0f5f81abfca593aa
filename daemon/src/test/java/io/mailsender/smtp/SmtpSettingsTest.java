package io.mailsender.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.config.ConfigOrigin;
import io.mailsender.config.InvalidConfigurationException;
import io.mailsender.submission.OnSuppressed;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpSettingsTest {

    private static final ConfigOrigin ORIGIN = new ConfigOrigin(false, null);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host=127.0.0.1,port=25|listeners[0].tls is missing
            port=25,tls=none|listeners[0].host is missing
            host=127.0.0.1,tls=none|listeners[0].port is missing
            host=127.0.0.1,port=70000,tls=none|listeners[0].port must be a number from 0 to 65535
            host=127.0.0.1,port=x,tls=none|listeners[0].port must be a number from 0 to 65535
            host=127.0.0.1,port=25,tls=yes|listeners[0].tls must be one of starttls, implicit, none
            host=127.0.0.1,port=25,tls=none,foo=1|listeners[0].foo: unknown setting; known: host, port, tls
            """)
    void aWrongListenerIsNamed(String block, String problem) {
        Map<String, Object> listener = new java.util.HashMap<>();
        for (String setting : block.split(",")) {
            listener.put(setting.split("=")[0], setting.split("=")[1]);
        }
        assertThatThrownBy(() -> settings(listener)).hasMessage(problem);
    }

    @Test
    void noPortIsOpenedTwice() {
        Map<String, Object> one = Map.of("host", "127.0.0.1", "port", "25", "tls", "none");
        assertThatThrownBy(() -> settings(one, one)).hasMessage("listeners[1] has the host and port of another one");
    }

    @Test
    void listenersThatWouldLetStrangersInAreRefused() {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("p"))) {
            assertThatThrownBy(() -> server(daemon, "0.0.0.0", "none").check(ORIGIN))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessage(
                            "smtp.listeners[0].tls: none would send keys and mails in clear text, and 0.0.0.0 can be"
                                    + " reached from other machines; write starttls or implicit, or the host 127.0.0.1");
            assertThatThrownBy(() -> server(daemon, "127.0.0.1", "starttls").check(ORIGIN))
                    .hasMessageStartingWith("smtp.listeners[0].tls: needs a certificate; set server.tls.certificate");
            assertThatCode(() -> server(daemon, "127.0.0.1", "none").check(ORIGIN))
                    .doesNotThrowAnyException();
            assertThatCode(() -> server(daemon, "::1", "none").check(ORIGIN)).doesNotThrowAnyException();
        }
    }

    @Test
    void aPortInUseIsNamed() {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("p"))) {
            SmtpSettings settings = settings(Map.of(
                    "host", "127.0.0.1", "port", String.valueOf(daemon.uri("/").getPort()), "tls", "none"));
            assertThatThrownBy(() -> SmtpTestServer.server(daemon.context(), settings)
                            .start(new RecordingIntake(Runnable::run), OneKey.NONE))
                    .isInstanceOf(SmtpBindException.class)
                    .hasMessageStartingWith("smtp.listeners: 127.0.0.1:")
                    .hasMessageEndingWith("in use; stop the program that uses it, or choose another port");
        }
    }

    /** As the file has them. Without a store no port is opened. */
    @Test
    void theDaemonReadsTheList() {
        try (TestDaemon daemon = TestDaemon.with(
                Map.of("smtp.listeners", List.of(Map.of("host", "127.0.0.1", "port", "0", "tls", "none"))),
                new ScriptedProvider("p"))) {
            assertThat(daemon.context().getBean(SmtpSettings.class).ports())
                    .containsExactly(new ListenerSetting("127.0.0.1", 0, ListenerSetting.Mode.NONE));
            assertThat(daemon.context().getBean(SmtpServer.class).addresses()).isEmpty();
        }
    }

    private static SmtpServer server(TestDaemon daemon, String host, String tls) {
        return SmtpTestServer.server(daemon.context(), settings(Map.of("host", host, "port", "0", "tls", tls)));
    }

    @SafeVarargs
    private static SmtpSettings settings(Map<String, Object>... listeners) {
        return new SmtpSettings(
                List.of(listeners),
                null,
                1_000_000,
                100,
                OnSuppressed.REFUSE,
                100,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5));
    }
}
