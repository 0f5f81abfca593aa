package io.mailsender.console.browser;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One browser and one daemon for the tests of a class, and one browser at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("chromium")
abstract class BrowserFixture {

    protected Chromium browser;
    protected ConsoleWorld world;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        browser = Chromium.start();
        world = ConsoleWorld.in(directory);
    }

    @BeforeEach
    void signIn() {
        browser.signIn(world);
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (world != null) {
            world.close();
        }
    }

    protected void open(String path) {
        browser.open(world.url(path));
    }
}
