package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.common.Word;
import io.mailsender.testing.Texts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The diagram in docs/lifecycle.md has exactly the transitions of the code. */
class LifecyclePageTest {

    private static final Path PAGE = Path.of("..", "docs", "lifecycle.md");

    private static final Pattern ARROW = Pattern.compile("(?m)^ {4}(\\S+ --> \\S+: .*)$");

    @Test
    void theDiagramHasEveryTransition() {
        Set<String> drawn = ARROW.matcher(Texts.read(PAGE))
                .results()
                .map(arrow -> arrow.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(arrows());
    }

    @Test
    void thePageExplainsEveryEventAndStatus() {
        String page = Texts.read(PAGE);
        assertThat(Arrays.stream(Transition.values()).map(transition -> "`" + transition.word() + "`"))
                .allMatch(page::contains);
        assertThat(Arrays.stream(DeliveryStatus.values()).map(status -> "\n| `" + status.word() + "` |"))
                .allMatch(page::contains);
        assertThat(Arrays.stream(RecipientStatus.State.values()).map(state -> "\n| `" + state.word() + "` |"))
                .allMatch(page::contains);
    }

    private static Set<String> arrows() {
        return Arrays.stream(Transition.values())
                .flatMap(transition -> transition.from().isEmpty()
                        ? transition.to().stream().map(to -> arrow("[*]", to, transition))
                        : transition.from().stream()
                                .flatMap(from -> transition.to().stream()
                                        .filter(to -> from != to || isLoop(transition))
                                        .map(to -> arrow(from.word(), to, transition))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A late answer that leaves the status is not drawn. */
    private static boolean isLoop(Transition transition) {
        return transition == Transition.CLAIM || transition == Transition.RESCHEDULE;
    }

    private static String arrow(String from, DeliveryStatus to, Transition transition) {
        return from + " --> " + to.word() + ": " + transition.word() + " (" + Word.of(transition.actor()) + ")";
    }
}
