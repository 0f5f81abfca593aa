package io.mailsender.helm;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.representer.Representer;

/** Formats values.yaml as a Markdown table: each value's path, default, and the comment above it. */
final class ValuesTable {

    private final StringBuilder rows = new StringBuilder();
    private final Yaml yaml;

    private ValuesTable() {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        DumperOptions flow = new DumperOptions();
        flow.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        flow.setWidth(10_000);
        yaml = new Yaml(new SafeConstructor(options), new Representer(flow), flow, options);
    }

    /** @throws IllegalArgumentException if a value has no comment */
    static String of(Path file) throws IOException {
        ValuesTable table = new ValuesTable();
        try (Reader reader = Files.newBufferedReader(file)) {
            table.block("", (MappingNode) table.yaml.compose(reader));
        }
        return "| value | default | description |\n|---|---|---|\n" + table.rows;
    }

    private void block(String prefix, MappingNode block) {
        for (NodeTuple entry : block.getValue()) {
            String path = prefix + text(entry.getKeyNode());
            Node value = entry.getValueNode();
            if (value instanceof MappingNode inner && isExplained(inner)) {
                block(path + ".", inner);
            } else {
                row(path, value, comment(path, entry.getKeyNode()));
            }
        }
    }

    /** Whether the entries of a block have comments of their own. */
    private static boolean isExplained(MappingNode block) {
        return block.getValue().stream()
                .anyMatch(entry -> comments(entry.getKeyNode()).iterator().hasNext()
                        || entry.getValueNode() instanceof MappingNode inner && isExplained(inner));
    }

    private static List<CommentLine> comments(Node node) {
        return node.getBlockComments() == null ? List.of() : node.getBlockComments();
    }

    /** The comment below the last blank line; anything above belongs to the previous value. */
    private static String comment(String path, Node key) {
        String text = comments(key).stream()
                .map(CommentLine::getValue)
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        text = text.substring(text.lastIndexOf("\n\n") + 1).strip().replace('\n', ' ');
        if (text.isEmpty()) {
            throw new IllegalArgumentException(path + " has no comment");
        }
        return text;
    }

    private void row(String path, Node value, String comment) {
        String defaults = text(value);
        rows.append("| `")
                .append(path)
                .append("` | `")
                .append(defaults.isEmpty() ? "\"\"" : defaults)
                .append("` | ")
                .append(comment.replace("|", "\\|"))
                .append(" |\n");
    }

    private String text(Node node) {
        Object value = new Plain().read(node);
        return value instanceof String text ? text : yaml.dump(value).strip();
    }

    private static final class Plain extends SafeConstructor {
        Plain() {
            super(new LoaderOptions());
        }

        Object read(Node node) {
            return constructDocument(node);
        }
    }
}
