package io.mailsender.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive in memory.
 *
 * @param members by path, without a leading {@code ./} or a trailing {@code /}
 */
record TarArchive(Map<String, Member> members) {

    record Member(TarArchiveEntry entry, byte[] content) {

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }

        String unzipped() throws IOException {
            try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
                return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        /** The mode, the owner and group, and the target of a symbolic link. */
        String attributes() {
            String link = entry.isSymbolicLink() ? " -> " + entry.getLinkName() : "";
            return String.format("%o", entry.getMode() & 07777) + " " + entry.getUserName() + ":" + entry.getGroupName()
                    + link;
        }
    }

    static TarArchive readGzip(InputStream file) throws IOException {
        Map<String, Member> members = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().replaceFirst("^\\./", "").replaceFirst("/$", "");
                if (members.put(name, new Member(entry, tar.readAllBytes())) != null) {
                    throw new IOException(name + " appears twice in the archive");
                }
            }
        }
        return new TarArchive(Collections.unmodifiableMap(members));
    }

    Member get(String path) {
        return Objects.requireNonNull(members.get(path), path);
    }

    /** Unpacks the regular files and keeps which of them are executable. */
    void unpack(Path directory) throws IOException {
        for (Map.Entry<String, Member> member : members.entrySet()) {
            Path file = directory.resolve(member.getKey());
            if (member.getValue().entry().isFile()) {
                Files.createDirectories(file.getParent());
                Files.write(file, member.getValue().content());
                boolean executable = (member.getValue().entry().getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
