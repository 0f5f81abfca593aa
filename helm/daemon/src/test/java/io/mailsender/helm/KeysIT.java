package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each of the chart's keys allows. */
class KeysIT {

    private static final String MAIL = "{\"to\": [\"ann@example.com\"]}";

    @TempDir
    static Path directory;

    private static ReleasedDaemon release;
    private static RunningDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        release = new ReleasedDaemon(Chart.render("adminKey: {enabled: true}"), directory);
        daemon = release.start("not a key");
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    @Test
    void withoutAKeyEverythingIsClosed() throws Exception {
        assertThat(daemon.get("/providers").statusCode()).isEqualTo(401);
        assertThat(daemon.get("/prometheus").statusCode()).isEqualTo(401);
        assertThat(daemon.post("/send", MAIL).statusCode()).isEqualTo(401);
    }

    @Test
    void theCallersKeySendsAndCreatesNoKeys() throws Exception {
        String key = release.key("api-key");

        assertThat(daemon.postAs(key, "/send", MAIL).statusCode()).isEqualTo(200);
        assertThat(daemon.getAs(key, "/messages").body()).contains("\"status\":\"sent\"");
        assertThat(daemon.getAs(key, "/keys").statusCode()).isEqualTo(403);
    }

    @Test
    void theMonitoringKeyOnlyReads() throws Exception {
        String key = release.key("monitoring-key");

        assertThat(daemon.getAs(key, "/providers").statusCode()).isEqualTo(200);
        assertThat(daemon.getAs(key, "/prometheus").statusCode()).isEqualTo(200);
        assertThat(daemon.postAs(key, "/send", MAIL).statusCode()).isEqualTo(403);
        assertThat(daemon.getAs(key, "/keys").statusCode()).isEqualTo(403);
        assertThat(daemon.getAs(key, "/captured").statusCode()).isEqualTo(403);
        assertThat(daemon.getAs(key, "/messages").body()).doesNotContain("\"id\"");
    }

    @Test
    void theAdminKeyCreatesKeysAndSendsNothing() throws Exception {
        String key = release.key("admin-key");
        HttpResponse<String> made = daemon.postAs(key, "/keys", "{\"name\": \"shop\", \"scopes\": [\"send\"]}");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(daemon.postAs(key, "/send", MAIL).statusCode()).isEqualTo(403);
        String shop = Chart.parse(made.body()).get("key").toString();
        assertThat(daemon.postAs(shop, "/send", MAIL).statusCode()).isEqualTo(200);
        assertThat(daemon.getAs(key, "/messages").body()).contains("\"status\":\"sent\"");
    }
}
