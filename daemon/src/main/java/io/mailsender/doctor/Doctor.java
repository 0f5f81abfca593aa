package io.mailsender.doctor;

import io.mailsender.delivery.Failover;
import io.mailsender.delivery.RouteTable;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Provider;
import io.mailsender.provider.SenderPolicy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs all checks at the same time, and keeps the last result. */
@Singleton
public final class Doctor {

    /** How long later callers get the same result, so that a caller in a loop does not burden the vendors. */
    static final Duration FRESH = Duration.ofSeconds(10);

    private final List<Provider> providers;
    private final AccountCheck accounts;
    private final SpfCheck spf;
    private final DomainCheck domains;
    private final SenderOrderCheck senders;
    private final EventCheck events;
    private @Nullable CompletableFuture<Checkup> running;
    private volatile @Nullable Checkup last;

    Doctor(Failover failover, AccountCheck accounts, SpfCheck spf, DomainCheck domains, EventCheck events) {
        this.providers = failover.providers();
        this.accounts = accounts;
        this.spf = spf;
        this.domains = domains;
        this.events = events;
        this.senders = new SenderOrderCheck(chains(failover));
    }

    /**
     * The result of all checks.
     *
     * @param findings in the order of the providers; then those about senders' domains
     */
    public record Checkup(Instant at, List<CheckedFinding> findings) {

        public Checkup {
            findings = List.copyOf(findings);
        }

        /** The findings about one provider. */
        public List<CheckedFinding> of(Provider provider) {
            return findings.stream()
                    .filter(finding -> provider.name().equals(finding.provider()))
                    .toList();
        }
    }

    /** The result of the last check; empty if there was none since the start. */
    public Optional<Checkup> last() {
        return Optional.ofNullable(last);
    }

    /** Checks, or returns the result of a check that still runs or ended a few seconds ago. Completes normally, within half a minute. */
    public synchronized CompletionStage<Checkup> check() {
        CompletableFuture<Checkup> current = running;
        if (current != null && !current.isDone()) {
            return current.copy();
        }
        Checkup known = last;
        if (known != null && known.at().plus(FRESH).isAfter(Instant.now())) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Checkup> next = run();
        running = next;
        return next.copy();
    }

    private CompletableFuture<Checkup> run() {
        List<CompletableFuture<List<CheckedFinding>>> parts = new ArrayList<>();
        SortedSet<String> checked = new TreeSet<>();
        for (Provider provider : providers) {
            provider.account()
                    .ifPresent(account -> parts.add(accounts.findings(new AccountQuestion(provider, account))));
            for (String domain : domains(provider)) {
                checked.add(domain);
                provider.account()
                        .filter(AccountLookup::isSenderReturnPath)
                        .ifPresent(account -> parts.add(spf(provider, account, domain)));
            }
            parts.add(CompletableFuture.completedFuture(located(provider, senders.findings(provider))));
        }
        parts.add(events.findings(providers));
        for (String domain : checked) {
            parts.add(domains.findings(domain)
                    .thenApply(found ->
                            found.stream().map(CheckedFinding::ofDomain).toList())
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> new Checkup(
                        Instant.now(),
                        parts.stream().flatMap(part -> part.join().stream()).toList()))
                .thenApply(checkup -> {
                    last = checkup;
                    return checkup;
                });
    }

    private CompletableFuture<List<CheckedFinding>> spf(Provider provider, AccountLookup account, String domain) {
        return spf.finding(account, domain)
                .thenApply(finding -> located(provider, List.of(finding)))
                .toCompletableFuture();
    }

    private static List<CheckedFinding> located(Provider provider, List<Finding> findings) {
        return findings.stream()
                .map(finding -> CheckedFinding.of(provider, finding))
                .toList();
    }

    /** The providers of the default order, and of each route. */
    private static List<List<Provider>> chains(Failover failover) {
        return Stream.concat(Stream.of(RouteTable.DEFAULT), failover.routes().names().stream())
                .map(failover.routes()::providers)
                .map(names -> failover.providers().stream()
                        .filter(provider -> names.contains(provider.name()))
                        .toList())
                .toList();
    }

    private static SortedSet<String> domains(Provider provider) {
        return provider.senderPolicy().map(SenderPolicy::senderDomains).orElseGet(TreeSet::new);
    }
}
