package io.mailsender.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The mails of one user that the daemon has not got yet: a file each, in a directory that only this user can read. A mail is in the spool
 * once its file is: the file is written under another name, forced to the disk and renamed, and the directory is forced, too.
 */
final class Spool {

    static final int MAX_MAILS = 1000;
    static final long MAX_SIZE = 256L << 20;
    /** The newest of those that nothing sends any more. */
    static final int MAX_DEAD = 100;

    private static final String SUFFIX = ".mail";
    private static final String TEMPORARY = ".tmp";
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");

    private final Path folder;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /** The spool in this directory, which need not exist. */
    static Spool at(Path folder) {
        return new Spool(folder);
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** The spool is at one of its limits. */
    static final class SpoolFullException extends IOException {

        SpoolFullException(String message) {
            super(message);
        }
    }

    Path folder() {
        return folder;
    }

    private Path dead() {
        return folder.resolve("dead");
    }

    /**
     * Stores a mail. It is on the disk when this returns.
     *
     * @throws SpoolFullException at {@link #MAX_MAILS} or {@link #MAX_SIZE}
     * @throws NoSpoolException without a directory
     */
    void add(SpooledMail mail) throws IOException {
        create(folder);
        List<Path> files = files(folder);
        long size = mail.mail().bytes().length;
        for (Path file : files) {
            size += size(file);
        }
        if (files.size() >= MAX_MAILS || size > MAX_SIZE) {
            throw new SpoolFullException("the spool " + folder + " is full: it has " + files.size() + " mails, and "
                    + (size >> 20) + " MiB with this one");
        }
        write(mail, folder);
    }

    /** Stores a mail that is in the spool with what is known about it now. */
    void update(SpooledMail mail) throws IOException {
        write(mail, folder);
    }

    /** Removes a mail that the daemon has. */
    void remove(SpooledMail mail) throws IOException {
        Files.deleteIfExists(folder.resolve(mail.id() + SUFFIX));
        force(folder);
    }

    /** Keeps a mail that nothing sends any more, whether it is in the spool or not. */
    void bury(SpooledMail mail) throws IOException {
        create(folder);
        create(dead());
        write(mail, dead());
        remove(mail);
        List<Path> files = files(dead());
        for (Path file : files.subList(0, Math.max(0, files.size() - MAX_DEAD))) {
            Files.deleteIfExists(file);
        }
    }

    /** Puts a dead mail back among those that wait. */
    void revive(SpooledMail mail) throws IOException {
        write(mail, folder);
        Files.deleteIfExists(dead().resolve(mail.id() + SUFFIX));
    }

    /** The ids of the mails that wait, oldest first. */
    List<String> waitingIds() throws IOException {
        return ids(folder);
    }

    List<String> deadIds() throws IOException {
        return ids(dead());
    }

    /** Reads a mail that waits; empty if another process has removed it. */
    Optional<SpooledMail> waiting(String id) throws IOException {
        return read(folder, id);
    }

    Optional<SpooledMail> dead(String id) throws IOException {
        return read(dead(), id);
    }

    /**
     * Runs a task that only one process may run at a time. The system releases the lock when a process ends in any way.
     *
     * @return false if another process is at it
     */
    boolean exclusively(SpoolTask task) throws IOException {
        try (SpoolLock lock = SpoolLock.tryTake(folder, FILE)) {
            if (lock == null) {
                return false;
            }
            forgetBrokenWrites();
            task.run();
            return true;
        }
    }

    /** The files of processes that were killed before their mail was in the spool. */
    private void forgetBrokenWrites() throws IOException {
        Instant old = Instant.now().minus(Duration.ofHours(1));
        for (Path file : files(folder, TEMPORARY)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What is done under the lock. */
    interface SpoolTask {
        void run() throws IOException;
    }

    private static void create(Path path) throws IOException {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createDirectory(path, FOLDER);
        } catch (FileAlreadyExistsException e) {
            // Checked below.
        } catch (IOException e) {
            throw new NoSpoolException("cannot create " + path + ": " + FileErrorText.of(e));
        }
        // In a directory where everybody can write, another user may have made it to read the mails.
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !SystemUser.owns(path)) {
            throw new NoSpoolException(path + " is not a directory of this user");
        }
        if (!Files.getPosixFilePermissions(path).equals(FOLDER.value())) {
            Files.setPosixFilePermissions(path, FOLDER.value());
        }
    }

    private static void write(SpooledMail mail, Path into) throws IOException {
        Path temporary = into.resolve(mail.id() + "-" + ProcessHandle.current().pid() + TEMPORARY);
        try (FileChannel file = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(mail.toBytes());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Files.move(temporary, into.resolve(mail.id() + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        force(into);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static List<String> ids(Path in) throws IOException {
        return files(in).stream()
                .map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .toList();
    }

    private static List<Path> files(Path in) throws IOException {
        return files(in, SUFFIX);
    }

    private static List<Path> files(Path in, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static Optional<SpooledMail> read(Path in, String id) throws IOException {
        try {
            return Optional.of(SpooledMail.parse(id, Files.readAllBytes(in.resolve(id + SUFFIX))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
