package io.mailsender.console;

import io.mailsender.access.Caller;
import io.mailsender.access.Scope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all pages have in common.
 *
 * @param base the way from the page to {@code /console/}, such as {@code ../}
 * @param caller whose page it is; {@code null} on pages that anybody sees
 * @param user who is signed in, for display; empty if nobody needs to
 * @param isSession whether there is a session that can be ended
 * @param addresses how lists show recipients' addresses
 * @param notice what was just done; {@code null} for nothing
 */
public record Page(
        Section section,
        String title,
        String base,
        @Nullable Caller caller,
        String user,
        boolean isSession,
        boolean isTrial,
        boolean hasStore,
        String styles,
        String script,
        String icon,
        AddressText addresses,
        @Nullable String notice) {

    /** Whether the caller has a scope. */
    public boolean can(Scope scope) {
        return caller != null && caller.has(scope);
    }

    List<Section> sections() {
        Caller who = caller;
        return who == null
                ? List.of()
                : Arrays.stream(Section.values())
                        .filter(section -> section.isFor(who, hasStore))
                        .toList();
    }

    /** A link. @param path relative to {@code /console/} */
    public String to(String path) {
        return base + path;
    }
}
