package io.mailsender.provider.adapter;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks a client's name in EHLO (RFC 5321, section 4.1.4): a host name, or an address in brackets. */
final class SmtpHeloName {

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern IPV4 = Pattern.compile("\\[\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}]");
    private static final Pattern IPV6 = Pattern.compile("\\[IPv6:[0-9A-Fa-f:.]{2,45}]");

    private SmtpHeloName() {}

    /** @throws IllegalArgumentException if the name is neither */
    static void require(String name) {
        if (!isHostName(name)
                && !IPV4.matcher(name).matches()
                && !IPV6.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "helo-name " + name + ": give a host name, or an address in brackets, such as [192.0.2.1]");
        }
    }

    private static boolean isHostName(String name) {
        String[] labels = name.split("\\.", -1);
        return name.length() <= MAX_LENGTH
                && Stream.of(labels).allMatch(label -> LABEL.matcher(label).matches())
                && !NUMBER.matcher(labels[labels.length - 1]).matches();
    }
}
