package io.mailsender.store;

import io.mailsender.figure.FigureStore.Disk;
import io.mailsender.store.StoreSettings.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The disk with the SQLite file. */
final class StoreDisk {

    /** A disk that nothing is known about. */
    static final StoreDisk NONE = new StoreDisk(null);

    private final @Nullable Path file;

    private StoreDisk(@Nullable Path file) {
        this.file = file;
    }

    static StoreDisk of(StoreSettings settings) {
        return settings.kind() == Kind.SQLITE
                ? new StoreDisk(settings.path(System.getenv(), Path.of(System.getProperty("user.home"))))
                : NONE;
    }

    /** {@code null} for PostgreSQL, and if the system does not tell. */
    @Nullable
    Disk space() {
        if (file == null) {
            return null;
        }
        try {
            FileStore disk = Files.getFileStore(file);
            long total = disk.getTotalSpace();
            return total <= 0 ? null : new Disk(disk.getUsableSpace(), total);
        } catch (IOException e) {
            return null;
        }
    }
}
