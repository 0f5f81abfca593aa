package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.provider.Provider;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.EventSource.Authentication;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.testing.EventLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each vendor's reports have in common that are authenticated by a secret in the URL. */
abstract class SecretEventsContract extends ProviderFixture {

    static final String SECRET = "correct-horse.battery_staple~9";
    static final Instant RECEIVED = Instant.parse("2026-11-29T12:00:00Z");
    static final String OUR_ID = "0123456789abcdef0123456789abcdef";

    private static final Path SAMPLES = Path.of("src", "test", "resources", "events");

    /** The provider, with the vendor's server replaced by {@link #server}. */
    abstract Provider provider(@Nullable String eventSecret);

    /** The vendor's folder of samples. */
    abstract String folder();

    /** A row for each event of each sample: {@code FILE | EventLine}; a dash if the sample has no event. */
    abstract String samples();

    /** A report of one delivery. @param id our own id of the message, or something else */
    abstract String delivery(String id);

    final EventSource source() {
        return provider(SECRET).events().orElseThrow();
    }

    @Test
    final void readsEverySample() {
        Map<String, List<String>> expected = samples()
                .lines()
                .map(row -> row.split(" \\| ", 2))
                .collect(groupingBy(
                        row -> row[0].strip(), LinkedHashMap::new, mapping(row -> row[1].strip(), toList())));
        expected.replaceAll((name, lines) -> lines.equals(List.of("-")) ? List.of() : lines);
        Map<String, List<String>> read = new LinkedHashMap<>();
        expected.keySet().forEach(name -> read.put(name, EventLine.of(read(sample(name)))));
        assertThat(read).isEqualTo(expected);
    }

    @Test
    final void noSampleIsForgotten() throws IOException {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(SAMPLES.resolve(folder()))) {
            all.filter(file -> file.toString().endsWith(".json"))
                    .forEach(file -> files.add(file.getFileName().toString().replace(".json", "")));
        }
        Set<String> named = new TreeSet<>();
        samples().lines().forEach(row -> named.add(row.split(" \\| ", 2)[0].strip()));
        assertThat(named).isEqualTo(files).isNotEmpty();
    }

    @Test
    final void aRepeatedReportHasTheSameIdsAndDifferentEventsDoNot() throws IOException {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> all = Files.walk(SAMPLES.resolve(folder()))) {
            for (Path file :
                    all.filter(some -> some.toString().endsWith(".json")).toList()) {
                String body = Files.readString(file);
                List<String> first = ids(read(body));
                EventPost later = new EventPost(bearer(SECRET), body.getBytes(UTF_8), RECEIVED.plusSeconds(3600));
                assertThat(ids(source().read(later).toCompletableFuture().join()))
                        .isEqualTo(first);
                ids.addAll(first);
            }
        }
        assertThat(ids).allMatch(id -> !id.isBlank() && id.length() <= 64);
        assertThat(new HashSet<>(ids)).hasSizeGreaterThan(ids.size() / 2);
    }

    @Test
    final void readsOurOwnId() {
        ProviderEvent event = read(delivery(OUR_ID)).events().get(0);
        assertThat(event.subject().messageId()).isEqualTo(OUR_ID);
        assertThat(event.type().word()).isEqualTo("delivered");
        assertThat(read(delivery("order 7")).events().get(0).subject().messageId())
                .isNull();
        assertThat(read(delivery(OUR_ID + "0")).events().get(0).subject().messageId())
                .isNull();
    }

    @Test
    final void isAbsentWithoutASecret() {
        assertThat(provider(null).events()).isEmpty();
        assertThat(source().authentication()).isEqualTo(Authentication.SECRET_IN_URL);
    }

    @Test
    final void acceptsTheSecretAsBearerAndAsBasicPassword() {
        assertThat(post(bearer(SECRET)).events()).hasSize(1);
        assertThat(post(basic("events:" + SECRET)).events()).hasSize(1);
        assertThat(post(basic("someone else:" + SECRET)).events()).hasSize(1);
    }

    @Test
    final void refusesAnotherSecret() {
        List<Map<String, String>> wrong = new ArrayList<>(List.of(
                Map.of(),
                Map.of("Authorization", ""),
                Map.of("Authorization", SECRET),
                Map.of("Authorization", "Basic " + SECRET),
                Map.of("Authorization", "Digest " + SECRET),
                Map.of("X-Secret", SECRET),
                bearer(""),
                bearer(SECRET + "0"),
                bearer(SECRET.substring(1)),
                basic(SECRET),
                basic(SECRET + ":"),
                basic("events:")));
        for (int i = 0; i < SECRET.length(); i++) {
            StringBuilder changed = new StringBuilder(SECRET);
            changed.setCharAt(i, (char) (changed.charAt(i) ^ 1));
            wrong.add(bearer(changed.toString()));
            wrong.add(basic("events:" + changed));
        }
        assertThat(wrong).allSatisfy(headers -> assertRefused(headers, delivery(OUR_ID), 401));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[{]", "no JSON", "\"text\"", "17", "null", "{}{}"})
    final void refusesWhatCannotBeRead(String body) {
        assertRefused(bearer(SECRET), body, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "[null]", "[[], 1, \"x\"]", "[{}]", "{\"event\": {}, \"RecordType\": []}"})
    final void aReportWithoutAnEventIsNoError(String body) {
        assertThat(read(body).events()).isEmpty();
    }

    @Test
    final void readsTheOthersOfABatchWithABrokenItem() {
        String one = delivery(OUR_ID).strip();
        String item = one.startsWith("[") ? one.substring(1, one.length() - 1) : one;
        assertThat(read("[" + item + ", {}, 7, {\"msys\": 1}, " + item + "]").events())
                .hasSize(2);
        assertThat(read("\uFEFF " + delivery(OUR_ID)).events()).hasSize(1);
    }

    final EventReport read(String body) {
        return source().read(new EventPost(bearer(SECRET), body.getBytes(UTF_8), RECEIVED))
                .toCompletableFuture()
                .join();
    }

    /** The only event, as a line. */
    final String line(String body) {
        return EventLine.of(read(body)).stream().reduce((a, b) -> a + "\n" + b).orElse("-");
    }

    private EventReport post(Map<String, String> headers) {
        return source().read(new EventPost(headers, delivery(OUR_ID).getBytes(UTF_8), RECEIVED))
                .toCompletableFuture()
                .join();
    }

    private void assertRefused(Map<String, String> headers, String body, int status) {
        assertThatThrownBy(() -> source().read(new EventPost(headers, body.getBytes(UTF_8), RECEIVED))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        EventRefusedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
    }

    private String sample(String name) {
        try (Stream<Path> all = Files.walk(SAMPLES.resolve(folder()))) {
            return Files.readString(all.filter(file -> file.endsWith(name + ".json"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no sample " + name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(EventReport report) {
        return report.events().stream().map(ProviderEvent::id).toList();
    }

    private static Map<String, String> bearer(String secret) {
        return Map.of("Authorization", "Bearer " + secret);
    }

    private static Map<String, String> basic(String credentials) {
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }
}
