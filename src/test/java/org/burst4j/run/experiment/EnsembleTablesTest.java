package org.burst4j.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Split;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.metric.compare.Holm;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.PreparedData;
import org.burst4j.run.RunConfig;
import org.burst4j.run.experiment.RunOutcome.State;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.train.EvaluationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles and tests over runs whose predictions were made up: labels with noise. */
class EnsembleTablesTest {
    private static final List<String> METRICS =
            List.of("emotion.ccc", "country.uar", "age.mae", "s_mtl");

    @TempDir static Path common;
    @TempDir Path folder;

    private static RunConfig config;
    private static ClipTable table;
    private static List<Clip> clips;

    @BeforeAll
    static void synthesise() {
        Path corpus = common.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.EXVO, 150, 30, 5, corpus));
        config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS,
                        null,
                        List.of("data.path='" + corpus + "'", "data.tasks=[emotion,age,country]"));
        table = PreparedData.readTable(config).table();
        clips = table.clips(Split.VAL);
    }

    private ExperimentPlan plan(int seeds) {
        List<ExperimentRun> runs = new ArrayList<>();
        for (String name : List.of("rough", "fine", "other")) {
            runs.add(new ExperimentRun(name, "", Map.of("s_mtl", 0.4), config));
        }
        return ExperimentPlan.of(
                folder,
                runs,
                List.of(
                        new ExperimentEnsemble(
                                "fam/Pair <1>",
                                "two",
                                Map.of("s_mtl", 0.465),
                                List.of("fine", "other"))),
                seeds);
    }

    private static TableSettings settings() {
        return new TableSettings("T", METRICS, Map.of(), List.of(), List.of("rough"));
    }

    /** The labels with noise; classes as probabilities that are right as often as noise lets. */
    private static PredictionSet noisy(List<Clip> of, double noise, int seed) {
        Random random = new Random(seed);
        Map<String, float[]> predictions = new LinkedHashMap<>();
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (Task task : table.tasks()) {
            float[] values = new float[of.size() * task.size()];
            float[] truth = new float[of.size() * task.targetWidth()];
            for (int i = 0; i < of.size(); i++) {
                float[] labels = of.get(i).target(task.name()).orElseThrow();
                System.arraycopy(labels, 0, truth, i * labels.length, labels.length);
                boolean classes = task.kind() == TaskKind.CLASSES;
                double sum = 0;
                for (int k = 0; k < task.size(); k++) {
                    double label = classes ? (labels[0] == k ? 1 : 0.1) : labels[k];
                    double scale = task.name().equals("age") ? 20 : 1;
                    double value = label + scale * noise * random.nextGaussian();
                    value = classes ? Math.max(value, 1e-3) : value;
                    sum += value;
                    values[i * task.size() + k] = (float) value;
                }
                for (int k = 0; classes && k < task.size(); k++) {
                    values[i * task.size() + k] /= (float) sum;
                }
            }
            predictions.put(task.name(), values);
            targets.put(task.name(), truth);
        }
        return PredictionSet.of(
                table.tasks(),
                EvaluationResult.rate(
                        table.tasks(), of, predictions, targets, Double.NaN, Map.of()));
    }

    private static RunOutcome finished(PlannedRun run, double noise, int seed) throws IOException {
        Files.createDirectories(run.folder().directory());
        PredictionSet set = noisy(clips, noise, seed);
        set.write(run.folder().predictions());
        Map<String, Double> scores = set.result().headline();
        Files.writeString(
                run.folder().summary(),
                new ObjectMapper().writeValueAsString(Map.of("finished", true, "val", scores)));
        return new RunOutcome(run, State.FINISHED, RunResult.read(run.folder()), null);
    }

    private static List<RunOutcome> allFinished(ExperimentPlan plan) throws IOException {
        List<RunOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < plan.runs().size(); i++) {
            PlannedRun run = plan.runs().get(i);
            double noise = run.of().name().equals("rough") ? 0.6 : 0.15;
            outcomes.add(finished(run, noise, i));
        }
        return outcomes;
    }

    @Test
    void finished_members_are_joined_and_stand_in_the_table_with_signs() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        ExperimentTable tables = new ExperimentTable(plan, settings());

        List<EnsembleOutcome> joined = tables.conclude(outcomes);

        assertThat(tables.firstFailure()).isNull();
        PlannedEnsemble ensemble = plan.ensembles().get(0);
        assertThat(ensemble.folder()).isEqualTo(folder.resolve("ensembles/fam-Pair--1-/seed-42"));
        PredictionSet mean = PredictionSet.read(ensemble.predictions(), clips, table.tasks());
        PredictionSet first =
                PredictionSet.read(plan.runs().get(1).folder().predictions(), clips, table.tasks());
        PredictionSet second =
                PredictionSet.read(plan.runs().get(2).folder().predictions(), clips, table.tasks());
        for (String task : List.of("emotion", "age", "country")) {
            float[] values = mean.predictions(task);
            for (int i = 0; i < values.length; i++) {
                double expected = (first.predictions(task)[i] + second.predictions(task)[i]) / 2.0;
                assertThat((double) values[i]).isCloseTo(expected, within(2e-6));
            }
        }
        Map<String, Double> scores = joined.get(0).scores().scores();
        assertThat(scores)
                .containsOnlyKeys("emotion.ccc", "age.mae", "age.ccc", "country.uar", "s_mtl");
        scores.forEach(
                (key, score) ->
                        assertThat(score)
                                .as(key)
                                .isCloseTo(mean.result().headline().get(key), within(1e-4)));
        JsonNode json = new ObjectMapper().readTree(ensemble.scores().toFile());
        assertThat(json.get("members").fieldNames())
                .toIterable()
                .containsExactly("runs/fine/seed-42", "runs/other/seed-42");
        assertThat(json.get("clips").asInt()).isEqualTo(clips.size());
        assertThat(json.get("intervals").get("emotion.ccc")).hasSize(2);
        JsonNode joint = json.get("intervals").get("s_mtl");
        assertThat(scores.get("s_mtl")).isBetween(joint.get(0).asDouble(), joint.get(1).asDouble());

        String text = Files.readString(folder.resolve("results.md"));
        assertThat(text)
                .contains("* Ensembles joined: 1 of 1\n")
                .contains("| run | emotion.ccc | country.uar | age.mae | s_mtl | paper |")
                .containsPattern(
                        "\\| fam/Pair &lt;1> \\| \\*\\*0\\.\\d{3}\\*\\* † \\| .* \\| \\*\\*0\\.465\\*\\* \\|")
                .contains("Signs behind a score: it differs significantly from that of † rough,")
                .contains("## Tests between the rows")
                .contains("| rough | 42 | fine | emotion.ccc |")
                .contains("paired t on errors")
                .contains("two-sample t on predictions");
        // The reference is not tested against itself.
        assertThat(text).doesNotContain("| rough | 42 | rough |");
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("<h2>Tests between the rows</h2>", "fam/Pair &lt;1&gt;");
        assertThat(Files.readString(folder.resolve("significance.md")))
                .startsWith("# Tests between the rows\n");
        assertThat(Files.readAllLines(folder.resolve("significance.csv")).get(0))
                .startsWith("tests,seed,reference,other,task,output,metric,");
        assertThat(Files.readString(folder.resolve("results.csv")))
                .containsPattern("\nfam/Pair <1>,42,emotion\\.ccc,0\\.\\d+,,0\\.\\d+,");
    }

    @Test
    void less_is_better_for_an_error_and_the_smallest_is_marked() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        ExperimentTable tables = new ExperimentTable(plan, settings());
        tables.conclude(outcomes);
        Map<String, Double> maes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("results.md"))) {
            String[] cells = line.split(" \\| ", -1);
            if (line.contains("**") && cells.length > 4) {
                assertThat(cells[3]).as(line).doesNotContain("–");
            }
            if (cells.length > 4 && cells[3].matches("\\*{0,2}\\d\\.\\d{3}.*")) {
                maes.put(cells[3], Double.valueOf(cells[3].replaceAll("[*†\\s]", "")));
            }
        }
        double least = maes.values().stream().mapToDouble(v -> v).min().orElseThrow();
        maes.forEach((cell, value) -> assertThat(cell.startsWith("**")).isEqualTo(value == least));
        assertThat(maes).hasSize(4);
    }

    @Test
    void an_ensemble_waits_for_its_members_and_is_joined_by_a_later_call() throws IOException {
        ExperimentPlan plan = plan(2);
        List<RunOutcome> outcomes = allFinished(plan);
        PlannedRun failed = plan.runs().get(3);
        outcomes.set(
                3,
                new RunOutcome(failed, State.FAILED, null, new RunFailure("X", "too bad", "", 5)));
        ExperimentTable tables = new ExperimentTable(plan, settings());

        List<EnsembleOutcome> joined = tables.conclude(outcomes);

        assertThat(joined.get(0).finished()).isTrue();
        assertThat(joined.get(1).finished()).isFalse();
        assertThat(joined.get(1).waitsFor()).containsExactly("fine (seed 43)");
        assertThat(plan.ensembles().get(1).folder()).doesNotExist();
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("* Ensembles joined: 1 of 2\n")
                .contains("| seed 43 waits for fine (seed 43) |");

        outcomes.set(3, finished(failed, 0.15, 3));
        assertThat(new ExperimentTable(plan, settings()).conclude(outcomes))
                .allSatisfy(outcome -> assertThat(outcome.finished()).isTrue());
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("* Ensembles joined: 2 of 2\n")
                .doesNotContain("waits for");
    }

    @Test
    void an_ensemble_is_joined_anew_only_if_a_member_has_changed() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        new ExperimentTable(plan, settings()).conclude(outcomes);
        PlannedEnsemble ensemble = plan.ensembles().get(0);
        FileTime old = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(ensemble.predictions(), old);

        new ExperimentTable(plan, settings()).conclude(outcomes);
        assertThat(Files.getLastModifiedTime(ensemble.predictions())).isEqualTo(old);

        outcomes.set(1, finished(plan.runs().get(1), 0.3, 77));
        new ExperimentTable(plan, settings()).conclude(outcomes);
        assertThat(Files.getLastModifiedTime(ensemble.predictions())).isNotEqualTo(old);
    }

    @Test
    void what_cannot_be_joined_is_told_and_the_other_rows_stay() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        noisy(clips.subList(1, clips.size()), 0.1, 1)
                .write(plan.runs().get(1).folder().predictions());
        ExperimentTable tables = new ExperimentTable(plan, settings());

        List<EnsembleOutcome> joined = tables.conclude(outcomes);

        assertThat(joined.get(0).failure()).isNotNull();
        assertThat(tables.firstFailure()).isNotNull();
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("* Ensembles joined: 0 of 1\n")
                .contains("| not joined: ")
                .containsPattern("\\| other \\| \\*\\*0\\.\\d{3}");
        assertThat(plan.ensembles().get(0).scores()).doesNotExist();
    }

    @Test
    void a_row_with_other_clips_is_left_out_of_the_tests_and_named() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        noisy(clips.subList(1, clips.size()), 0.1, 1)
                .write(plan.runs().get(1).folder().predictions());
        new ExperimentTable(plan, settings()).conclude(outcomes);
        assertThat(Files.readString(folder.resolve("significance.md")))
                .contains("| rough | 42 | other | emotion.ccc |")
                .doesNotContain("| rough | 42 | fine |")
                .contains(
                        "Not tested against rough of seed 42, since they predict other clips or"
                                + " tasks: fine.");
    }

    @Test
    void holm_counts_the_tests_against_all_references_of_a_seed() throws IOException {
        ExperimentPlan plan = plan(1);
        List<RunOutcome> outcomes = allFinished(plan);
        TableSettings two =
                new TableSettings("T", METRICS, Map.of(), List.of(), List.of("fine", "other"));
        new ExperimentTable(plan, two).conclude(outcomes);
        List<Double> p = new ArrayList<>();
        List<Double> corrected = new ArrayList<>();
        List<String> header = List.of();
        Map<String, String> mirrored = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("significance.csv"))) {
            List<String> cells = List.of(line.split(",", -1));
            if (header.isEmpty()) {
                header = cells;
                continue;
            }
            String reference = cells.get(header.indexOf("reference"));
            String other = cells.get(header.indexOf("other"));
            String metric = cells.get(header.indexOf("metric"));
            String holm = cells.get(header.indexOf("pHolm"));
            boolean ours = cells.get(0).equals("ours");
            boolean all = other.equals("all");
            if (!ours || all || holm.isEmpty()) {
                assertThat(ours ? holm : "").isEmpty();
                if (!ours) {
                    assertThat(cells.get(header.indexOf("low"))).isEmpty();
                }
                continue;
            }
            if (reference.equals("other") && other.equals("fine")) {
                // The same test as that of 'other' against 'fine', counted once.
                assertThat(holm).isEqualTo(mirrored.get(metric));
                continue;
            }
            if (other.equals("other")) {
                mirrored.put(metric, holm);
            }
            p.add(Double.valueOf(cells.get(header.indexOf("p"))));
            corrected.add(Double.valueOf(holm));
        }
        // Of each pair of fine-rough, fine-other, fine-both, other-rough, other-both three tests.
        assertThat(p).hasSize(15);
        assertThat(corrected).isEqualTo(Holm.adjust(p));
    }

    @Test
    void without_references_nothing_is_tested() throws IOException {
        ExperimentPlan plan = plan(1);
        TableSettings none = new TableSettings("T", METRICS, Map.of(), List.of());
        List<RunOutcome> outcomes = allFinished(plan);
        new ExperimentTable(plan, settings()).conclude(outcomes);
        assertThat(folder.resolve("significance.md")).exists();
        new ExperimentTable(plan, none).conclude(outcomes);
        // Those of the earlier call would tell of tests that are no longer made.
        assertThat(folder.resolve("significance.md")).doesNotExist();
        assertThat(folder.resolve("significance.csv")).doesNotExist();
        assertThat(Files.readString(folder.resolve("results.md")))
                .doesNotContain("Signs behind a score", "Tests between");
    }
}
