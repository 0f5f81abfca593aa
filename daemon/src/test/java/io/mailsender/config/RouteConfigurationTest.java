package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.RouteTable;
import io.mailsender.provider.ProviderOrder;
import io.micronaut.context.ApplicationContext;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes in the configuration file: what is refused, and that the rest arrives in the file's order. */
class RouteConfigurationTest {

    private static final String PROVIDERS = """
            order: [box]
            providers:
              box: {kind: capture}
              relay: {kind: smtp, host: localhost, from: a@example.com, from-domains: [example.net]}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            [{name: r, order: [relya]}] | routes.r.order: there is no provider relya; did you mean relay?
            [{name: r, weights: {relya: 1, box: 2}}] | routes.r.weights: there is no provider relya; did you mean relay?
            [{name: r, order: []}, {name: s, order: [relay]}] | routes: r.order must have a provider
            [{name: r, order: [relay, relay]}] | routes: r.order lists a provider twice
            [{name: r, weights: {}}, {name: s, order: [relay]}] | routes: r.weights must have a provider
            [{name: r, weights: {relay: 0}}] | routes: r.weights.relay must be a whole number from 1 to 999999
            [{name: r, weights: {relay: -3, box: 1}}] | routes: r.weights.relay must be a whole number from 1 to 999999
            [{name: r, weights: {relay: 70%}}] | routes: r.weights.relay must be a whole number from 1 to 999999
            [{name: r, weights: [relay]}] | routes: r.weights must be a block of settings
            [{name: r, order: [relay], weights: {relay: 1}}] | routes: r needs either order or weights
            [{name: r, match: {tags: [a]}}, {name: s, order: [relay]}] | routes: r needs either order or weights
            [{name: r, order: [relay], wieghts: {relay: 1}}] | routes: r.wieghts: unknown setting; known: match, order, weights, warm-up
            [{name: r, order: [relay], match: {tag: [a]}}] | routes: r.match.tag: unknown setting; known: api-keys, tags, priorities
            [{name: r, order: [relay], match: {tags: []}}] | routes: r.match.tags must not be empty; leave it out
            [{name: r, order: [relay], match: {}}] | routes: r.match is empty; write all, or leave it out
            [{name: r, order: [relay], match: everything}] | routes: r.match must be a block of settings
            [{name: r, order: [relay], match: {priorities: [low]}}] | routes: r.match.priorities: low is unknown; write one of high, normal, bulk
            [{name: r, order: [relay], match: {recipient-domains: ["*"]}}] | routes: r.match.recipient-domains: * is not a domain, such as example.com
            [{name: r, order: [relay], match: {sender-domains: [example.org]}}] | routes.r.match.sender-domains: no provider of the route may send from example.org; add it to the from-domains of relay
            [{name: r, order: [relay], warm-up: {relay: {from: 2026-12-01, days: 14}}}] | routes: r.warm-up needs weights instead of order
            [{name: r, weights: {relay: 1, box: 1}, warm-up: {rely: {from: 2026-12-01, days: 14}}}] | routes: r.warm-up.rely is not in r.weights; add it there
            [{name: r, weights: {relay: 1, box: 1}, warm-up: {relay: {from: soon, days: 14}}}] | routes: r.warm-up.relay.from must be a day, such as 2030-01-31
            [{name: r, weights: {relay: 1, box: 1}, warm-up: {relay: {from: 2026-12-01, days: 0}}}] | routes: r.warm-up.relay.days must be a whole number
            [{name: r, weights: {relay: 1, box: 1}, warm-up: {relay: {from: 2026-12-01}}}] | routes: r.warm-up.relay.days must be a whole number
            [{name: r, weights: {relay: 1}, warm-up: {relay: {from: 2026-12-01, days: 14}}}] | routes: r.warm-up has every provider of the route; leave out the one that takes the other messages
            [{name: R, order: [relay]}] | routes: R: a route's name has 1 to 64 lower-case letters
            [{name: default, order: [relay]}] | routes: default: a route's name has 1 to 64 lower-case letters, digits, - and _, and is not default
            [relay] | routes[0]: must be a block of settings
            [{name: r, order: [relay]}, {order: [relay]}] | routes[1].name: missing
            [{name: r, order: [relay]}, {name: r, order: [box]}] | routes[1].name: another route is also named r
            {r: {order: [relay]}} | routes: must be a list; each route begins with - name:
            [] | order: the provider relay is not listed; add it, or put it into a route
            [{name: r, order: [box]}] | order: the provider relay is not listed; add it, or put it into a route
            [{name: r, match: all, order: [relay]}, {name: s, match: {tags: [a]}, order: [box]}] | routes: s can never match, because r before it matches all of its messages; put s first
            [{name: r, match: {tags: [a, b]}, order: [relay]}, {name: s, match: {tags: [b], priorities: [bulk]}, order: [box]}] | routes: s can never match, because r
            """)
    void refuses(String routes, String problem) {
        assertThat(ConfigurationTest.refusal(PROVIDERS + "routes: " + routes))
                .startsWith(problem)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{name: r, match: {tags: [b], priorities: [bulk]}, order: [box]}, {name: s, match: {tags: [a, b]}, order: [relay]}]
            [{name: r, match: {sender-domains: [EXAMPLE.com, example.net]}, order: [relay]}]
            [{name: r, match: {sender-domains: [example.org]}, order: [relay, box]}]
            [{name: r, match: {api-keys: [in-the-store]}, order: [relay]}]
            [{name: r, order: relay}, {name: s, order: relay}]
            """)
    void accepts(String routes) {
        assertThat(ConfigurationTest.check(PROVIDERS + "routes: " + routes).providers())
                .containsExactly("box", "relay");
    }

    @Test
    void anApiKeyMustExistIfOnlyTheConfigurationHasKeys() {
        String hash = "0123456789".repeat(7).substring(0, 64);
        String keys = PROVIDERS + "store: {kind: none}\napi-keys: {shop: " + hash + "}\n";

        assertThat(ConfigurationTest.refusal(keys + "routes: [{name: r, match: {api-keys: [shpo]}, order: [relay]}]"))
                .isEqualTo("routes.r.match.api-keys: there is no API key shpo; did you mean shop?");
        assertThat(ConfigurationTest.check(keys + "routes: [{name: r, match: {api-keys: [shop]}, order: [relay]}]")
                        .providers())
                .contains("relay");
    }

    @Test
    void aKeyMayNameExistingRoutesOnly() {
        String keys = PROVIDERS + "routes: [{name: bulk, order: [relay]}]\napi-keys: {shop: {hash: "
                + "0123456789".repeat(7).substring(0, 64) + ", routes: ";

        assertThat(ConfigurationTest.refusal(keys + "[bluk]}}"))
                .isEqualTo("api-keys.shop.routes: there is no route bluk; did you mean bulk?");
        assertThat(ConfigurationTest.refusal(keys + "[]}}"))
                .isEqualTo("api-keys: shop routes: must not be empty; leave it out for the default");
        assertThat(ConfigurationTest.check(keys + "[bulk, \"*\"]}}").providers())
                .hasSize(2);
    }

    @Test
    void theOrderMustHaveAProviderForTheOtherMessages() {
        assertThat(ConfigurationTest.refusal(
                        "order: []\nproviders: {box: {kind: capture}}\nroutes: [{name: r, order: [box]}]"))
                .isEqualTo("order: must list a provider, for messages that no route matches");
    }

    @Test
    void theContextHasTheOrderOfTheFile() {
        String routes = IntStream.range(0, 30)
                .mapToObj(i -> "- {name: r" + (i * 7 % 30) + ", match: {tags: [t" + i + "]}, weights: {relay: "
                        + (i + 1) + ", box: 1}}\n")
                .collect(Collectors.joining());
        Configuration configuration = ConfigurationTest.check(PROVIDERS + "routes:\n" + routes);
        try (ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .properties(configuration.properties())
                .start()) {
            RouteTable table = context.getBean(RouteTable.class);
            assertThat(table.names())
                    .containsExactlyElementsOf(IntStream.range(0, 30)
                            .mapToObj(i -> "r" + (i * 7 % 30))
                            .toList());
            assertThat(table.providers("r7")).containsExactly("relay", "box");
            assertThat(table.shares("r7", Instant.EPOCH).get("box")).isEqualTo(1 / 3.0);
            assertThat(context.getBean(ProviderOrder.class).all())
                    .extracting(provider -> provider.name())
                    .containsExactly("box", "relay");
        }
    }
}
