package io.mailsender.oauth;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** The way in which a provider obtains its tokens (RFC 6749, section 1.3). */
public interface TokenGrant {

    /** The URL of the token endpoint. */
    URI endpoint();

    /** The fields of the form that is posted to it. They contain secrets. */
    Map<String, String> form(Instant now);
}
