package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.testing.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

    /**
     * A message as version 1 stored it. It would be refused today: for its display names, a domain, a header field, its attachments,
     * and an address that appears twice.
     */
    static final String VERSION_1 =
            "010000002030313233343536373839616263646566303132333435363738396162636465660000000b6578616d706c652e6f7267000001"
                    + "9c21ace9cb0000001253686f70203c7340622e6578616d706c653e0000001073686f70406578616d706c652e636f6d0000000100000006"
                    + "41efb88f6e6e0000000b7240786e2d2d302e746c640000000200000003416e6e0000000f616e6e406578616d706c652e636f6dffffffff"
                    + "0000000f626f62406578616d706c652e636f6d00000001ffffffff0000000f626f62406578616d706c652e636f6d00000001ffffffff00"
                    + "00000b7840792e6578616d706c65000000074772c3bcc39f650000000174ffffffff0000000200000005612e706e6700000009696d6167"
                    + "652f706e67000000046c6f676f0000000201ff00000005622e706e6700000009696d6167652f706e67000000046c6f676f0000000201ff"
                    + "00000001000000104c6973742d556e737562736372696265000000183c68747470733a2f2f6578616d706c652e636f6d2fc3bc3e000000"
                    + "010000000374616700000001000000016b0000000176";

    @Test
    void readsVersion1() {
        Message message = MessageCodec.decode(HexFormat.of().parseHex(VERSION_1));

        assertThat(message.id()).hasToString("0123456789abcdef0123456789abcdef");
        assertThat(message.date()).isEqualTo(Instant.parse("2026-02-03T04:05:06.123Z"));
        assertThat(message.originator().displayName()).isEqualTo("Shop <s@b.example>");
        assertThat(message.originator().address()).hasToString("shop@example.com");
        assertThat(message.originator().replyTo()).singleElement().satisfies(mailbox -> {
            assertThat(mailbox.displayName()).isEqualTo("Ann");
            assertThat(mailbox.address()).hasToString("r@xn--0.tld");
        });
        assertThat(message.destination().addresses())
                .extracting(Object::toString)
                .containsExactly("ann@example.com", "bob@example.com", "x@y.example");
        assertThat(message.content().subject()).isEqualTo("Grüße");
        assertThat(message.content().text()).isEqualTo("t");
        assertThat(message.content().html()).isNull();
        assertThat(message.content().calendar()).isNull();
        assertThat(message.content().attachments())
                .extracting(file -> file.filename() + file.contentId())
                .containsExactly("a.pnglogo", "b.pnglogo");
        assertThat(message.content().attachments().get(1).content()).containsExactly(1, -1);
        assertThat(message.extras().headers()).isEqualTo(Map.of("List-Unsubscribe", "<https://example.com/ü>"));
        assertThat(message.extras().tags()).containsExactly("tag");
        assertThat(message.extras().metadata()).isEqualTo(Map.of("k", "v"));
        assertThat(new String(Mime.write(message, Mailbox.parse("a@b.example")), StandardCharsets.US_ASCII))
                .contains("List-Unsubscribe: =?UTF-8?B?");
    }

    @Test
    void keepsACalendar() {
        Message plain = Messages.withEverything();
        Calendar calendar = Calendar.parse("BEGIN:VCALENDAR\nMETHOD:CANCEL\nSUMMARY:Grüße\nEND:VCALENDAR", null);
        Message message = new Message(
                plain.id(),
                plain.date(),
                plain.originator(),
                plain.destination(),
                new Content("s", null, null, calendar, List.of()),
                plain.extras());

        assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void keepsEveryField() {
        Message message = Messages.withEverything().withRoute("marketing");

        assertThat(MessageCodec.decode(MessageCodec.encode(message)))
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @Test
    void keepsATextThatIsLongerThanTheDefaultLimitOfTheParser() {
        Message message = Messages.withText("ä".repeat(21_000_000));

        assertThat(MessageCodec.decode(MessageCodec.encode(message)).content().text())
                .isEqualTo(message.content().text());
    }

    @Test
    void skipsUnknownFields() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MessageCodec.VERSION);
        try (JsonGenerator cbor = new CBORFactory().createGenerator(bytes)) {
            cbor.writeStartObject();
            cbor.writeArrayFieldStart("unknown_array");
            cbor.writeStartObject();
            cbor.writeStringField("subject", "not this one");
            cbor.writeEndObject();
            cbor.writeEndArray();
            cbor.writeStringField("id", "0123456789abcdef0123456789abcdef");
            cbor.writeStringField("domain", "example.org");
            cbor.writeStringField("subject", "Grüße");
            cbor.writeBinaryField("unknown_bytes", new byte[] {1});
            cbor.writeEndObject();
        }

        Message message = MessageCodec.decode(bytes.toByteArray());

        assertThat(message.content().subject()).isEqualTo("Grüße");
        assertThat(message.destination().to()).isEmpty();
    }

    @Test
    void refusesDamagedContentAndOtherVersions() {
        byte[] bytes = MessageCodec.encode(Messages.withEverything());
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> MessageCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        for (byte version : new byte[] {0, MessageCodec.VERSION + 1, -1}) {
            bytes[0] = version;
            assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
