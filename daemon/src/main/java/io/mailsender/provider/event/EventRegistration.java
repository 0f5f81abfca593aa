package io.mailsender.provider.event;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** Tells a vendor where to post its reports. */
public interface EventRegistration {

    /**
     * Registers a URL for every type of event that this gateway uses. Safe to repeat: a URL that is registered already is updated, not
     * registered twice; those of others stay.
     *
     * @param url where to post, without a secret: the implementation adds that
     * @return what was done, in one clause, for the operator ("webhooks of mg.example.com set for 8 types of event"). Completes
     *     exceptionally with {@code LookupFailedException} and the vendor's words
     */
    CompletionStage<String> register(URI url);

    /** Whether a registered URL is the same one, apart from a user name and password in it. */
    static boolean isSame(String registered, URI url) {
        return withoutUser(registered).equals(withoutUser(url.toString()));
    }

    private static String withoutUser(String url) {
        return url.replaceFirst("^(https?://)[^/?#]*@", "$1");
    }
}
