package io.mailsender.message;

import java.util.List;
import java.util.stream.Stream;

/** Texts that would do harm in a header field, an address or a MIME parameter. */
public final class HostileText {

    private HostileText() {}

    /** Texts with a line break or another control character. */
    public static Stream<String> withControls() {
        return Stream.of(
                        "\r\n",
                        "\r",
                        "\n",
                        "\0",
                        "\t",
                        "\u000B",
                        "\f",
                        "\u001B[2J",
                        "\u007F",
                        "\u0085",
                        "\u2028",
                        "\u2029")
                .flatMap(control -> Stream.of("a" + control + "Bcc: evil@evil.example", "ü" + control));
    }

    /** Texts without control characters that could turn into some, or have another meaning in their place. */
    public static Stream<String> deceptive() {
        return Stream.of(
                "=?utf-8?q?a=0D=0ABcc:_evil@evil.example?=",
                "a =?utf-8?b?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?= b",
                "b\u560D\u560ABcc: evil@evil.example",
                "\u010D\u010ABcc: evil@evil.example",
                "a\" <evil@evil.example>, \"b",
                "a\\",
                "a\\\"",
                "\"",
                "<>",
                "a; filename=evil.exe",
                "a\"; filename=\"evil.exe",
                "a%0D%0ABcc: evil@evil.example",
                "\\r\\nBcc: evil@evil.example",
                "😀".repeat(60),
                "e\u0301".repeat(100),
                "x".repeat(255),
                "x y ".repeat(60),
                "ö".repeat(255),
                "a" + " ".repeat(200) + "b",
                " leading and trailing ",
                "--=_mixed_0123456789abcdef0123456789abcdef--",
                "\uD83D",
                "\uDE00a",
                "a\u202Efdp.exe",
                "../../etc/passwd",
                "C:\\autoexec.bat",
                "..",
                ".");
    }

    public static List<String> long100k() {
        return Stream.of(
                        "a", "a.", ".", "@", "a@", "\"", "\\\"", "(", "<", "> <", "xn--", "ö", "ö.", "-", " ", "=?",
                        "a@b.", "😀")
                .map(part -> part.repeat(100_000 / part.length()))
                .toList();
    }
}
