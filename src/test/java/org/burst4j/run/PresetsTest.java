package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    private static final List<String> COLUMNS =
            List.of("high.ccc", "culture.ccc", "two.ccc", "type.uar", "country.uar");

    /** Table I of the paper, with the row that each takes its settings from. */
    private static final String TABLE =
            """
            2/3       avb-*  .639 .625 .252 .562 .631
            1/4       avb-*  .628 .614 .245 .542 .603
            0/5       avb-*  .650 .636 .254 .564 .633
            MSE       0/5    .624 .598 .244 .553 .591
            MAE       0/5    .640 .573 .251 .575 .655
            -Two      0/5    .651 .637  -   .574 .645
            -CW       -Two   .645 .631  -   .276 .632
            +SW       -Two   .643 .629  -   .319 .644
            -SM       -Two   .654 .639  -   .584 .657
            B10m      -SM    .656 .642  -   .577 .655
            B100h     -SM    .639 .624  -   .552 .634
            B960h     -SM    .658 .642  -   .567 .647
            -Country  B960h  .655 .639  -   .570  -
            L         -SM    .635 .622  -   .554 .603
            L960h     -SM    .613 .617  -   .540 .539
            """;

    @TempDir Path folder;

    static Stream<Preset> all() {
        return Presets.all().stream();
    }

    static Stream<Preset> avb() {
        return Presets.trained(List.of("avb-paper", "avb-code")).stream();
    }

    private static Map<String, Object> values(RunConfig config) {
        Map<String, Object> values = ConfigTrees.flatten(ConfigTrees.of(config));
        values.remove("preset");
        return values;
    }

    /** The keys in which two configurations differ. */
    private static Set<String> difference(RunConfig one, RunConfig other) {
        Map<String, Object> left = values(one);
        Map<String, Object> right = values(other);
        Set<String> keys = new LinkedHashSet<>(left.keySet());
        keys.addAll(right.keySet());
        keys.removeIf(key -> java.util.Objects.equals(left.get(key), right.get(key)));
        return keys;
    }

    @ParameterizedTest
    @CsvSource({"avb-paper", "avb-code"})
    void rows_parents_and_figures_are_those_of_table_1(String family) {
        List<String> lines = TABLE.lines().toList();
        List<Preset> presets = Presets.trained(List.of(family));
        assertThat(presets).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(" +", -1);
            Preset preset = presets.get(i);
            assertThat(preset.name()).isEqualTo(family + "/" + cells[0]);
            assertThat(preset.row()).isEqualTo(cells[0]);
            assertThat(preset.parent() == null ? "avb-*" : preset.parent().row())
                    .as(preset.name())
                    .isEqualTo(cells[1]);
            Map<String, Double> figures = new LinkedHashMap<>();
            for (int column = 0; column < COLUMNS.size(); column++) {
                if (!cells[2 + column].equals("-")) {
                    figures.put(COLUMNS.get(column), Double.parseDouble("0" + cells[2 + column]));
                }
            }
            assertThat(preset.paperFigures()).as(preset.name()).isEqualTo(figures);
        }
    }

    @Test
    void families_share_the_table_with_its_baseline() {
        assertThat(Presets.families())
                .extracting(PresetFamily::name)
                .containsExactly("avb-paper", "avb-code", "exvo-paper", "exvo-ablation");
        for (PresetFamily family : Presets.families().subList(0, 2)) {
            assertThat(family.columns()).isEqualTo(COLUMNS);
            assertThat(family.tableNote())
                    .startsWith(
                            "The paper's CCC figures are most likely per clip, but for the baseline's")
                    .doesNotContain("\n");
            assertThat(family.baselineRow()).isEqualTo("Baseline");
            assertThat(family.baselineFigures())
                    .isEqualTo(
                            Map.of(
                                    "high.ccc",
                                    0.564,
                                    "culture.ccc",
                                    0.436,
                                    "two.ccc",
                                    0.499,
                                    "type.uar",
                                    0.412));
            assertThat(family.base().preset()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_row_changes_what_its_file_says_and_nothing_else(Preset preset) {
        Preset parent = preset.parent();
        Set<String> changed =
                difference(
                        preset.config(), parent == null ? preset.family().base() : parent.config());
        if (parent != null && parent.name().equals("avb-code/-SM")) {
            // The slip of that row's program is its own: these go back to the family's values.
            assertThat(changed)
                    .contains("train.batchSize", "train.stage1.epochs", "train.stage2.epochs");
            assertThat(preset.config().train().stage1().epochs()).isEqualTo(30);
            assertThat(preset.config().train().stage2().epochs()).isEqualTo(30);
            assertThat(preset.config().train().batchSize())
                    .isEqualTo(preset.row().startsWith("L") ? 24 : 32);
            changed.removeAll(
                    Set.of("train.batchSize", "train.stage1.epochs", "train.stage2.epochs"));
            Set<String> own = new LinkedHashSet<>(preset.changes().keySet());
            own.remove("train.batchSize");
            assertThat(changed).isEqualTo(own);
        } else {
            assertThat(changed).isEqualTo(preset.changes().keySet());
        }
        Map<String, Object> values = values(preset.config());
        preset.changes().forEach((key, value) -> assertThat(values.get(key)).isEqualTo(value));
    }

    @ParameterizedTest
    @MethodSource("avb")
    void a_preset_is_a_whole_configuration_under_its_name(Preset preset) {
        assertThat(preset.config().preset()).isEqualTo(preset.name());
        assertThat(preset.title()).endsWith(".").hasSizeBetween(20, 130);
        List<String> tasks = new ArrayList<>(List.of("country", "type", "high", "culture", "two"));
        if (preset.lineage().stream().anyMatch(p -> p.row().equals("-Two"))) {
            tasks.remove("two");
        }
        if (preset.row().equals("-Country")) {
            tasks.remove("country");
        }
        assertThat(preset.config().wantedTasks()).extracting(Task::name).isEqualTo(tasks);
        // A figure for each task of the run, and no other.
        assertThat(preset.paperFigures().keySet())
                .extracting(key -> key.substring(0, key.indexOf('.')))
                .containsExactlyInAnyOrderElementsOf(tasks);
        assertThat(tasks).containsAll(preset.config().model().intermediateTasks());
    }

    @ParameterizedTest
    @CsvSource({
        "2/3, model.intermediateTasks, '[country, type]'",
        "1/4, model.intermediateTasks, [country]",
        "0/5, model.intermediateTasks, []",
        "MSE, model.taskDefaults.loss, mse",
        "MAE, model.taskDefaults.loss, mae",
        "-CW, model.taskDefaults.classWeights, false",
        "-CW, train.sampleWeights, null",
        "+SW, model.taskDefaults.classWeights, false",
        "+SW, train.sampleWeights, country",
        "-SM, model.taskDefaults.activation, clamp",
        "-SM, model.taskDefaults.classWeights, true",
        "-SM, encoder, data2vec-audio-base",
        "B10m, encoder, data2vec-audio-base-10m",
        "B10m, model.taskDefaults.activation, clamp",
        "B100h, encoder, data2vec-audio-base-100h",
        "B960h, encoder, data2vec-audio-base-960h",
        "-Country, encoder, data2vec-audio-base-960h",
        "L, encoder, data2vec-audio-large",
        "L, train.batchSize, 24",
        "L960h, encoder, data2vec-audio-large-960h",
        "L960h, train.batchSize, 24",
    })
    void rows_have_the_settings_of_the_paper(String row, String key, String value) {
        for (String family : List.of("avb-paper", "avb-code")) {
            assertThat(String.valueOf(values(Presets.named(family + "/" + row).config()).get(key)))
                    .as(family)
                    .isEqualTo(value);
        }
    }

    @Test
    void the_families_differ_where_paper_and_program_differ() {
        RunConfig paper = Presets.families().get(0).base();
        RunConfig code = Presets.families().get(1).base();
        assertThat(difference(paper, code))
                .containsExactlyInAnyOrder(
                        "data.bucketSeconds",
                        "model.pooling",
                        "model.taskDefaults.cccAxis",
                        "model.taskDefaults.cccDdof",
                        "model.taskDefaults.cccEpsilon",
                        "model.taskDefaults.crossEntropyInput",
                        "model.taskDefaults.labelSmoothing",
                        "model.taskDefaults.plainValidation",
                        "train.encoder.maskTimeProbability",
                        "train.encoder.freezeMode",
                        "train.stage1.patienceRule",
                        "train.stage2.patienceRule");
        assertThat(PreparedData.bucketSamples(code)).isEqualTo(159_360);
        Preset slip = Presets.named("avb-code/-SM");
        assertThat(slip.config().train().batchSize()).isEqualTo(2);
        assertThat(slip.config().train().stage1().epochs()).isEqualTo(32);
        assertThat(slip.config().train().stage2().epochs()).isEqualTo(32);
        assertThat(slip.changes()).hasSize(4);
        assertThat(Presets.named("avb-paper/-SM").config().train().batchSize()).isEqualTo(32);
        assertThat(Presets.named("avb-paper/-SM").changes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"avb-paper", "exvo-paper"})
    void no_default_of_burst4j_decides_a_number_of_a_preset(String family) {
        PresetFiles files = new PresetFiles(f -> Presets.class.getResourceAsStream("presets/" + f));
        ObjectNode stated = files.read(family + ".yaml", PresetFiles.Family.class).config();
        // Where data and models are, what machine it is, and what is only there to be set.
        List<String> free =
                List.of(
                        "seed",
                        "threads",
                        "data.path",
                        "data.layout",
                        "data.audioRoot",
                        "data.valFraction",
                        "data.skipBad",
                        "data.cacheMegabytes",
                        "data.oversampleBinWidth",
                        "audio.minSeconds",
                        "audio.maxSeconds",
                        "audio.loudnessDb",
                        "models",
                        "train.featureCache",
                        "train.checkpointMinutes",
                        "train.engine",
                        "train.recompute",
                        "customTasks");
        Set<String> left = new LinkedHashSet<>(values(RunConfig.DEFAULTS).keySet());
        left.removeAll(ConfigTrees.flatten(stated).keySet());
        left.removeAll(free);
        if (family.equals("avb-paper")) {
            // Without effect on its net.
            left.removeIf(key -> key.startsWith("model.burst2vec."));
            left.remove("data.oversampleBinWidth");
        }
        assertThat(left).isEmpty();
    }

    @Test
    void a_family_stands_for_its_rows_and_nothing_is_chosen_twice() {
        assertThat(Presets.all()).hasSize(30 + 7 + 6);
        assertThat(Presets.rows()).hasSize(30 + 7 + 3 + 6);
        assertThat(Presets.select(List.of("avb-code/L", "avb-paper", "avb-paper/-SM")))
                .hasSize(16)
                .extracting(PresetRow::name)
                .startsWith("avb-code/L", "avb-paper/2/3", "avb-paper/1/4")
                .endsWith("avb-paper/L960h");
        assertThat(Presets.select(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "avb-paper/-SN, there is no preset 'avb-paper/-SN', Did you mean 'avb-paper/-SM'?",
        "b960H, there is no preset 'b960H', Did you mean 'avb-paper/B960h' or 'avb-code/B960h'?",
        "avb-code, avb-code is a family of presets, 'avb-code/2/3, avb-code/1/4'",
        "mine.yaml, preset file mine.yaml does not exist, delete its line 'preset: mine.yaml'",
    })
    void an_unknown_preset_gets_a_suggestion(String name, String problem, String cure) {
        assertThatThrownBy(() -> Presets.named(name))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem)
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains(cure);
    }

    @Test
    void a_file_goes_over_the_preset_and_settings_over_the_file() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "seed: 1\ntrain:\n  batchSize: 8\n");
        RunConfig config = Presets.configure("avb-code/B960h", file, List.of("train.batchSize=4"));
        assertThat(difference(config, Presets.named("avb-code/B960h").config()))
                .containsExactlyInAnyOrder("seed", "train.batchSize");
        assertThat(config.train().batchSize()).isEqualTo(4);
        assertThat(config.seed()).isEqualTo(1);
        assertThat(config.preset()).isEqualTo("avb-code/B960h");
        assertThat(Presets.configure(null, null, List.of())).isEqualTo(RunConfig.DEFAULTS);
    }

    @Test
    void a_file_may_name_its_preset_but_not_another_than_the_command() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "preset: avb-paper/-Two\nseed: 3\n");
        RunConfig config = Presets.configure(null, file, List.of());
        assertThat(difference(config, Presets.named("avb-paper/-Two").config()))
                .containsExactly("seed");
        assertThat(Presets.configure("avb-paper/-Two", file, List.of())).isEqualTo(config);
        assertThatThrownBy(() -> Presets.configure("avb-paper/-SM", file, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(
                        "run.yaml is for the preset avb-paper/-Two, but avb-paper/-SM is asked for");
        assertThatThrownBy(() -> Presets.configure(null, null, List.of("preset=avb-paper/-Two")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'preset' cannot be set with --set")
                .extracting(e -> ((ConfigException) e).cure())
                .isEqualTo("Use --preset avb-paper/-Two.");
        assertThatThrownBy(() -> Presets.configure("avb-paper/-SM", null, List.of("preset=null")))
                .hasMessageContaining("'preset' cannot be set with --set");
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_is_shown_is_a_file_that_gives_the_same_run(Preset preset) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, preset.toYaml());
        assertThat(ConfigFiles.read(file)).isEqualTo(preset.config());
        assertThat(Presets.configure(null, file, List.of())).isEqualTo(preset.config());
    }

    @Test
    void what_is_shown_marks_what_each_row_set() {
        assertThat(Presets.named("avb-code/-SM").toYaml().lines())
                .startsWith(
                        "# avb-code/-SM: High and Culture end in a linear layer clamped to [0, 1]"
                                + " in place of a sigmoid; the first of the two released models.",
                        "# Takes its settings from avb-code/-Two; lines marked <- are set by the"
                                + " row named there.")
                .contains(
                        "  tasks:  # <- -Two | empty: every task that the labels hold",
                        "    activation: clamp  # <- -SM, was sigmoid | sigmoid, clamp or none"
                                + " (regression)",
                        "  batchSize: 2  # <- -SM, was 32 | clips a step")
                .filteredOn(line -> line.contains("# <- "))
                .hasSize(5);
        assertThat(Presets.named("avb-paper/+SW").toYaml())
                .contains("  sampleWeights: country  # <- +SW, was null | ");
        assertThat(Presets.named("avb-paper/2/3").toYaml())
                .contains("# Takes its settings from the base of avb-paper;")
                .contains("  intermediateTasks:  # <- 2/3, was [] | ");
    }
}
