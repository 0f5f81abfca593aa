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

    /** The first of several addresses, and how many others there are. */
    public String of(List<String> addresses) {
        return addresses.isEmpty()
                ? "–"
                : of(addresses.get(0)) + (addresses.size() > 1 ? " +" + (addresses.size() - 1) : "");
    }
}
