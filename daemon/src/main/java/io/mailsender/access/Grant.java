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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an API key allows.
 *
 * @param domains the domains that it may send from, in A-labels; empty for all that the providers allow
 * @param routes the names of the routes that its messages may name; {@link #ANY_ROUTE} for all, empty for none
 * @param quotas a kind that is not in it is not limited
 */
record Grant(Set<Scope> scopes, Set<String> domains, Set<String> routes, Map<Quota.Kind, Quota> quotas) {

    /** Also routes that are configured later. */
    static final String ANY_ROUTE = "*";

    private static final int MAX_DOMAINS = 100;
    private static final int MAX_ROUTES = 100;
    private static final Pattern ROUTE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}|\\*");

    /** The default. */
    static final Grant DEFAULT =
            new Grant(EnumSet.of(Scope.SEND, Scope.VALIDATE, Scope.READ), Set.of(), Set.of(), Map.of());

    static final Grant NONE = new Grant(Set.of(), Set.of(), Set.of(), Map.of());

    Grant {
        scopes = Set.copyOf(scopes);
        domains = Set.copyOf(domains);
        routes = Set.copyOf(routes);
        quotas = Map.copyOf(quotas);
    }

    /**
     * @param scopes {@code null} for the {@linkplain #DEFAULT default}
     * @throws ProblemException 400 with all invalid fields
     */
    static Grant parse(
            @Nullable Collection<String> scopes,
            @Nullable Collection<String> domains,
            @Nullable Collection<String> routes,
            @Nullable Map<String, String> limits) {
        List<FieldError> errors = new ArrayList<>();
        Set<Scope> granted = EnumSet.noneOf(Scope.class);
        Set<String> from = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        Map<Quota.Kind, Quota> quotas = new EnumMap<>(Quota.Kind.class);
        requireNotEmpty("scopes", scopes, errors);
        requireNotEmpty("from_domains", domains, errors);
        requireNotEmpty("routes", routes, errors);
        each("scopes", scopes, errors, scope -> granted.add(Scope.of(scope)));
        each("from_domains", domains, errors, domain -> from.add(domain(domain)));
        each("routes", routes, errors, route -> named.add(route(route)));
        if (limits != null) {
            limits.forEach((kind, quota) ->
                    each("limits", List.of(kind), errors, name -> quotas.put(Quota.Kind.of(name), Quota.parse(quota))));
        }
        if (from.size() > MAX_DOMAINS) {
            errors.add(new FieldError("from_domains", "must have at most " + MAX_DOMAINS + " domains"));
        }
        if (named.size() > MAX_ROUTES) {
            errors.add(new FieldError("routes", "must have at most " + MAX_ROUTES + " routes"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.badRequest(errors);
        }
        return new Grant(granted.isEmpty() ? DEFAULT.scopes() : granted, from, named, quotas);
    }

    /** The grant of a successor: fields that the request omits are taken from the previous key. */
    Grant orElse(Grant previous, KeyRequest request) {
        return new Grant(
                request.scopes() == null ? previous.scopes : scopes,
                request.fromDomains() == null ? previous.domains : domains,
                request.routes() == null ? previous.routes : routes,
                request.limits() == null ? previous.quotas : quotas);
    }

    private static void each(
            String field, @Nullable Collection<String> values, List<FieldError> errors, Consumer<String> parser) {
        for (String value : values == null ? List.<String>of() : values) {
            try {
                parser.accept(value);
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(field, shown(value) + " " + e.getMessage()));
            }
        }
    }

    /** An empty list, such as one from a template, must not lift the restriction that it was meant to be. */
    private static void requireNotEmpty(String field, @Nullable Collection<String> values, List<FieldError> errors) {
        if (values != null && values.isEmpty()) {
            errors.add(new FieldError(field, "must not be empty; leave it out for the default"));
        }
    }

    private static String domain(String domain) {
        return EmailAddress.parse("a@" + domain).domain();
    }

    private static String route(String name) {
        if (!ROUTE.matcher(name).matches()) {
            throw new IllegalArgumentException("is not the name of a route");
        }
        return name;
    }

    /** Whether messages may name a route. */
    boolean allowsRoute(String name) {
        return routes.contains(name) || routes.contains(ANY_ROUTE);
    }

    /** A value of the caller's, as far as it is safe to repeat. */
    private static String shown(String word) {
        return word.length() <= 60 && word.chars().allMatch(c -> c > 32 && c < 127) ? word : "?";
    }

    List<String> scopeWords() {
        return scopes.stream().sorted().map(Scope::word).toList();
    }

    List<String> domainList() {
        return domains.stream().sorted().toList();
    }

    List<String> routeList() {
        return routes.stream().sorted().toList();
    }

    Map<String, String> limits() {
        Map<String, String> limits = new TreeMap<>();
        quotas.forEach((kind, quota) -> limits.put(kind.word(), quota.toString()));
        return limits;
    }
}
