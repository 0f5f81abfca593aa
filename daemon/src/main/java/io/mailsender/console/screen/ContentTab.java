package io.mailsender.console.screen;

import io.mailsender.status.ContentView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A part of a message's content. */
enum ContentTab {
    PREVIEW("Preview"),
    TEXT("Text"),
    HEADERS("Headers"),
    SOURCE("Source"),
    FILES("Attachments");

    private final String title;

    ContentTab(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String link() {
        return this == SOURCE ? "source" : "content?show=" + name().toLowerCase(Locale.ROOT);
    }

    /** @param word {@code null} for what says most */
    static ContentTab of(@Nullable String word, ContentView content) {
        List<ContentTab> tabs = of(content);
        return Arrays.stream(values())
                .filter(tab -> tab.name().toLowerCase(Locale.ROOT).equals(word))
                .filter(tabs::contains)
                .findFirst()
                .orElse(tabs.get(0));
    }

    /** Those that a message has. */
    static List<ContentTab> of(ContentView content) {
        return Arrays.stream(values())
                .filter(tab -> tab != PREVIEW || content.html() != null)
                .filter(tab -> tab != FILES || !content.attachments().isEmpty())
                .toList();
    }
}
