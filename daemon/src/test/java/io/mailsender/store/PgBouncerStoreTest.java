package io.mailsender.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailsender.queue.MessageStore;
import io.mailsender.testing.TestPort;
import io.mailsender.testing.TestPostgresql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL behind a PgBouncer that gives each transaction another connection, as docs/high-availability.md describes. */
class PgBouncerStoreTest extends MessageStoreContract {

    @TempDir
    static Path directory;

    private static TestPostgresql server;
    private static Process bouncer;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Path program = Path.of("/usr/sbin/pgbouncer");
        assumeTrue(Files.isExecutable(program), "skipped: Debian's package pgbouncer is not installed");
        server = TestPostgresql.start();
        port = TestPort.free();
        Path ini = Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                server_round_robin = 1
                default_pool_size = 6
                ignore_startup_parameters = extra_float_digits
                """.formatted(server.port(), port));
        // It refuses to run as root.
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.addAll(List.of(program.toString(), ini.toString()));
        bouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile())
                .start();
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        Files.readString(directory.resolve("pgbouncer.log")).contains("process up"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (bouncer != null) {
            bouncer.destroy();
            bouncer.waitFor();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    MessageStore open() throws SQLException {
        server.empty();
        return TestStores.postgresql(server.urlAt(port) + "&prepareThreshold=0", clock);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }
}
