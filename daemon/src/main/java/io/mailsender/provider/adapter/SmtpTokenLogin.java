package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailsender.oauth.AccessToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Logs in with an access token: <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">XOAUTH2</a>, or its
 * standard, OAUTHBEARER (RFC 7628).
 */
final class SmtpTokenLogin implements SmtpLogin {

    private static final String XOAUTH2 = "XOAUTH2";
    private static final String OAUTHBEARER = "OAUTHBEARER";

    /** RFC 4954, section 4: the longest AUTH command, with its CR LF. Longer ones send the token on a line of its own. */
    private static final int MAX_COMMAND = 12_288;

    /** The separator of the fields in both mechanisms. */
    private static final char SOH = 1;

    private final String mailbox;
    private final AccessToken token;
    private final boolean cached;
    private final String endpoint;

    /**
     * @param cached whether the token was used before, so that another one may be accepted if this is refused
     * @param host as OAUTHBEARER names it
     */
    SmtpTokenLogin(String mailbox, AccessToken token, boolean cached, String host, int port) {
        this.mailbox = mailbox;
        this.token = token;
        this.cached = cached;
        this.endpoint = "host=" + host + SOH + "port=" + port + SOH;
    }

    AccessToken token() {
        return token;
    }

    @Override
    public List<String> mechanisms() {
        return List.of(XOAUTH2, OAUTHBEARER);
    }

    /** The one that the server names first. */
    @Override
    public Optional<String> choose(List<String> offered) {
        return offered.stream().filter(mechanisms()::contains).findFirst();
    }

    @Override
    public boolean mayBeOutdated() {
        return cached;
    }

    @Override
    public SmtpReply over(SmtpWire wire, String mechanism) throws IOException {
        boolean standard = mechanism.equals(OAUTHBEARER);
        String response = SmtpLogin.base64(standard ? oauthBearer() : xoauth2());
        String command = "AUTH " + mechanism;
        SmtpReply reply;
        if ((command + " " + response + "\r\n").getBytes(US_ASCII).length <= MAX_COMMAND) {
            reply = wire.ask(command + " " + response);
        } else {
            reply = wire.ask(command);
            if (reply.isIntermediate()) {
                reply = wire.ask(response);
            }
        }
        // A refusal may come as a challenge with the reason in JSON. The server says 535 once it has an answer to it:
        // an empty line for
        // XOAUTH2, and for OAUTHBEARER a single SOH (RFC 7628, section 3.2.3).
        return reply.isIntermediate() ? wire.ask(standard ? SmtpLogin.base64(String.valueOf(SOH)) : "") : reply;
    }

    private String xoauth2() {
        return "user=" + mailbox + SOH + bearer();
    }

    /** RFC 7628, section 3.1; a comma or = in the name is written as in RFC 5801, section 4. */
    private String oauthBearer() {
        return "n,a=" + mailbox.replace("=", "=3D").replace(",", "=2C") + "," + SOH + endpoint + bearer();
    }

    private String bearer() {
        return "auth=Bearer " + token.value() + SOH + SOH;
    }
}
