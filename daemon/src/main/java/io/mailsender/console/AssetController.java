package io.mailsender.console;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;

/** Serves the files that the pages load. Their names change with their content. */
@Hidden
@Controller("/console/assets")
@Produces(MediaType.ALL)
@Requires(property = "server.console", notEquals = "false")
final class AssetController {

    private final Asset styles = Asset.of("console.css", "text/css; charset=utf-8");
    private final Asset script = Asset.of("console.js", "text/javascript; charset=utf-8");
    private final Asset icon = Asset.of("icon.svg", "image/svg+xml");

    /** The path of the style sheet, relative to {@code /console/}. */
    String styles() {
        return "assets/" + styles.name();
    }

    /** The path of the script, relative to {@code /console/}. */
    String script() {
        return "assets/" + script.name();
    }

    /** The path of the icon, relative to {@code /console/}. */
    String icon() {
        return "assets/" + icon.name();
    }

    @Get("/{name}")
    HttpResponse<?> file(String name) {
        return List.of(styles, script, icon).stream()
                .filter(asset -> asset.name().equals(name))
                .findFirst()
                .<HttpResponse<?>>map(asset -> HttpResponse.ok(asset.bytes())
                        .contentType(MediaType.of(asset.mediaType()))
                        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable"))
                .orElseGet(HttpResponse::notFound);
    }
}
