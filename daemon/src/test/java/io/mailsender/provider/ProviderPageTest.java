package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/providers.md are what the adapters do: each sends a message with each feature, and reads each error code.
 * {@code -Dproviders.accept=true} rewrites them.
 */
class ProviderPageTest {

    private static final Path PAGE = Path.of("..", "docs", "providers.md");
    private static final String FEATURES = "<!-- features -->\n";
    private static final String CODES = "<!-- error codes -->\n";

    private final Map<String, Map<Feature, String>> features = new TreeMap<>();
    private final Map<String, List<ErrorCode>> codes = new TreeMap<>();

    @Test
    void theTablesAreWhatTheAdaptersDo() throws Exception {
        for (Class<? extends HttpProviderContract> contract : contracts()) {
            run(contract);
        }
        String page = Files.readString(PAGE);
        String current = page.substring(0, page.indexOf(FEATURES))
                + FEATURES
                + featureTable()
                + page.substring(page.indexOf(FEATURES, page.indexOf(FEATURES) + 1), page.indexOf(CODES))
                + CODES
                + codeTables()
                + page.substring(page.indexOf(CODES, page.indexOf(CODES) + 1));
        if (Boolean.getBoolean("providers.accept")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("what the adapters do changed; -Dproviders.accept=true writes it into %s", PAGE)
                .isEqualTo(current);
    }

    private static List<Class<? extends HttpProviderContract>> contracts() {
        List<Class<? extends HttpProviderContract>> contracts = new ArrayList<>();
        for (JavaClass found : new ClassFileImporter().importPackages("io.mailsender.provider.adapter")) {
            if (found.isAssignableTo(HttpProviderContract.class)) {
                contracts.add(found.reflect().asSubclass(HttpProviderContract.class));
            }
        }
        return contracts;
    }

    private void run(Class<? extends HttpProviderContract> type) throws Exception {
        Constructor<? extends HttpProviderContract> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        HttpProviderContract contract = constructor.newInstance();
        contract.startBeans();
        contract.startServer();
        try {
            String kind = contract.kind();
            Map<Feature, String> row = new TreeMap<>();
            for (Feature feature : Feature.values()) {
                row.put(feature, contract.carries(feature));
            }
            features.put(kind, row);
            codes.put(kind, ErrorCode.parse(contract.errorCodes()));
        } finally {
            contract.stopServer();
            contract.stopBeans();
        }
    }

    private String featureTable() throws IOException {
        List<String> reasons = new ArrayList<>();
        StringBuilder table = new StringBuilder("| |");
        features.keySet().forEach(kind -> table.append(" `").append(kind).append("` |"));
        table.append("\n|---|").append("---|".repeat(features.size())).append('\n');
        for (Feature feature : Feature.values()) {
            table.append("| ").append(feature.title()).append(" |");
            features.values()
                    .forEach(row -> table.append(' ')
                            .append(cell(row.get(feature), reasons))
                            .append(" |"));
            table.append('\n');
        }
        for (int i = 0; i < reasons.size(); i++) {
            table.append('\n').append(i + 1).append(". ").append(reasons.get(i));
        }
        return table.append('\n').toString();
    }

    private static String cell(String result, List<String> reasons) {
        if (result.equals("yes") || result.equals("no") || result.equals(Feature.LOST)) {
            return result;
        }
        if (!reasons.contains(result)) {
            reasons.add(result);
        }
        return "unsupported (" + (reasons.indexOf(result) + 1) + ")";
    }

    private String codeTables() {
        StringBuilder tables = new StringBuilder();
        codes.forEach((kind, rows) -> {
            tables.append("\n### ")
                    .append(kind)
                    .append("\n\n| status | answer | outcome | meaning |\n|---|---|---|---|\n");
            rows.forEach(row -> tables.append("| ")
                    .append(row.status())
                    .append(" | ")
                    .append(row.body().isEmpty() ? "" : "`" + row.body() + "`")
                    .append(" | ")
                    .append(row.outcome())
                    .append(" | ")
                    .append(row.meaning())
                    .append(" |\n"));
        });
        return tables.append('\n').toString();
    }
}
