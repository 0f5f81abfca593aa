package io.mailsender.transport;

/** Recognises the requests of health probes. */
final class HealthProbe {

    private static final String PATH = "/health";

    private HealthProbe() {}

    static boolean matches(String uri) {
        return uri.startsWith(PATH) && (uri.length() == PATH.length() || "/?".indexOf(uri.charAt(PATH.length())) >= 0);
    }
}
