package io.mailsender.transport;

/** Tells a health probe from other requests. */
final class Probe {

    private static final String PATH = "/health";

    private Probe() {}

    static boolean isOne(String uri) {
        return uri.startsWith(PATH) && (uri.length() == PATH.length() || "/?".indexOf(uri.charAt(PATH.length())) >= 0);
    }
}
