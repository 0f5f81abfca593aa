/** The Java client of the Mail Sender daemon. */
module io.mailsender.client {
    // Transitive, so that a consumer need not require them. An automatic module could not declare this.
    requires transitive java.net.http;
    requires transitive com.fasterxml.jackson.databind;
    requires static jakarta.annotation;

    exports io.mailsender.client;
    exports io.mailsender.client.model;
}
