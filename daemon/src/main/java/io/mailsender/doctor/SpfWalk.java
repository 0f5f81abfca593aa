package io.mailsender.doctor;

import io.mailsender.provider.DomainRecordLookup;
import io.mailsender.provider.DomainRecordLookup.Records;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Follows the SPF record of a domain through its includes and redirects, in the order in which a receiver does. Used once. */
final class SpfWalk {

    /** RFC 7208, section 4.6.4. */
    static final int MAX_LOOKUPS = 10;

    /** Where the walk ends, whatever the records say. */
    private static final int END = 40;

    private final DomainRecordLookup dns;
    private final Set<String> reached = new HashSet<>();
    private int lookups;
    private boolean found;
    private @Nullable String all;
    private @Nullable String fault;

    SpfWalk(DomainRecordLookup dns) {
        this.dns = dns;
    }

    /** Whether the domain has an SPF record. */
    boolean found() {
        return found;
    }

    /** How many DNS look-ups a receiver makes that reads to the end, at most about {@value #END}. */
    int lookups() {
        return lookups;
    }

    /** Whether a receiver gets to this domain's record before it gives up, and takes its pass as a pass. */
    boolean reaches(String domain) {
        return reached.contains(domain);
    }

    /** The qualifier of the record's {@code all}, or that of the record that it redirects to. */
    Optional<String> all() {
        return Optional.ofNullable(all);
    }

    /** Why receivers ignore the record; empty if they do not. Too many look-ups count only if nothing else is wrong. */
    Optional<String> fault() {
        if (fault == null && lookups > MAX_LOOKUPS) {
            return Optional.of("needs " + (lookups < END ? "" : "at least ") + lookups
                    + " DNS look-ups; receivers stop after " + MAX_LOOKUPS);
        }
        return Optional.ofNullable(fault);
    }

    /** Reads the records. Completes exceptionally with {@code LookupFailedException} if DNS does not answer. */
    CompletionStage<SpfWalk> from(String domain) {
        return dns.txt(domain)
                .thenCompose(records -> {
                    found = !SpfRecord.among(records.records()).isEmpty();
                    return found ? record(domain, records, true, true, Set.of()) : done();
                })
                .thenApply(end -> this);
    }

    /**
     * @param isMain whether the record's {@code all} counts
     * @param passes whether a pass of it is a pass of the sender's record
     * @param parents the domains that led here
     */
    private CompletionStage<Void> record(
            String domain, Records records, boolean isMain, boolean passes, Set<String> parents) {
        List<String> texts = SpfRecord.among(records.records());
        if (texts.size() != 1) {
            return failed(
                    texts.isEmpty()
                            ? "refers to " + domain + ", which has no SPF record"
                            : domain + " has " + texts.size() + " SPF records");
        }
        SpfRecord record = SpfRecord.parse(texts.get(0));
        if (record.fault() != null) {
            return failed("the record of " + domain + ": " + record.fault());
        }
        if (isMain && record.all() != null) {
            all = record.all();
        }
        Set<String> path = new HashSet<>(parents);
        path.add(domain);
        CompletionStage<Void> walk = done();
        for (SpfRecord.Term term : record.terms()) {
            walk = walk.thenCompose(before -> term(term, isMain && term.isRedirect(), passes, path));
        }
        return walk;
    }

    private CompletionStage<Void> term(SpfRecord.Term term, boolean isMain, boolean passes, Set<String> path) {
        if (fault != null || lookups >= END) {
            return done();
        }
        lookups++;
        String target = term.target();
        if (target == null) {
            return done();
        }
        if (path.contains(target)) {
            return failed("refers to itself through " + target);
        }
        boolean allowed = passes && term.passes();
        if (allowed && lookups <= MAX_LOOKUPS) {
            reached.add(target);
        }
        return dns.txt(target).thenCompose(records -> record(target, records, isMain, allowed, path));
    }

    private CompletionStage<Void> failed(String what) {
        fault = what;
        return done();
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
