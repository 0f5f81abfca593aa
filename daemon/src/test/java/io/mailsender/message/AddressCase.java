package io.mailsender.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of address-cases.tsv. */
record AddressCase(String id, String address, String sensible, String reason, String kind) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");
    private static final List<AddressCase> ALL = read();

    static List<AddressCase> hardAccept() {
        return ofKind("hard-accept");
    }

    static List<AddressCase> hardReject() {
        return ofKind("hard-reject");
    }

    static List<AddressCase> eai() {
        return ofKind("eai");
    }

    static List<AddressCase> policy() {
        return ofKind("policy");
    }

    /** The form in which an accepted address is sent. */
    String sentAs() {
        int at = address.lastIndexOf('@');
        String domain = sensible.equals("accept-idn")
                ? reason.substring("send-as-".length())
                : address.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
        return address.substring(0, at + 1) + domain;
    }

    private static List<AddressCase> ofKind(String kind) {
        return ALL.stream().filter(c -> c.kind.equals(kind)).toList();
    }

    private static List<AddressCase> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AddressCase.class.getResourceAsStream("/address-cases.tsv")), UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("id\t"))
                    .map(line -> line.split("\t", -1))
                    .map(cell -> new AddressCase(cell[0], unescaped(cell[1]), cell[4], cell[5], cell[7]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescaped(String json) {
        return ESCAPE.matcher(json.substring(1, json.length() - 1)).replaceAll(escape -> {
            String character = escape.group(1);
            return Matcher.quoteReplacement(
                    switch (character.charAt(0)) {
                        case 'u' -> String.valueOf((char) Integer.parseInt(escape.group(2), 16));
                        case 'n' -> "\n";
                        case 'r' -> "\r";
                        case 't' -> "\t";
                        case 'b' -> "\b";
                        case 'f' -> "\f";
                        default -> character;
                    });
        });
    }
}
