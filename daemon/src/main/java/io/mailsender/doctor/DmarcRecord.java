package io.mailsender.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A DMARC record (RFC 9989, before RFC 7489), by tag. */
record DmarcRecord(Map<String, String> tags) {

    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");

    DmarcRecord {
        tags = Map.copyOf(tags);
    }

    /** The records at a name that are DMARC records. The version is case-sensitive, and a wildcard often adds other records. */
    static List<DmarcRecord> among(List<String> txt) {
        return txt.stream()
                .filter(text -> text.matches("(?s)v\\s*+=\\s*+DMARC1\\s*+(;.*)?"))
                .map(DmarcRecord::parse)
                .toList();
    }

    private static DmarcRecord parse(String text) {
        Map<String, String> tags = new HashMap<>();
        for (String tag : text.split(";")) {
            String[] parts = tag.split("=", 2);
            if (parts.length == 2) {
                tags.putIfAbsent(
                        parts[0].strip().toLowerCase(Locale.ROOT),
                        parts[1].strip().toLowerCase(Locale.ROOT));
            }
        }
        return new DmarcRecord(tags);
    }

    /** {@code none}, {@code quarantine} or {@code reject}; empty if the record has no valid policy. */
    Optional<String> policy(boolean ofSubdomain) {
        String policy = tags.get("p");
        String applied = ofSubdomain ? tags.getOrDefault("sp", policy) : policy;
        return Optional.ofNullable(applied).filter(POLICIES::contains);
    }

    /** Whether DKIM ({@code adkim}) or SPF ({@code aspf}) counts only with exactly the sender's domain. */
    boolean isStrict(String tag) {
        return "s".equals(tags.get(tag));
    }
}
