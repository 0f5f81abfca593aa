package io.mailsender.console;

import io.mailsender.access.Caller;
import io.mailsender.access.Scope;

/** The parts of the console, in the order of the navigation. */
public enum Section {
    OVERVIEW("", "Overview", Scope.READ, false),
    MESSAGES("messages", "Messages", Scope.READ, true),
    UNKNOWN("unknown", "Unknown", Scope.READ, true),
    PROVIDERS("providers", "Providers", Scope.READ, false),
    QUEUE("queue", "Queue", Scope.READ, true),
    SUPPRESSIONS("suppressions", "Suppressions", Scope.READ, true),
    WEBHOOKS("webhooks", "Webhooks", Scope.WEBHOOKS, true),
    KEYS("keys", "API keys", Scope.ADMIN, false),
    CAPTURED("captured", "Captured", Scope.ADMIN, false),
    AUDIT("audit", "Audit", Scope.ADMIN, true);

    private final String path;
    private final String title;
    private final Scope scope;
    private final boolean needsStore;

    Section(String path, String title, Scope scope, boolean needsStore) {
        this.path = path;
        this.title = title;
        this.scope = scope;
        this.needsStore = needsStore;
    }

    /** Relative to {@code /console/}. */
    String path() {
        return path;
    }

    String title() {
        return title;
    }

    boolean isFor(Caller caller, boolean hasStore) {
        return caller.has(scope) && (hasStore || !needsStore);
    }
}
