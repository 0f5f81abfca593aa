package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final String ONE = "providers: {box: {kind: capture}}\n";

    @Test
    void takesTheOnlyProviderIfThereIsNoOrder() {
        assertThat(check(ONE).providers()).containsExactly("box");
    }

    @Test
    void keepsTheOrder() {
        assertThat(check("order: [b, a]\nproviders: {a: {kind: capture}, b: {kind: capture}}")
                        .providers())
                .containsExactly("b", "a");
    }

    @Test
    void readsTheLoggingSettings() {
        assertThat(check(ONE + "logging: {format: json, level: debug}").logging())
                .isEqualTo(new LoggingSettings(LoggingSettings.Format.JSON, LoggingSettings.Level.DEBUG, null));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false",
        "off, false",
        "'no', false",
        "FALSE, false",
        "'${NONE:off}', false",
        "true, true",
        "'${NONE:on}', true"
    })
    void theConsoleIsOnOrOff(String value, boolean on) {
        assertThat(check(ONE + "server: {console: '" + value + "'}").properties())
                .containsEntry("server.console", on);
    }

    @Test
    void passesTheMicronautBlockThrough() {
        assertThat(check(ONE + "micronaut: {server: {netty: {worker: {threads: 4}}}}")
                        .properties())
                .containsEntry("micronaut.server.netty.worker.threads", "4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            severs: {port: 1}                       | severs: unknown setting; did you mean server?
            mail-sender: {trial: false}             | mail-sender: unknown setting; known: api-keys
            server: {prot: 1}                       | server.prot: unknown setting; did you mean port?
            server: 8080                            | server: must be a block of settings
            server: {port: {a: b}}                  | server.port: must be a value, not a block
            server: {port:}                         | server.port: has no value; write one
            server: {host: [127.0.0.1]}             | server.host: must be a single value
            server: {port: many}                    | server.port: many is not a whole number
            server: {console-port: 0}               | server.console-port: must be greater than or equal to 1
            server: {console-port: 8080}            | server.console-port: must differ from server.port
            server: {console-port: 1, management-port: 1} | server.console-port: must differ from server.management-port
            server: {management-port: 8080}         | server.management-port: must differ from server.port
            server: {port: 65536}                   | server.port: must be less than or equal to 65535
            server: {max-request-size: huge}        | server.max-request-size: huge is not a size, such as 512KB or 25MB
            server: {host: " "}                     | server.host: must not be blank
            server: {shutdown-delay: -1s}           | server: shutdown-delay must not be negative
            delivery: {deadline: 0s}                | delivery: deadline must be positive
            retry: {delay: 0s}                      | retry: delay must be positive
            health: {failures: 0}                   | health: failures must be at least 1
            queue: {poll: 0s}                       | queue: poll must be positive
            store: {kind: postgresql}               | store: url is missing; kind postgresql needs it
            store: {keep-content: 91d}              | store: keep-content is longer than keep-records
            logging: {format: xml}                  | logging.format: xml is unknown; write one of text, json
            logging: {level: loud}                  | logging.level: loud is unknown; write one of error, warn, info, debug, trace
            api-keys: {app: secret}                 | api-keys: app must be the SHA-256 of the key, as 64 lower-case hex digits
            api-keys: {app: {scopes: [send]}}       | api-keys: app needs a hash, or two while the key is replaced
            api-keys: {app: {hash: [a, b, c]}}      | api-keys: app needs a hash, or two while the key is replaced
            api-keys: {"a b": secret}               | api-keys: a b must have 1 to 64 letters, digits, - _ and .
            api-keys: {app: {hash: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, scopes: [sent]}} | api-keys: app scopes: sent is not a scope; use send, validate, read, events, webhooks, admin or ignore_suppression
            api-keys: {app: {hash: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, scope: [send]}}  | api-keys: app has an unknown setting scope; known: expires, from-domains, hash, limits, routes, scopes
            api-keys: {app: {hash: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, expires: soon}}  | api-keys: app expires must be an instant in UTC, such as 2030-01-31T08:00:00Z
            api-keys: {app: {hash: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, limits: {messages: many}}} | api-keys: app limits: messages must be a number per s, m, h or d, such as 1000/h
            api-keys: {app: {hash: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, from-domains: [localhost]}} | api-keys: app from_domains: localhost
            api-keys: {app: {hash: [2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b]}} | api-keys: app has a hash that appears twice
            api-keys: none                          | api-keys: must be a block of settings
            order: [box, relay]                     | order: there is no provider relay; known: box
            order: [bxo]                            | order: there is no provider bxo; known: box
            order: [box, box]                       | order: box is listed twice
            order: []                               | order: the provider box is not listed; add it
            """)
    void refuses(String line, String problem) {
        assertThat(refusal(ONE + line)).startsWith(problem).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {a: {}}                                      | providers.a.kind: missing; known kinds: amazon-ses, brevo
            {a: {kind: captur}}                          | providers.a.kind: unknown kind captur; known kinds: amazon-ses, brevo
            {a: {kind: capture, kepe: 1}}                | providers.a.kepe: unknown setting; did you mean keep?
            {a: {kind: capture, name: b}}                | providers.a.name: unknown setting
            {a-b: {kind: capture}, a_b: {kind: capture}} | providers.a_b: differs from another provider only in - and _; choose another name
            {a: {kind: capture, keep: 0}}                | providers.a.keep: must be greater than or equal to 1
            {a: {kind: capture, delay: soon}}            | providers.a.delay: soon is not a duration, such as 30s or 5m
            {a: {kind: capture, from: nobody}}           | providers.a.from: must be an address of the form local-part@domain
            {a: {kind: capture, from: ""}}               | providers.a.from: must not be blank
            {a: {kind: rehearsal}}                       | providers.a.mode: missing
            {a: {kind: rehearsal, mode: nice}}           | providers.a.mode: nice is unknown; write one of dns, refused
            {A: {kind: capture}}                         | providers.A: a provider's name has 1 to 64 lower-case letters
            {a.b: {kind: capture}}                       | providers.a.b: a provider's name has 1 to 64 lower-case letters
            {a: {kind: capture}, b: {kind: capture}}     | order: missing; it must list a, b
            {a: capture}                                 | providers.a: must be a block of settings
            {a: {kind: smtp, host: h, from: a@b.example, username: u}} | providers.a: username and password are needed together
            {a: {kind: smtp, host: h, from: a@b.example, oauth2: {vendr: google}}} | providers.a.oauth2.vendr: unknown setting; did you mean vendor?
            {a: {kind: smtp, host: h, from: a@b.example, oauth2: {vendor: yahoo}}} | providers.a.oauth2.vendor: yahoo is unknown; write one of microsoft, google
            {a: {kind: smtp, host: h, from: a@b.example, oauth2: {tenant: t}}} | providers.a.oauth2: vendor is missing; write microsoft or google
            {a: {kind: smtp, host: h, from: a@b.example, oauth2: {vendor: google}}} | providers.a: oauth2 needs the mailbox as username, and no password
            {a: {kind: smtp, host: h, from: a@b.example, username: a@b.example, oauth2: google}} | providers.a.oauth2: must be a block of settings
            {}                                           | providers: missing; configure at least one
            """)
    void refusesAProvider(String block, String problem) {
        assertThat(refusal("providers: " + block)).startsWith(problem).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "- a"})
    void refusesAFileWithoutSettings(String text) {
        assertThat(refusal(text)).isEqualTo("the file has no settings; it needs at least the block providers");
    }

    @Test
    void refusesAnOrderThatLeavesAProviderOut() {
        assertThat(refusal("order: [a]\nproviders: {a: {kind: capture}, b: {kind: capture}}"))
                .isEqualTo("order: the provider b is not listed; add it, or put it into a route");
    }

    @Test
    void staysOnOneLineWhateverTheFileSays() {
        assertThat(refusal(ONE + "\"a\\nb\\e[2J\": 1")).startsWith("a b [2J: unknown setting");
    }

    @Test
    void doesNotShowAPossibleKey() {
        assertThat(refusal(ONE + "api-keys: {app: s3cr3t}")).doesNotContain("s3cr3t");
    }

    static Configuration check(String yaml) {
        return check(yaml, Map.of());
    }

    static Configuration check(String yaml, Map<String, String> environment) {
        return Configuration.check(
                new ConfigOrigin(false, "config.yml"), ConfigFile.parse("config.yml", (yaml)), environment);
    }

    static String refusal(String yaml) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> check(yaml))
                .getMessage();
    }
}
