package io.mailsender.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The user who runs this process. */
final class SystemUser {

    private SystemUser() {}

    /** The login name; Java has {@code ?} for a user without one, as in some containers. */
    static String name() {
        String name = System.getProperty("user.name", "?");
        return name.equals("?") ? "uid" + id() : name;
    }

    /** The number; {@code 0} if the system does not tell. */
    static long id() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException | UnsupportedOperationException notLinux) {
            return 0;
        }
    }

    static boolean owns(Path path) throws IOException {
        Object uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return !Files.exists(Path.of("/proc/self")) || ((Number) uid).longValue() == id();
    }
}
