package io.mailsender.delivery;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings {@code routes}.
 *
 * @param byName maps the name of a route to its block: {@code match}, and {@code order} or {@code weights} with {@code warm-up}; in the
 *     order in which they are matched
 */
@Singleton
@Introspected
public record RouteSettings(
        @Property(name = "routes")
        @MapFormat(transformation = MapTransformation.NESTED, keyFormat = StringConvention.RAW)
        Map<String, Object> byName) {

    /** @throws IllegalArgumentException if a route is invalid, or if an earlier one matches all of its messages */
    public RouteSettings {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        requireReachable(routes(byName));
    }

    List<Route> routes() {
        return routes(byName);
    }

    private static List<Route> routes(Map<String, Object> byName) {
        List<Route> routes = new ArrayList<>();
        byName.forEach((name, block) -> routes.add(new RouteBlock(name, block).route()));
        return routes;
    }

    private static void requireReachable(List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            RouteRule rule = route.rule();
            for (Route earlier : routes.subList(0, i)) {
                if (rule != null && earlier.rule() != null && earlier.rule().covers(rule)) {
                    throw new IllegalArgumentException(route.name() + " can never match, because " + earlier.name()
                            + " before it matches all of its messages; put " + route.name() + " first");
                }
            }
        }
    }
}
