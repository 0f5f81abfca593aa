package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.testing.Messages;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTest {

    private static final String ICS =
            "BEGIN:VCALENDAR\nVERSION:2.0\rMETHOD:REQUEST\r\nBEGIN:VEVENT\nSUMMARY:Grüße\nEND:VEVENT\nEND:VCALENDAR";

    @Test
    void isTheLastFormOfTheText() throws Exception {
        Calendar calendar = Calendar.parse(ICS, "request");
        Attachment logo = new Attachment("l.png", "image/png", new byte[1], "l");
        Attachment pdf = new Attachment("a.pdf", "application/pdf", new byte[1], null);
        MimeMultipart mixed = (MimeMultipart) read(new Content("s", "t", "<p>", calendar, List.of(logo, pdf)));
        MimeMultipart forms = (MimeMultipart) mixed.getBodyPart(0).getContent();
        BodyPart last = forms.getBodyPart(2);

        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        assertThat(mixed.getCount()).isEqualTo(2);
        assertThat(forms.getContentType()).startsWith("multipart/alternative");
        assertThat(forms.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(forms.getBodyPart(1).getContentType()).startsWith("multipart/related");
        assertThat(last.getContentType()).isEqualTo("text/calendar; method=REQUEST; charset=UTF-8");
        assertThat(new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Grüße\r\nEND:VEVENT\r\n"
                                + "END:VCALENDAR\r\n");
    }

    @Test
    void isAddedToTextAndHtml() throws Exception {
        Calendar calendar = Calendar.parse(ICS, null);
        assertThat(types(new Content("s", null, "<p>", calendar, List.of())))
                .containsExactly("text/html", "text/calendar");
        assertThat(types(new Content("s", "t", null, calendar, List.of())))
                .containsExactly("text/plain", "text/calendar");
        assertThat(types(new Content("s", null, null, calendar, List.of())))
                .containsExactly("text/plain", "text/calendar");
    }

    @Test
    void readsAMethodInAnyCaseAndFolded() {
        assertThat(Calendar.parse(ICS.replace("METHOD:REQUEST", "met\n HOD;X=1:cancel"), "CANCEL")
                        .method())
                .isEqualTo("CANCEL");
        assertThat(Calendar.parse("\uFEFF" + ICS + "\r\n\r\n", null).method()).isEqualTo("REQUEST");
    }

    /** nodemailer/nodemailer#872: no BEGIN:VCALENDAR. ical4j/ical4j#529: no METHOD. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NAME:Test Events\nBEGIN:VEVENT\nMETHOD:REQUEST\nEND:VEVENT\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nMETHOD:REQUEST\nEND:VEVENT\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT",
                "BEGIN:VCALENDAR\nMETHOD:HACK\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:REQUEST\nSUMMARY:a\u0000b\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:REQUEST\nSUMMARY:a\uD800b\nEND:VCALENDAR",
            })
    void refusesContentWithoutOneInvitation(String content) {
        assertRefused(content, null);
    }

    @Test
    void refusesADifferentMethod() {
        assertRefused(ICS, "CANCEL");
        assertRefused(ICS, "REQUEST\r\nX: y");
    }

    private static void assertRefused(String content, @Nullable String method) {
        assertThatThrownBy(() -> Calendar.parse(content, method)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> types(Content content) throws Exception {
        MimeMultipart forms = (MimeMultipart) read(content);
        return List.of(type(forms.getBodyPart(0)), type(forms.getBodyPart(1)));
    }

    private static String type(BodyPart part) throws Exception {
        return part.getContentType().substring(0, part.getContentType().indexOf(';'));
    }

    private static Object read(Content content) throws Exception {
        Message message = Messages.to("ann@example.com");
        byte[] wire = Mime.write(
                new Message(
                        message.id(),
                        message.date(),
                        message.originator(),
                        message.destination(),
                        content,
                        message.extras()),
                Mailbox.parse("a@b.example"));
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(wire)).getContent();
    }
}
