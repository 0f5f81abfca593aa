package io.mailsender.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What Microsoft's access token says of itself, for people: its claims are no promise of the vendor, so nothing may depend on them but a
 * finding. Google's tokens are opaque and have none.
 */
public record TokenClaims(Map<String, List<String>> values) {

    private static final List<String> SHOWN = List.of("aud", "appid", "tid", "roles", "scp");

    public TokenClaims {
        values = Map.copyOf(values);
    }

    /** Without claims if the token is opaque. */
    public static TokenClaims of(AccessToken token) {
        String[] parts = token.value().split("\\.");
        try {
            return new TokenClaims(
                    parts.length == 3
                            ? JsonMember.of(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
                            : Map.of());
        } catch (IOException | IllegalArgumentException e) {
            return new TokenClaims(Map.of());
        }
    }

    public boolean isOpaque() {
        return values.isEmpty();
    }

    /** The application permissions that an administrator granted, such as {@code Mail.Send}. */
    public List<String> roles() {
        return values.getOrDefault("roles", List.of());
    }

    /** {@code aud}, {@code appid}, {@code tid}, {@code roles}, {@code scp} and {@code exp}, as far as they are there. */
    public String text() {
        List<String> shown = new ArrayList<>();
        SHOWN.stream()
                .filter(values::containsKey)
                .forEach(name -> shown.add(name + " " + String.join(" ", values.get(name))));
        values.getOrDefault("exp", List.of()).stream()
                .filter(exp -> exp.matches("\\d{1,12}"))
                .forEach(exp -> shown.add("exp " + Instant.ofEpochSecond(Long.parseLong(exp))));
        if (!isOpaque() && roles().isEmpty()) {
            shown.add("no roles");
        }
        return String.join(", ", shown);
    }
}
