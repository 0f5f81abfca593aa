package io.mailsender.testing;

import io.mailsender.http.Sha256;
import io.mailsender.testing.TestDaemon.Answer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HexFormat;

/** API keys in the configuration's format, and requests that use them. */
public final class TestKeys {

    private TestKeys() {}

    public static String hash(String key) {
        return HexFormat.of().formatHex(Sha256.of(key));
    }

    public static Answer call(
            TestDaemon daemon, String key, String method, String path, String body, String... headers) {
        BodyPublisher publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = daemon.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, publisher);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return daemon.send(request);
    }
}
