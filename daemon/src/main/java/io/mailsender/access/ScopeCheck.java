package io.mailsender.access;

import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.RouteAttributes;
import org.jspecify.annotations.Nullable;

/** Checks whether a caller's key has the scope that an operation requires ({@link RequiresScope}). */
public final class ScopeCheck {

    private static final String METRICS = "/prometheus";

    private ScopeCheck() {}

    /** @throws ProblemException 403 if the key lacks it */
    public static void require(HttpRequest<?> request, Caller caller) {
        Scope required = required(request);
        if (required != null) {
            require(required, caller);
        }
    }

    /** @throws ProblemException 403 if the key lacks it */
    public static void require(Scope required, Caller caller) {
        if (!caller.has(required)) {
            throw Caller.forbidden("This key lacks the scope " + required.word() + ". Use a key that has it.");
        }
    }

    /** @return {@code null} for a path that does not exist: every key may learn that */
    private static @Nullable Scope required(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .map(route -> request.getPath().equals(METRICS)
                        ? Scope.READ
                        : route.getAnnotationMetadata()
                                .enumValue(RequiresScope.class, Scope.class)
                                .orElse(Scope.ADMIN))
                .orElse(null);
    }
}
