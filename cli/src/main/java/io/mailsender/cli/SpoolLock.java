package io.mailsender.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one process at a time send the mails of a spool. The system releases it when the process ends in any way. */
final class SpoolLock implements AutoCloseable {

    private final FileChannel file;

    private SpoolLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock of the spool in this directory.
     *
     * @return {@code null} if another process has it
     */
    static @Nullable SpoolLock tryTake(Path folder, FileAttribute<?> mode) throws IOException {
        FileChannel file = FileChannel.open(
                folder.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException anotherThread) {
            // As if it were another process.
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        return lock == null ? null : new SpoolLock(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
