package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's README agrees with the chart. */
class ReadmeTest {

    private static final Path README = Chart.DIRECTORY.resolve("README.md");
    private static final String BEGIN = "<!-- values -->\n";
    private static final String END = "<!-- /values -->";

    /** {@code -Dchart.accept=true} rewrites the table. */
    @Test
    void theTableMatchesValuesYaml() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        String table = ValuesTable.of(Chart.DIRECTORY.resolve("values.yaml"));
        if (Boolean.getBoolean("chart.accept")) {
            readme = readme.substring(0, begin) + table + readme.substring(end);
            Files.writeString(README, readme);
            end = begin + table.length();
        }
        assertThat(readme.substring(begin, end)).isEqualTo(table);
    }

    @Test
    void itsLinksExist() throws IOException {
        assertThat(find("\\]\\(([^)#]+)\\)"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Chart.DIRECTORY.resolve(link)).exists());
    }

    @Test
    void listsAllAlerts() throws IOException {
        assertThat(find("`(MailSender[A-Za-z]+)`"))
                .containsExactlyInAnyOrderElementsOf(AlertTest.alerts("cloudnative-pg").stream()
                        .map(rule -> rule.getAlert())
                        .toList());
    }

    private static List<String> find(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(README))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
