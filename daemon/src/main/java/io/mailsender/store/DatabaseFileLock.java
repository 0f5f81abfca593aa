package io.mailsender.store;

import io.mailsender.common.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second daemon from a database file: it would take over the messages of the first. The lock ends with the process. */
final class DatabaseFileLock implements AutoCloseable {

    private final FileChannel channel;

    private DatabaseFileLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StoreUnavailableException if another daemon has the file */
    static DatabaseFileLock on(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StoreUnavailableException(database + " is in use by another daemon", null);
            }
            return new DatabaseFileLock(channel);
        } catch (IOException e) {
            throw new StoreUnavailableException(file + " cannot be created: " + e, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
