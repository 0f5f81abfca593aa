package io.mailsender.access;

import io.mailsender.http.FieldError;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a key allows.
 *
 * @param domains those of the senders' addresses, in A-labels; empty for whatever a provider may send from
 * @param quotas what is not in it is not limited
 */
record Grants(Set<Scope> scopes, Set<String> domains, Map<Quota.Kind, Quota> quotas) {

    private static final int MAX_DOMAINS = 100;

    /** What a key may do that says nothing else. */
    static final Grants USUAL = new Grants(EnumSet.of(Scope.SEND, Scope.VALIDATE, Scope.READ), Set.of(), Map.of());

    static final Grants NONE = new Grants(Set.of(), Set.of(), Map.of());

    Grants {
        scopes = Set.copyOf(scopes);
        domains = Set.copyOf(domains);
        quotas = Map.copyOf(quotas);
    }

    /**
     * @param scopes {@code null} for the {@linkplain #USUAL usual} ones
     * @throws ProblemException 400 with all that is wrong
     */
    static Grants parse(
            @Nullable Collection<String> scopes,
            @Nullable Collection<String> domains,
            @Nullable Map<String, String> limits) {
        List<FieldError> errors = new ArrayList<>();
        Set<Scope> granted = EnumSet.noneOf(Scope.class);
        Set<String> from = new TreeSet<>();
        Map<Quota.Kind, Quota> quotas = new EnumMap<>(Quota.Kind.class);
        requireSome("scopes", scopes, errors);
        requireSome("from_domains", domains, errors);
        each("scopes", scopes, errors, scope -> granted.add(Scope.of(scope)));
        each("from_domains", domains, errors, domain -> from.add(domain(domain)));
        if (limits != null) {
            limits.forEach((kind, quota) ->
                    each("limits", List.of(kind), errors, name -> quotas.put(Quota.Kind.of(name), Quota.parse(quota))));
        }
        if (from.size() > MAX_DOMAINS) {
            errors.add(new FieldError("from_domains", "at most " + MAX_DOMAINS));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badRequest(errors);
        }
        return new Grants(granted.isEmpty() ? USUAL.scopes() : granted, from, quotas);
    }

    /** What a successor is granted: what was asked for it, and else what the key before it has. */
    Grants over(Grants before, KeyRequest asked) {
        return new Grants(
                asked.scopes() == null ? before.scopes : scopes,
                asked.fromDomains() == null ? before.domains : domains,
                asked.limits() == null ? before.quotas : quotas);
    }

    private static void each(
            String field, @Nullable Collection<String> values, List<FieldError> errors, Consumer<String> read) {
        for (String value : values == null ? List.<String>of() : values) {
            try {
                read.accept(value);
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(field, shown(value) + " " + e.getMessage()));
            }
        }
    }

    /** A list that a template left empty must not open what it was meant to close. */
    private static void requireSome(String field, @Nullable Collection<String> values, List<FieldError> errors) {
        if (values != null && values.isEmpty()) {
            errors.add(new FieldError(field, "must not be empty; leave it out for the default"));
        }
    }

    private static String domain(String domain) {
        return EmailAddress.parse("a@" + domain).domain();
    }

    /** A word of the caller's own, as far as it may be repeated to them. */
    private static String shown(String word) {
        return word.length() <= 60 && word.chars().allMatch(c -> c > 32 && c < 127) ? word : "?";
    }

    List<String> scopeWords() {
        return scopes.stream().sorted().map(Scope::word).toList();
    }

    List<String> domainList() {
        return domains.stream().sorted().toList();
    }

    Map<String, String> limits() {
        Map<String, String> limits = new TreeMap<>();
        quotas.forEach((kind, quota) -> limits.put(kind.word(), quota.toString()));
        return limits;
    }
}
