package io.mailsender.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Headers for browsers that every answer has. */
final class SecurityHeaders {

    private static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("x-content-type-options");
    private static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
    private static final AsciiString REFERRER_POLICY = AsciiString.cached("referrer-policy");
    private static final AsciiString NO_REFERRER = AsciiString.cached("no-referrer");
    private static final AsciiString FRAME_OPTIONS = AsciiString.cached("x-frame-options");
    private static final AsciiString DENY = AsciiString.cached("DENY");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");
    private static final AsciiString TRANSPORT_SECURITY = AsciiString.cached("strict-transport-security");
    private static final AsciiString A_YEAR = AsciiString.cached("max-age=31536000");

    private static final AsciiString NOTHING = AsciiString.cached("default-src 'none'; frame-ancestors 'none'");

    private SecurityHeaders() {}

    /**
     * Keeps a Content-Security-Policy, Cache-Control, Referrer-Policy or X-Frame-Options that the answer already has.
     *
     * @param tls whether the connection uses TLS
     */
    static void add(HttpHeaders headers, boolean tls) {
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (!headers.contains(REFERRER_POLICY)) {
            headers.set(REFERRER_POLICY, NO_REFERRER);
        }
        if (!headers.contains(FRAME_OPTIONS)) {
            headers.set(FRAME_OPTIONS, DENY);
        }
        if (!headers.contains(HttpHeaderNames.CONTENT_SECURITY_POLICY)) {
            headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, NOTHING);
        }
        if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
        }
        if (tls) {
            headers.set(TRANSPORT_SECURITY, A_YEAR);
        }
    }
}
