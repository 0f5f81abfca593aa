package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.access.ConfiguredKeyList;
import io.mailsender.config.Schema.Block;
import io.mailsender.provider.Provider;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.beans.BeanIntrospector;
import io.micronaut.http.server.HttpServerConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

    private final Schema schema = Schema.load();

    /** With {@code @Parameter} the name would be amazon-ses for amazon_ses in the file. */
    @Test
    void everyKindAsksForTheNameAsASetting() {
        assertThat(schema.blocks().stream().filter(block -> block.kind().isPresent()))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.arguments())
                        .as(block.path())
                        .filteredOn(block::isName)
                        .hasSize(1));
    }

    @Test
    void everySettingsRecordCanBeCreatedBeforeTheStart() {
        assertThat(Schema.load().blocks())
                .filteredOn(Schema.Block::isSettingsRecord)
                .allSatisfy(block -> assertThat(BeanIntrospector.SHARED.findIntrospection(
                                block.definition().getBeanType()))
                        .as(block.path())
                        .isPresent());
    }

    @Test
    void everySettingIsSpelledInKebabCase() {
        assertThat(schema.settings().keySet()).allMatch(path -> path.matches("[a-z0-9*.-]+"), "kebab-case");
    }

    @Test
    void hidesInternalProperties() {
        assertThat(schema.keys(""))
                .contains("server", "order", "api-keys", "logging")
                .doesNotContain("mail-sender");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon_ses", "my-relay", "a1_b-c_2", "2nd_3x"})
    void aProviderHasItsNameFromTheFile(String name) {
        Configuration configuration = ConfigurationTest.check("providers: {" + name + ": {kind: capture}}");
        try (ApplicationContext context = start(configuration)) {
            assertThat(context.getBeansOfType(Provider.class))
                    .extracting(Provider::name)
                    .containsExactly(name);
        }
    }

    @Test
    void valuesReachTheBeansUnchanged() {
        String hash = "0123456789".repeat(7).substring(0, 64);
        String next = hash.replace('0', 'a');
        Configuration configuration = ConfigurationTest.check(
                """
                order: [b_2, a-1]
                api-keys: {Web_App: %s, Shop.2: {hash: [%s], scopes: [read, admin], limits: {requests: 9/s}}}
                providers:
                  a-1: {kind: capture, from: "${SENDER}"}
                  b_2: {kind: rehearsal, mode: unavailable-503, delay: 5s}
                """.formatted(hash, next), Map.of("SENDER", "${HOME}-${mail-sender.dollar}@example.org"));
        try (ApplicationContext context = start(configuration)) {
            assertThat(context.getBean(OrderSetting.class).names()).containsExactly("b_2", "a-1");
            assertThat(context.getBean(ConfiguredKeyList.class).byName())
                    .isEqualTo(Map.of(
                            "Web_App",
                            hash,
                            "Shop.2",
                            Map.of(
                                    "hash",
                                    List.of(next),
                                    "scopes",
                                    List.of("read", "admin"),
                                    "limits",
                                    Map.of("requests", "9/s"))));
            assertThat(context.getProperty("providers.capture.a-1.from", String.class))
                    .contains("${HOME}-${mail-sender.dollar}@example.org");
            assertThat(context.getBean(ConfigOrigin.class)).isEqualTo(new ConfigOrigin(false, "config.yml"));
        }
    }

    @Test
    void theServerHasTheSettingsOfTheFile() {
        try (ApplicationContext context = start(ConfigurationTest.check("providers: {a: {kind: capture}}"))) {
            assertThat(context.getBean(ConfiguredKeyList.class).byName()).isEmpty();
            ServerSettings settings = context.getBean(ServerSettings.class);
            HttpServerConfiguration server = context.getBean(HttpServerConfiguration.class);
            assertThat(server.getHost()).contains(settings.host());
            assertThat(server.getPort()).contains(settings.port());
            assertThat(server.getMaxRequestSize()).isEqualTo(settings.maxRequestSize());
            assertThat(server.getMaxRequestBufferSize()).isEqualTo(settings.maxRequestSize());
        }
    }

    @Test
    void aBlockHasEveryArgumentOfItsBean() {
        assertThat(schema.blocks().stream().filter(b -> b.kind().equals(Optional.of("capture"))))
                .singleElement()
                .extracting(Block::settings)
                .satisfies(settings -> assertThat(settings)
                        .extracting(Schema.Setting::key)
                        .containsExactlyInAnyOrderElementsOf(Set.of("from", "keep", "delay")));
    }

    private static ApplicationContext start(Configuration configuration) {
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(configuration.properties())
                .start();
    }
}
