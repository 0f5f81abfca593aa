package io.mailsender;

import io.mailsender.config.ApiAddress;
import io.mailsender.config.InvalidConfigurationException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;

/**
 * Asks the daemon on this machine how it is, for a container that has neither a shell nor curl: exit status 0 where it
 * answers 200, else 1, and one line that says what was seen. The argument is the path to ask, by default
 * {@code /health/liveness}.
 */
public final class HealthCheck {

    /** In milliseconds, each for the connection and for the answer. */
    private static final int PATIENCE = 3_000;

    private HealthCheck() {}

    public static void main(String[] args) {
        System.exit(isHealthy(args.length == 0 ? "/health/liveness" : args[0]) ? 0 : 1);
    }

    private static boolean isHealthy(String path) {
        String asked = path;
        try {
            URI uri = ApiAddress.of(System.getenv(), Path.of(System.getProperty("user.home")), Path.of("/etc"))
                    .resolve(path);
            asked = uri.toString();
            int status = ask(uri);
            System.out.println(asked + ": " + status);
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException | IllegalArgumentException | InvalidConfigurationException e) {
            System.out.println(asked + ": " + e.getMessage());
            return false;
        }
    }

    private static int ask(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE);
        connection.setReadTimeout(PATIENCE);
        connection.setInstanceFollowRedirects(false);
        return connection.getResponseCode();
    }
}
