package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Message;
import io.mailsender.queue.Priority;
import io.mailsender.testing.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    /** Tags orders and böse, from shop@example.com, four recipients at example.com. */
    private final Message message = Messages.withEverything();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api-keys          | shop                     | true
            api-keys          | other,shop               | true
            api-keys          | other                    | false
            tags              | orders                   | true
            tags              | newsletter,böse          | true
            tags              | newsletter               | false
            priorities        | high                     | true
            priorities        | normal,bulk              | false
            sender-domains    | EXAMPLE.com              | true
            sender-domains    | example.org              | false
            recipient-domains | example.com,example.net  | true
            recipient-domains | example.net              | false
            """)
    void aConditionIsMetByAnyOfItsValues(String condition, String values, boolean matches) {
        Map<String, Object> match = Map.of(condition, List.of(values.split(",")));

        assertThat(table(Map.of("match", match)).route(message, "shop", "high").route())
                .isEqualTo(matches ? "r" : null);
    }

    @Test
    void allConditionsMustBeMet() {
        assertThat(routed(Map.of("api-keys", "shop", "tags", "orders"))).isEqualTo("r");
        assertThat(routed(Map.of("api-keys", "shop", "tags", "newsletter"))).isNull();
        assertThat(routed(Map.of("api-keys", "other", "tags", "orders"))).isNull();
    }

    @Test
    void allRecipientsMustBeInTheDomains() {
        Message mixed = Messages.to("ann@example.com", "bob@example.net");
        RouteTable table = table(Map.of("match", Map.of("recipient-domains", "example.com")));

        assertThat(table.route(mixed, "", "normal").route()).isNull();
        assertThat(table.route(Messages.to("ann@example.com"), "", "normal").route())
                .isEqualTo("r");
    }

    @Test
    void aMessageWithoutSenderCountsByItsMessageId() {
        RouteTable table = table(Map.of("match", Map.of("sender-domains", "example.org")));

        assertThat(table.route(Messages.to("ann@example.com"), "", "normal").route())
                .isEqualTo("r");
    }

    @Test
    void theFirstThatMatchesIsTaken() {
        Map<String, Object> routes = new LinkedHashMap<>();
        routes.put("named", Map.of("order", "z"));
        routes.put("high", Map.of("match", Map.of("priorities", "high"), "order", List.of("y", "x")));
        routes.put("rest", Map.of("match", "all", "order", "w"));
        RouteTable table = new RouteTable(List.of("x"), new RouteSettings(routes).routes());

        assertThat(table.order(table.route(message, "", "high"))).containsExactly("y", "x");
        assertThat(table.order(table.route(message, "", "bulk"))).containsExactly("w");
        assertThat(table.order(message.withRoute("named"))).containsExactly("z");
        assertThat(table.order(message)).containsExactly("x");
        assertThat(table.names()).containsExactly("named", "high", "rest");
    }

    /** symfony/symfony#40905 and #45594: a retried mail lost its transport and went through the default one. */
    @Test
    void aStoredMessageKeepsItsRoute() {
        RouteTable table = table(Map.of("match", Map.of("tags", "orders")));

        assertThat(table.current(message.withRoute("r"), "", "normal").route()).isEqualTo("r");
        assertThat(table.current(message, "", "normal").route())
                .as("accepted on the default order")
                .isNull();
        assertThat(table.current(message.withRoute("gone"), "", "normal").route())
                .as("the rules decide again")
                .isEqualTo("r");
        assertThat(table.current(Messages.to("ann@example.com").withRoute("gone"), "", "normal")
                        .route())
                .isNull();
    }

    /** The words of the settings are those of the API. */
    @Test
    void everyPriorityMayBeACondition() {
        assertThat(Stream.of(Priority.values()).map(Priority::word).map(word -> routed(Map.of("priorities", word))))
                .containsExactlyInAnyOrder("r", null, null);
        assertThat(Set.of(Priority.values())).hasSize(3);
    }

    private String routed(Map<String, Object> match) {
        return table(Map.of("match", match)).route(message, "shop", "high").route();
    }

    private static RouteTable table(Map<String, Object> route) {
        Map<String, Object> block = new LinkedHashMap<>(route);
        block.put("order", List.of("p"));
        return new RouteTable(List.of("p"), new RouteSettings(Map.of("r", block)).routes());
    }
}
