package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    private static final ModelCardTexts TEXTS =
            new ModelCardTexts(
                    "An encoder with heads.\n",
                    "Synthetic clips.",
                    "Tests, not people.",
                    "Never heard a person.",
                    "Apache-2.0.");

    @Test
    void a_card_has_all_sections_and_scores() {
        RunReport run = SampleRun.run();
        String card = ModelCard.markdown(run, TEXTS);
        assertThat(card)
                .startsWith("# Burst4J demo: five tasks &amp; age\n\nAn encoder with heads.\n\n")
                .contains("| Seed | 1 |\n")
                .contains("## Training data\n\nSynthetic clips.\n\n")
                .contains("## Intended use\n\nTests, not people.\n\n")
                .contains("## Limits\n\nNever heard a person.\n\n")
                .endsWith("## Licences\n\nApache-2.0.\n");
        for (TaskReport task : run.tasks()) {
            assertThat(card)
                    .contains(
                            "| "
                                    + task.task().name()
                                    + " | "
                                    + HtmlReport.metricName(task)
                                    + " | "
                                    + Numbers.score(task.score())
                                    + " | ");
            task.scores().labels().forEach(label -> assertThat(card).contains("| " + label + " |"));
        }
    }

    @Test
    void table_cells_cannot_break_the_table() {
        String card = ModelCard.markdown(SampleRun.of(List.of(SampleRun.EVIL_TASK), 0), TEXTS);
        assertThat(card)
                .contains("| evil | &lt;b&gt;&amp;\"'&lt;/script&gt; | ")
                .contains("| evil | b\\|c | ")
                .doesNotContain("<b>");
    }

    @Test
    void the_card_is_written_to_its_file(@TempDir Path folder) {
        Path file = folder.resolve("model-card.md");
        RunReport run = SampleRun.of(List.of(Tasks.named("two")), 0);
        ModelCard.write(file, run, TEXTS);
        assertThat(file).hasContent(ModelCard.markdown(run, TEXTS));
    }
}
