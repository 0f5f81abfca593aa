package io.mailsender.console;

import jakarta.inject.Singleton;
import java.util.List;

/** Recipients' addresses as lists show them: in full, or with their beginning only (setting {@code console.mask-addresses}). */
@Singleton
public final class AddressText {

    private final boolean isMasked;

    AddressText(ConsoleSettings settings) {
        this.isMasked = settings.maskAddresses();
    }

    /** One address. */
    public String of(String address) {
        int at = address.lastIndexOf('@');
        return isMasked && at > 0
                ? address.substring(0, address.offsetByCodePoints(0, 1)) + "…" + address.substring(at)
                : address;
    }

    /** A text of somebody else, such as a provider's words, which often repeat an address: each in it as a list shows it. */
    public String in(String text) {
        if (!isMasked) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = at;
            while (start > from && isOfLocalPart(text.charAt(start - 1))) {
                start--;
            }
            if (start < at) {
                shown.append(text, from, text.offsetByCodePoints(start, 1)).append('…');
                from = at;
            }
        }
        return shown.append(text, from, text.length()).toString();
    }

    private static boolean isOfLocalPart(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0;
    }

    /** The first of several addresses, and how many others there are. */
    public String of(List<String> addresses) {
        return addresses.isEmpty()
                ? "–"
                : of(addresses.get(0)) + (addresses.size() > 1 ? " +" + (addresses.size() - 1) : "");
    }
}
