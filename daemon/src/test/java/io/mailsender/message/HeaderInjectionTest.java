package io.mailsender.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.message.HostileMessage.Place;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No text of a message becomes an additional header line. */
class HeaderInjectionTest {

    private static final EmailAddress ADDRESS = EmailAddress.parse("a@b.example");

    private static final Session SESSION = Session.getInstance(new Properties());

    @ParameterizedTest
    @EnumSource(Place.class)
    void refusesControlsExceptInTheBody(Place place) {
        HostileText.withControls().forEach(text -> {
            if (place.isBody()) {
                assertClean(place, HostileMessage.of(place, text), text);
            } else {
                assertThatThrownBy(() -> HostileMessage.of(place, text))
                        .as(place + " " + text)
                        .isInstanceOf(IllegalArgumentException.class)
                        .satisfies(e -> assertThat(e.getMessage())
                                .hasSizeBetween(10, 150)
                                .doesNotContain("evil"));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void writesNoFurtherFieldWhateverTheText(Place place) {
        HostileText.deceptive().forEach(text -> {
            Message message;
            try {
                message = HostileMessage.of(place, text);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).doesNotContain("evil");
                return;
            }
            assertClean(place, message, text);
        });
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("io.mailsender.message.HostileText#long100k")
    void writesLongTextInShortLines(String text) {
        assertClean(Place.SUBJECT, HostileMessage.of(Place.SUBJECT, text.substring(0, 998)), text);
        assertClean(Place.HTML, HostileMessage.of(Place.HTML, text), text);
    }

    @ParameterizedTest
    @MethodSource("io.mailsender.message.HostileText#deceptive")
    void decodesToTheSubjectThatWasGiven(String text) throws Exception {
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            return;
        }
        MimeMessage read = read(Mime.write(HostileMessage.of(Place.SUBJECT, text), new Mailbox(null, ADDRESS)));

        assertThat(read.getSubject()).isEqualTo(text);
    }

    private static void assertClean(Place place, Message message, String text) {
        byte[] wire = Mime.write(message, new Mailbox(message.originator().displayName(), ADDRESS));
        String ascii = new String(wire, ISO_8859_1);
        assertThat(ascii.chars().allMatch(c -> c >= ' ' && c < 0x7F || "\t\r\n".indexOf(c) >= 0))
                .as(shown(text))
                .isTrue();
        assertThat(ascii.replace("\r\n", "").matches("[^\r\n]*+"))
                .as(shown(text))
                .isTrue();
        assertThat(ascii.lines().mapToInt(String::length).max().orElse(0))
                .as(shown(text))
                .isLessThanOrEqualTo(998);
        try {
            MimeMessage read = read(wire);
            assertThat(names(read.getAllHeaders()))
                    .containsExactlyInAnyOrder(
                            "Date",
                            "From",
                            "Reply-To",
                            "To",
                            "Subject",
                            "Message-ID",
                            "MIME-Version",
                            "Content-Type",
                            message.extras().headers().keySet().iterator().next());
            assertThat(read.getAllRecipients()).hasSize(1);
            assertThat(read.getFrom()).hasSize(1);
            if (place.isInAPart()) {
                assertParts((MimeMultipart) read.getContent(), message.content());
            }
        } catch (Exception e) {
            throw new AssertionError(shown(text), e);
        }
    }

    private static void assertParts(MimeMultipart mixed, Content content) throws Exception {
        assertThat(mixed.getCount()).isEqualTo(2);
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(alternative.getBodyPart(0).getContent()).isEqualTo(canonical(content.text()));
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        assertThat(related.getBodyPart(0).getContent()).isEqualTo(canonical(content.html()));
        assertFile(mixed.getBodyPart(1), content.attachments().get(0));
        assertFile(related.getBodyPart(1), content.attachments().get(1));
    }

    private static void assertFile(BodyPart part, Attachment attachment) throws Exception {
        assertThat(part.getFileName()).isEqualTo(attachment.filename());
        assertThat(part.getInputStream().readAllBytes()).isEqualTo(attachment.content());
        assertThat(names(part.getAllHeaders()))
                .isSubsetOf("Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID");
    }

    private static String shown(String text) {
        return text.length() < 100 ? text : text.substring(0, 100) + "...";
    }

    private static @Nullable String canonical(@Nullable String text) {
        return text == null ? null : new String(text.getBytes(UTF_8), UTF_8).replaceAll("\\r\\n|\\r|\\n", "\r\n");
    }

    private static List<String> names(java.util.Enumeration<Header> headers) {
        return Collections.list(headers).stream().map(Header::getName).toList();
    }

    private static MimeMessage read(byte[] wire) throws Exception {
        return new MimeMessage(SESSION, new ByteArrayInputStream(wire));
    }
}
