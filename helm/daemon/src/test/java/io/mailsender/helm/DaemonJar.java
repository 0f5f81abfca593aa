package io.mailsender.helm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The shipped daemon's check of a configuration, called in this process. */
final class DaemonJar implements AutoCloseable {

    private final URLClassLoader classes;
    private final Method load;

    DaemonJar() throws Exception {
        URL jar = path().toUri().toURL();
        // Isolated from this module's classes: the jar contains all it needs.
        classes = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        load = classes.loadClass("io.mailsender.config.Configuration")
                .getMethod("load", Map.class, Path.class, Path.class);
    }

    static Path path() {
        Path jar = Path.of(System.getProperty("daemon.jar"));
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: build the daemon first");
        }
        return jar;
    }

    /** @return the error that prevents the start; empty if the daemon accepts the configuration */
    Optional<String> complaint(Path config, Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CONFIG_FILE", config.toString());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            load.invoke(null, all, Path.of("/nowhere"), Path.of("/nowhere"));
            return Optional.empty();
        } catch (InvocationTargetException e) {
            if (e.getCause().getClass().getSimpleName().equals("InvalidConfigurationException")) {
                return Optional.of(e.getCause().getMessage());
            }
            throw e;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws Exception {
        classes.close();
    }
}
