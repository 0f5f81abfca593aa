package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/addresses.md agrees with the code. */
class AddressesPageTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Stream<String> mailboxes() throws IOException {
        return rows().filter(row -> !row.startsWith("| `From`")
                && CODE.matcher(row.split("\\|")[1]).results().count() == 1);
    }

    static Stream<String> ownedFields() throws IOException {
        return rows().filter(row -> examples(row).size() > 1).flatMap(row -> examples(row).stream());
    }

    @ParameterizedTest
    @MethodSource("mailboxes")
    void decidesOnMailboxesLikeThePage(String row) {
        String example = examples(row).get(0);

        if (row.split("\\|")[2].strip().equals("accepted")) {
            assertThat(Mailbox.parse(example)).isNotNull();
        } else {
            assertThatThrownBy(() -> Mailbox.parse(example)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** The A-label that the page gives for an address is correct, and all A-labels on the page are valid. */
    @Test
    void namesTheALabelsThatAreSent() throws IOException {
        assertThat(rows().filter(row -> row.contains("goes out as an A-label")))
                .singleElement()
                .satisfies(row -> {
                    String domain = EmailAddress.parse(examples(row).get(0)).domain();
                    assertThat(row).contains("`" + domain + "`");
                });
        List<String> domains = Pattern.compile("xn--[a-z0-9.-]+[a-z0-9]")
                .matcher(page())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(domains).hasSizeGreaterThan(2);
        for (String domain : domains) {
            if (!domain.startsWith("xn--0.")) {
                assertThat(EmailAddress.parse("a@" + domain).domain()).isEqualTo(domain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ownedFields")
    void refusesTheHeaderFieldsOnThePage(String field) {
        for (String name : List.of(
                field.replace("*", "Any"),
                field.toUpperCase(java.util.Locale.ROOT).replace("*", "A"))) {
            assertThatThrownBy(() -> CustomField.require(name, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("owns");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "In-Reply-To",
                "References",
                "Auto-Submitted",
                "Precedence",
                "Importance",
                "Priority",
                "X-Anything",
            })
    void acceptsTheFieldsThatThePageAllows(String name) throws IOException {
        assertThat(page()).contains("`" + name.replace("Anything", "`"));
        CustomField.require(name, "<https://example.com/u?x=1>");
    }

    @Test
    void findsTheRowsOfThePage() throws IOException {
        assertThat(mailboxes()).hasSizeGreaterThan(25);
        assertThat(ownedFields()).hasSizeGreaterThan(35);
    }

    private static Stream<String> rows() throws IOException {
        return page().lines().filter(line -> line.matches("\\|.*\\| (accepted|refused) \\|.*"));
    }

    private static List<String> examples(String row) {
        return CODE.matcher(Arrays.stream(row.split("\\| (accepted|refused) \\|"))
                        .findFirst()
                        .orElseThrow())
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/addresses.md"));
    }
}
