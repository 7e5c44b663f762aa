package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/presets.md: made from the presets, written to target/presets-tables.md, and
 * compared with the document.
 */
class PresetTableTest {
    @Test
    void the_document_lists_every_row_and_what_it_sets() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| row | takes from | what it is | sets | High | Culture | Two | Type | Country |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        for (Preset preset : Presets.trained(List.of("avb-paper"))) {
            Preset code = Presets.named("avb-code/" + preset.row());
            List<String> cells = new ArrayList<>();
            cells.add("`" + preset.row() + "`");
            cells.add(preset.parent() == null ? "" : "`" + preset.parent().row() + "`");
            cells.add(preset.title());
            cells.add(settings(preset.changes()) + onlyIn(code, preset));
            for (String column : preset.family().columns()) {
                Double figure = preset.paperFigures().get(column);
                cells.add(
                        figure == null
                                ? "-"
                                : String.format(Locale.ROOT, "%.3f", figure).substring(1));
            }
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        assertDocumentHas("presets-rows.md", lines);
    }

    private static String settings(Map<String, Object> changes) {
        return changes.entrySet().stream()
                .map(entry -> "`" + entry.getKey() + ": " + entry.getValue() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String onlyIn(Preset code, Preset paper) {
        Map<String, Object> more = new LinkedHashMap<>(code.changes());
        more.keySet().removeAll(paper.changes().keySet());
        return more.isEmpty()
                ? ""
                : "; in `" + code.family().name() + "` alone, not inherited: " + settings(more);
    }

    @Test
    void the_document_lists_every_key_in_which_the_families_differ() throws IOException {
        Map<String, Object> paper =
                ConfigTrees.flatten(ConfigTrees.of(Presets.families().get(0).base()));
        Map<String, Object> code =
                ConfigTrees.flatten(ConfigTrees.of(Presets.families().get(1).base()));
        List<String> lines = new ArrayList<>();
        lines.add("| key | `avb-paper` | `avb-code` |");
        lines.add("|---|---|---|");
        paper.forEach(
                (key, value) -> {
                    if (!Objects.equals(value, code.get(key))) {
                        lines.add("| `" + key + "` | " + value + " | " + code.get(key) + " |");
                    }
                });
        assertDocumentHas("presets-families.md", lines);
    }

    private static void assertDocumentHas(String name, List<String> lines) throws IOException {
        Path project = Path.of(System.getProperty("burst4j.projectDirectory", "."));
        Files.write(Files.createDirectories(project.resolve("target")).resolve(name), lines);
        List<String> document = Files.readAllLines(project.resolve("docs/presets.md"));
        int start = document.indexOf(lines.get(0));
        assertThat(start).as("the head of target/" + name).isNotNegative();
        int end = start;
        while (end < document.size() && document.get(end).startsWith("|")) {
            end++;
        }
        assertThat(document.subList(start, end)).isEqualTo(lines);
    }
}
