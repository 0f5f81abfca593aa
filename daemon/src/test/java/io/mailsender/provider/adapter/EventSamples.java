package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.testing.EventLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The samples of a vendor (their SOURCE.txt says where they come from), and what its event source reads from them. */
final class EventSamples {

    private static final Path SAMPLES = Path.of("src/test/resources/events");

    private EventSamples() {}

    /**
     * Every file of a folder is read as {@code expected.txt} beside it says: its name, and an {@link EventLine} for each event.
     * {@code -Devents.accept=true} writes that file.
     */
    static void assertReadAsExpected(String folder, Function<String, EventReport> read) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SAMPLES.resolve(folder))) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        String actual = files.stream()
                .map(file -> file.getFileName() + "\n"
                        + EventLine.of(read.apply(text(file))).stream()
                                .map(line -> "  " + line + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
        Path expected = SAMPLES.resolve(folder).resolve("expected.txt");
        if (Boolean.getBoolean("events.accept")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(text(expected));
    }

    static String text(String file) {
        return text(SAMPLES.resolve(file));
    }

    static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(SAMPLES.resolve(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EventReport read(EventSource source, EventPost post) {
        return source.read(post).toCompletableFuture().join();
    }

    static void assertRefused(EventSource source, EventPost post, int status) {
        assertThatThrownBy(() -> read(source, post))
                .extracting(AsyncFailure::cause)
                .isInstanceOfSatisfying(
                        EventRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    /** Refused as not authentic, or as not readable, since a changed bit can also break the JSON. */
    static void assertRefused(EventSource source, EventPost post, String what) {
        assertThatThrownBy(() -> read(source, post))
                .as(what)
                .extracting(AsyncFailure::cause)
                .isInstanceOfSatisfying(
                        EventRefusedException.class,
                        refusal -> assertThat(refusal.status()).isIn(400, 401));
    }

    /** The bytes with one bit changed. */
    static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
