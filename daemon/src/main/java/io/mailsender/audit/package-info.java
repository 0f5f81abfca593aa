/**
 * The audit: who changed what, and who looked at the content of which mail. {@code AuditFilter} records changes after they were made; a use case
 * that shows content records the look through {@code AuditTrail} before it shows anything. The port {@code AuditStore} keeps the entries;
 * {@code GET /audit} lists them.
 *
 * <p>Decisions: docs/rationale/audit.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.audit;
