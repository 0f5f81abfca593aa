package io.mailsender.suppression;

import static io.mailsender.testing.TestKeys.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import io.micronaut.json.tree.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of the suppression list: by hand, as files, and with the providers' own lists. */
class SuppressionsApiTest {

    @TempDir
    Path directory;

    private final VendorList mailgun = new VendorList();
    private TestDaemon daemon;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(TestDaemon.sqlite(directory));
        settings.put(
                "api-keys",
                Map.of(
                        "shop",
                        Map.of("hash", TestKeys.hash("shop-key"), "scopes", List.of("send", "read")),
                        "root",
                        Map.of("hash", TestKeys.hash("root-key"), "scopes", List.of("send", "read", "admin"))));
        daemon = TestDaemon.with(
                settings,
                new ScriptedProvider("mailgun").suppresses(mailgun),
                new ScriptedProvider("ses").suppresses(new RefusingList()),
                new ScriptedProvider("relay"));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aKeySeesAndChangesOnlyItsOwnEntries() {
        assertThat(post("shop", "{\"addresses\": [\"ann@example.com\"], \"text\": \"by phone\"}")
                        .status())
                .isEqualTo(200);
        assertThat(post("root", "{\"addresses\": [\"bob@example.com\"], \"reason\": \"complaint\"}")
                        .status())
                .isEqualTo(200);

        assertThat(addresses(get("shop", "/suppressions"))).containsExactly("ann@example.com");
        assertThat(addresses(get("root", "/suppressions"))).containsExactly("ann@example.com", "bob@example.com");
        assertThat(addresses(get("root", "/suppressions?scope=*"))).containsExactly("bob@example.com");
        assertThat(addresses(get("root", "/suppressions?reason=complaint"))).containsExactly("bob@example.com");
        assertThat(addresses(get("root", "/suppressions?source=shop"))).containsExactly("ann@example.com");
        assertThat(addresses(get("root", "/suppressions?address=ANN@example.com")))
                .containsExactly("ann@example.com");
        JsonNode entry = get("shop", "/suppressions/Ann@example.com")
                .json()
                .get("suppressions")
                .get(0);
        assertThat(entry.get("scope").getStringValue()).isEqualTo("shop");
        assertThat(entry.get("text").getStringValue()).isEqualTo("by phone");
        assertThat(entry.get("source").getStringValue()).isEqualTo("shop");

        assertThat(get("shop", "/suppressions/bob@example.com").status()).isEqualTo(404);
        assertThat(delete("shop", "bob@example.com").status()).isEqualTo(404);
        assertThat(get("shop", "/suppressions?scope=*").status()).isEqualTo(403);
        assertThat(post("shop", "{\"addresses\": [\"a@example.com\"], \"scope\": \"*\"}")
                        .status())
                .isEqualTo(403);
        assertThat(post("shop", "{\"addresses\": [\"a@example.com\"], \"scope\": \"root\"}")
                        .status())
                .isEqualTo(403);
        assertThat(delete("shop", "ann@example.com?lift_at_providers=true").status())
                .isEqualTo(403);
        assertThat(delete("shop", "ann@example.com").status()).isEqualTo(200);
        assertThat(delete("shop", "ann@example.com").status()).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(post("root", "{\"addresses\": [\"a@example.com\", \"nobody\"]}")
                        .text())
                .contains("addresses[1]")
                .doesNotContain("nobody");
        assertThat(post("root", "{\"addresses\": []}").status()).isEqualTo(400);
        assertThat(post("root", "{\"addresses\": [\"a@example.com\"], \"reason\": \"spam\"}")
                        .text())
                .contains("hard_bounce");
        assertThat(post("root", "{\"addresses\": [\"a@example.com\"], \"expires\": \"2020-01-01T00:00:00Z\"}")
                        .text())
                .contains("in the future");
        assertThat(get("root", "/suppressions?cursor=x").status()).isEqualTo(400);
        assertThat(get("root", "/suppressions?limit=0").status()).isEqualTo(400);
        assertThat(addresses(get("root", "/suppressions"))).isEmpty();
    }

    /** pypi/warehouse#18501, usesend/useSend#324: the provider's own list went on stopping the mail. */
    @Test
    void liftsAnAddressAtTheProvidersAndSaysWhatEachAnswered() {
        post("root", "{\"addresses\": [\"ann@example.com\"]}");

        JsonNode answer =
                delete("root", "ann@example.com?lift_at_providers=true").json();

        assertThat(answer.get("removed").size()).isEqualTo(1);
        JsonNode providers = answer.get("providers");
        assertThat(providers.size()).isEqualTo(2);
        assertThat(providers.get(0).get("provider").getStringValue()).isEqualTo("mailgun");
        assertThat(providers.get(0).get("lifted").getBooleanValue()).isTrue();
        assertThat(providers.get(1).get("lifted").getBooleanValue()).isFalse();
        assertThat(providers.get(1).get("msg").getStringValue()).isEqualTo("complaints are not lifted");
        assertThat(mailgun.removed).containsExactly("ann@example.com");
        assertThat(delete("root", "ann@example.com?lift_at_providers=true").status())
                .isEqualTo(200);
    }

    @Test
    void copiesAProvidersList() {
        Answer answer = call(daemon, "root-key", "POST", "/suppressions/import/mailgun", "");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("imported").getLongValue()).isEqualTo(3_000);
        JsonNode entry = get("root", "/suppressions/user2999@example.com")
                .json()
                .get("suppressions")
                .get(0);
        assertThat(entry.get("reason").getStringValue()).isEqualTo("complaint");
        assertThat(entry.get("source").getStringValue()).isEqualTo("mailgun");
        assertThat(entry.get("scope").getStringValue()).isEqualTo("*");
        assertThat(call(daemon, "root-key", "POST", "/suppressions/import/ses", "")
                        .status())
                .isEqualTo(503);
        assertThat(call(daemon, "root-key", "POST", "/suppressions/import/relay", "")
                        .status())
                .isEqualTo(404);
        assertThat(call(daemon, "shop-key", "POST", "/suppressions/import/mailgun", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void exportsWhatCanBeImportedAgain() {
        post(
                "root",
                "{\"addresses\": [\"=cmd@example.com\", \"+1@example.com\"], \"text\": \"=HYPERLINK(\\\"x\\\"), 1\"}");
        post(
                "root",
                "{\"addresses\": [\"ann@example.com\"], \"scope\": \"shop\", \"expires\": \"2090-01-01T00:00:00Z\"}");

        String csv = get("root", "/suppressions/export").text();

        assertThat(csv).startsWith("address,reason,scope,created,expires,text,source\r\n");
        assertThat(csv.lines()).noneMatch(line -> line.startsWith("=") || line.startsWith("+") || line.contains(",="));
        for (String address : new String[] {"%3Dcmd@example.com", "%2B1@example.com", "ann@example.com"}) {
            assertThat(delete("root", address).status()).as(address).isEqualTo(200);
        }
        assertThat(addresses(get("root", "/suppressions"))).isEmpty();
        assertThat(load("root", csv, StandardCharsets.UTF_8).get("imported").getLongValue())
                .isEqualTo(3);
        assertThat(withoutSource(get("root", "/suppressions/export").text())).isEqualTo(withoutSource(csv));
    }

    /** A quote that is not closed would swallow the addresses behind it, which would then be mailed. */
    @ParameterizedTest
    @ValueSource(strings = {"cid@example.com\n", "cid@example.com\ndi@example.com,\"by letter\"\n"})
    void namesAQuoteThatIsNotClosed(String rest) {
        JsonNode answer = load(
                "root",
                "address,text\nann@example.com,\nbob@example.com,\"asked by phone\n" + rest,
                StandardCharsets.UTF_8);

        assertThat(answer.get("imported").getLongValue()).isEqualTo(1);
        assertThat(answer.get("rejected").getLongValue()).isEqualTo(1);
        assertThat(answer.get("errors").get(0).get("field").getStringValue()).isEqualTo("line 3");
        assertThat(answer.get("errors").get(0).get("message").getStringValue()).contains("quote");
    }

    private static List<String> withoutSource(String csv) {
        return csv.lines().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    @Test
    void readsOddFiles() {
        String bom = "\uFEFF";
        assertThat(imported(bom + "address\r\n\"ann@example.com\"\r\n\r\nBob@Example.com\r\n"))
                .isEqualTo(2);
        assertThat(imported("cid@example.com\ndan@example.com")).isEqualTo(2);
        assertThat(imported("E-Mail;Reason;Created At\neve@example.com;Bounce;2024-01-31 08:00:00\n"))
                .isEqualTo(1);
        assertThat(imported("address\treason\nfay@example.com\tcomplaint\n")).isEqualTo(1);
        // SendGrid, Mailgun and Postmark.
        assertThat(
                        imported(
                                "email,created,reason,status\ngil@example.com,1700000000,\"550 5.1.1 \"\"gone\"\",\nreally\",5.1.1\n"))
                .isEqualTo(1);
        assertThat(
                        imported(
                                "address,code,error,created_at\nhal@example.com,550,No such user,\"Thu, 13 Oct 2011 18:02:00 UTC\"\n"))
                .isEqualTo(1);
        assertThat(
                        imported(
                                "EmailAddress,SuppressionReason,Origin,CreatedAt\nida@example.com,SpamComplaint,Recipient,2019-12-10T08:58:33-05:00\n"))
                .isEqualTo(1);
        assertThat(load("root", bom + "address\njan@bücher.example\n", StandardCharsets.UTF_16LE)
                        .get("imported")
                        .getLongValue())
                .isEqualTo(1);
        assertThat(imported("\n")).isZero();

        assertThat(entry("eve@example.com").get("reason").getStringValue()).isEqualTo("hard_bounce");
        assertThat(entry("eve@example.com").get("created").getStringValue()).isEqualTo("2024-01-31T08:00:00Z");
        assertThat(entry("gil@example.com").get("text").getStringValue()).isEqualTo("550 5.1.1 \"gone\", really");
        assertThat(entry("gil@example.com").get("created").getStringValue()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(entry("hal@example.com").get("text").getStringValue()).isEqualTo("No such user");
        assertThat(entry("hal@example.com").get("created").getStringValue()).isEqualTo("2011-10-13T18:02:00Z");
        assertThat(entry("ida@example.com").get("reason").getStringValue()).isEqualTo("complaint");
        assertThat(entry("jan@xn--bcher-kva.example").get("source").getStringValue())
                .isEqualTo("import");
    }

    @Test
    void namesEachBadLineAndKeepsTheGoodOnes() {
        JsonNode result = load(
                "shop",
                "address,scope,expires\nann@example.com,,\nnobody,,\nbob@example.com,root,\n\ncid@example.com,shop,soon\ndan@example.com,shop,2090-01-01\n",
                StandardCharsets.UTF_8);

        assertThat(result.get("imported").getLongValue()).isEqualTo(2);
        assertThat(result.get("rejected").getLongValue()).isEqualTo(3);
        assertThat(StreamSupport.stream(result.get("errors").values().spliterator(), false)
                        .map(error -> error.get("field").getStringValue()))
                .containsExactly("line 3", "line 4", "line 6");
        assertThat(addresses(get("shop", "/suppressions"))).containsExactly("ann@example.com", "dan@example.com");
    }

    @Test
    void readsALongFile() {
        String file = IntStream.range(0, 100_000)
                .mapToObj(i -> "user" + i + "@example.com")
                .collect(Collectors.joining("\n"));

        assertThat(imported(file)).isEqualTo(100_000);
        assertThat(get("root", "/suppressions/export").text().lines()).hasSize(100_001);
    }

    private long imported(String csv) {
        JsonNode result = load("root", csv, StandardCharsets.UTF_8);
        assertThat(result.get("rejected").getLongValue()).as(csv).isZero();
        return result.get("imported").getLongValue();
    }

    private JsonNode load(String key, String csv, Charset charset) {
        Answer answer = daemon.send(daemon.request("/suppressions/import")
                .header("Authorization", "Bearer " + key + "-key")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(csv.getBytes(charset))));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode entry(String address) {
        return get("root", "/suppressions/" + address)
                .json()
                .get("suppressions")
                .get(0);
    }

    private Answer post(String key, String json) {
        return call(daemon, key + "-key", "POST", "/suppressions", json);
    }

    private Answer get(String key, String path) {
        return call(daemon, key + "-key", "GET", path, "");
    }

    private Answer delete(String key, String address) {
        return call(daemon, key + "-key", "DELETE", "/suppressions/" + address, "");
    }

    private static List<String> addresses(Answer list) {
        return StreamSupport.stream(list.json().get("suppressions").values().spliterator(), false)
                .map(entry -> entry.get("address").getStringValue())
                .toList();
    }

    /** Three pages of a thousand. */
    private static final class VendorList implements SuppressionList {

        private final List<String> removed = new ArrayList<>();

        @Override
        public CompletionStage<Page> list(@Nullable String cursor) {
            int from = cursor == null ? 0 : Integer.parseInt(cursor);
            List<Entry> entries = IntStream.range(from, from + 1_000)
                    .mapToObj(i -> new Entry(
                            EmailAddress.parse("user" + i + "@example.com"),
                            SuppressionReason.COMPLAINT,
                            Instant.parse("2020-01-01T00:00:00Z"),
                            ""))
                    .toList();
            return CompletableFuture.completedFuture(
                    new Page(entries, from + 1_000 < 3_000 ? Integer.toString(from + 1_000) : null));
        }

        @Override
        public CompletionStage<Void> remove(EmailAddress address) {
            removed.add(address.toString());
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A vendor that fails. */
    private static final class RefusingList implements SuppressionList {

        @Override
        public CompletionStage<Page> list(@Nullable String cursor) {
            return CompletableFuture.failedFuture(new LookupFailedException(new Reply(500, "try later"), true));
        }

        @Override
        public CompletionStage<Void> remove(EmailAddress address) {
            throw new LookupFailedException(new Reply(403, "complaints are not lifted"), false);
        }
    }
}
