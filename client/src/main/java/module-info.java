/** Calls the Mail Sender daemon. */
module io.mailsender.client {
    // An automatic module would not bring java.net.http along: whoever uses one had to require it.
    requires transitive java.net.http;
    requires transitive com.fasterxml.jackson.databind;
    requires static jakarta.annotation;

    exports io.mailsender.client;
    exports io.mailsender.client.model;
}
