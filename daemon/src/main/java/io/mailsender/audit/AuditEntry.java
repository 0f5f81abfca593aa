package io.mailsender.audit;

import java.time.Instant;

/**
 * A deed as it was recorded.
 *
 * @param id grows with the time
 */
public record AuditEntry(String id, Instant time, Deed deed) {}
