package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class AlertTest {

    private static final String ON = "monitoring: {prometheusRule: {enabled: true}}\n";

    static List<Rule> alerts(String example) {
        return rules(Chart.render(Chart.DIRECTORY.resolve("examples/" + example + ".yaml")));
    }

    static List<Rule> rules(Manifests manifests) {
        return manifests.only(PrometheusRule.class).getSpec().getGroups().get(0).getRules();
    }

    @Test
    void coversEverythingThatNeedsAnOperator() {
        assertThat(alerts("cloudnative-pg"))
                .extracting(Rule::getAlert)
                .containsExactly(
                        "MailSenderDown",
                        "MailSenderAllProvidersFailing",
                        "MailSenderPrimaryFailing",
                        "MailSenderQueueAge",
                        "MailSenderUnknownMails",
                        "MailSenderUnknownMailsOld",
                        "MailSenderBounceRate",
                        "MailSenderComplaintRate",
                        "MailSenderStoreNotWritable");
    }

    /** Writes the file that {@code helm/test-alerts} reads. */
    @Test
    void writesTheRulesForPromtool() throws Exception {
        Map<String, Object> rule =
                Chart.render(Chart.DIRECTORY.resolve("examples/cloudnative-pg.yaml")).documents().stream()
                        .filter(document -> document.get("kind").equals("PrometheusRule"))
                        .findFirst()
                        .orElseThrow();
        Files.writeString(Path.of("target/alerts.yml"), new Yaml().dump(rule.get("spec")));

        assertThat(Chart.map(rule.get("spec"))).containsOnlyKeys("groups");
    }

    @Test
    void eachHasASeverityADescriptionAndARunbook() {
        assertThat(alerts("cloudnative-pg")).allSatisfy(rule -> {
            assertThat(rule.getLabels()).containsKey("severity");
            assertThat(rule.getFor()).isNotBlank();
            assertThat(rule.getAnnotations().get("summary")).isNotBlank();
            assertThat(rule.getAnnotations().get("description")).isNotBlank();
            assertThat(rule.getAnnotations())
                    .containsEntry(
                            "runbook_url", "docs/runbook.md#" + rule.getAlert().toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void eachSelectsThisReleaseOnly() {
        assertThat(alerts("cloudnative-pg")).allSatisfy(rule -> {
            String expression = rule.getExpr().getStrVal();
            assertThat(expression.split("\\{", -1).length)
                    .isEqualTo(expression.split("namespace=\"apps\",job=\"mail-mail-sender\"", -1).length);
        });
    }

    @Test
    void thePrimaryAlertNamesTheFirstProviderAndNeedsASecondOne() {
        assertThat(alerts("cloudnative-pg").get(2).getExpr().getStrVal())
                .contains("provider=\"mailgun\"")
                .contains("provider!=\"mailgun\"");
        assertThat(rules(Chart.render(ON + "config: {providers: {a: {kind: capture}}}")))
                .extracting(Rule::getAlert)
                .doesNotContain("MailSenderPrimaryFailing");
    }

    @Test
    void withoutAStoreThereAreNoStoreAlerts() {
        assertThat(rules(Chart.render(ON + "store: {kind: none}")))
                .extracting(Rule::getAlert)
                .containsExactly("MailSenderDown", "MailSenderAllProvidersFailing");
    }
}
