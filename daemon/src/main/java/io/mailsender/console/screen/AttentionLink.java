package io.mailsender.console.screen;

import io.mailsender.console.PageRenderer;
import io.mailsender.figure.AttentionItem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where somebody sees to what needs a person. */
final class AttentionLink {

    private AttentionLink() {}

    /** @return relative to {@code /console/} */
    static String of(AttentionItem.Target target) {
        Map<String, String> parameters = target.parameters();
        return switch (target.kind()) {
            case "messages" -> "unknown".equals(parameters.get("status")) ? "unknown" : "messages" + query(parameters);
            case "provider" -> "providers/" + PageRenderer.segment(parameters.getOrDefault("name", ""));
            case "queue" -> "queue";
            case "webhook" -> "webhooks/" + PageRenderer.segment(parameters.getOrDefault("id", ""));
            case "keys" -> "keys";
            case "store" -> "queue";
            default -> "providers";
        };
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : new TreeMap<>(parameters)
                        .entrySet().stream()
                                .map(parameter -> parameter.getKey() + "="
                                        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&", "?", ""));
    }
}
