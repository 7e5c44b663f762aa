package org.burst4j.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.report.Comparisons;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;
import org.burst4j.run.experiment.RunOutcome.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of summaries that were written by hand. */
class ExperimentTableTest {
    private static final RunConfig CONFIG =
            ConfigFiles.load(RunConfig.DEFAULTS, null, List.of("data.path=clips"));
    private static final ExperimentRun A =
            new ExperimentRun(
                    "fam/2/3", "row <one>", Map.of("high.ccc", 0.639, "type.uar", 0.562), CONFIG);
    private static final ExperimentRun B =
            new ExperimentRun("fam/-SM", "", Map.of("high.ccc", 0.654, "type.uar", 0.584), CONFIG);
    private static final TableSettings SETTINGS =
            new TableSettings(
                    "Table I",
                    List.of("high.ccc", "type.uar"),
                    Map.of("Baseline", Map.of("high.ccc", 0.564, "type.uar", 0.412)),
                    List.of("A note."));

    @TempDir Path folder;

    private static void summary(RunFolder run, double high, double type, String more)
            throws IOException {
        Files.createDirectories(run.directory());
        Files.writeString(
                run.summary(),
                """
                {"finished": true, "val": {"high.ccc": %s, "type.uar": %s},
                 "interval": {"high.ccc": [0.25, 0.75]}, "chance": {"high.ccc": 0.0, "type.uar": 0.125},
                 "ceiling": {}, "bestStage": 2, "bestEpoch": 7, "bestGlobalEpoch": 3,
                 "trainSeconds": 4000.0, "unknown": "key"%s}
                """
                        .formatted(high, type, more));
    }

    private static RunOutcome finished(PlannedRun run) {
        return new RunOutcome(run, State.FINISHED, RunResult.read(run.folder()), null);
    }

    private static RunOutcome failed(PlannedRun run, String problem) {
        return new RunOutcome(
                run,
                State.FAILED,
                null,
                new RunFailure("TrainingDivergedException", problem, "", 5));
    }

    @Test
    void ours_and_the_paper_s_stand_beside_each_other_and_the_best_is_marked() throws IOException {
        ExperimentPlan plan = ExperimentPlan.of(folder, List.of(A, B), 1);
        summary(
                plan.runs().get(0).folder(),
                0.5,
                0.25,
                ", \"perClip\": {\"high\": 0.625}, \"chancePerClip\": {\"high\": 0.375},"
                        + " \"taskWeightRatio\": 12.0");
        ExperimentTable table = new ExperimentTable(plan, SETTINGS);

        table.write(
                List.of(
                        finished(plan.runs().get(0)),
                        failed(plan.runs().get(1), "loss is NaN | at step 3")));

        assertThat(Files.readString(folder.resolve("results.md")))
                .startsWith("# Table I\n\n* Data: clips\n* Encoder: builtin:demo\n* Seeds: 42\n")
                .contains("* Runs finished: 1 of 2\n")
                .contains(
                        """
                        | run | high.ccc | per clip | paper | type.uar | paper | best epoch | task weights | time | remark |
                        |---|---:|---:|---:|---:|---:|---:|---:|---:|---|
                        | Baseline | – | – | 0.564 | – | 0.412 | – | – | – |  |
                        | fam/2/3 | 0.500 | 0.625 | 0.639 | 0.250 | 0.562 | 2/7 | 12.0× | 1 h 07 min |  |
                        | fam/-SM | – | – | **0.654** | – | **0.584** | – | – | – | failed: loss is NaN \\| at step 3 |
                        | constant predictor | 0.000 | 0.375 | – | 0.125 | – | – | – | – |  |
                        """)
                .contains("Per clip is the CCC across")
                .endsWith("\nA note.\n");
        assertThat(Files.readString(folder.resolve("results.csv")))
                .isEqualTo(
                        """
                        run,seed,metric,value,paper,interval_low,interval_high,remark
                        Baseline,,high.ccc,,0.564,,,
                        Baseline,,type.uar,,0.412,,,
                        fam/2/3,42,high.ccc,0.5,0.639,0.25,0.75,
                        fam/2/3,42,high.ccc_per_clip,0.625,,,,
                        fam/2/3,42,type.uar,0.25,0.562,,,
                        fam/-SM,,high.ccc,,0.654,,,failed: loss is NaN | at step 3
                        fam/-SM,,type.uar,,0.584,,,failed: loss is NaN | at step 3
                        constant predictor,,high.ccc,0.0,,,,
                        constant predictor,,high.ccc_per_clip,0.375,,,,
                        constant predictor,,type.uar,0.125,,,,
                        """);
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("<a href=\"runs/fam-2-3/seed-42/report.html\">fam/2/3</a>")
                .contains("<small>row &lt;one&gt;</small>")
                .contains("<small class=\"bad\">failed: loss is NaN | at step 3</small>")
                .contains("<td class=\"paper best\">0.654</td>");
    }

    @Test
    void seeds_become_mean_and_deviation_and_a_table_of_their_own() throws IOException {
        ExperimentPlan plan = ExperimentPlan.of(folder, List.of(A, B), 3);
        List<RunOutcome> outcomes = new ArrayList<>();
        double[] high = {0.25, 0.5, 0.75};
        for (int i = 0; i < 3; i++) {
            summary(plan.runs().get(i).folder(), high[i], 0.5, ", \"ceiling2\": 1");
            outcomes.add(finished(plan.runs().get(i)));
        }
        summary(plan.runs().get(3).folder(), 0.375, 0.5, "");
        outcomes.add(finished(plan.runs().get(3)));
        outcomes.add(failed(plan.runs().get(4), "too bad"));
        outcomes.add(new RunOutcome(plan.runs().get(5), State.WAITING, null, null));

        new ExperimentTable(plan, SETTINGS).write(outcomes);

        assertThat(Files.readString(folder.resolve("results.md")))
                .contains(
                        "| fam/2/3 | **0.500 ± 0.250** | 0.639 | **0.500 ± 0.000** | 0.562 |"
                                + " 2/7 2/7 2/7 | – | 1 h 07 min |  |")
                .contains(
                        "| fam/-SM | 0.375 | **0.654** | **0.500** | **0.584** | 2/7 | – |"
                                + " 1 h 07 min | seed 43 failed: too bad; seed 44 not run yet |");
        assertThat(folder.resolve("runs/fam-2-3/seeds.csv"))
                .hasContent(
                        """
                        metric,mean,deviation,seeds,seed_42,seed_43,seed_44
                        high.ccc,0.5,0.25,3,0.25,0.5,0.75
                        type.uar,0.5,0.0,3,0.5,0.5,0.5
                        """);
        assertThat(folder.resolve("runs/fam--SM/seeds.md"))
                .hasContent(
                        """
                        # fam/-SM

                        | metric | mean | deviation | seeds | seed 42 |
                        |---|---:|---:|---:|---|
                        | high.ccc | 0.375 | - | 1 | 0.375 |
                        | type.uar | 0.500 | - | 1 | 0.500 |
                        """);
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("fam/2/3 <a href=\"runs/fam-2-3/seed-42/report.html\">42</a>");
    }

    @Test
    void without_columns_of_the_caller_those_of_the_runs_are_shown() throws IOException {
        ExperimentPlan plan = ExperimentPlan.of(folder, List.of(A), 1);
        summary(plan.runs().get(0).folder(), 0.5, 0.25, ", \"ceiling\": {\"high.ccc\": 0.9}");
        TableSettings bare = new TableSettings("T", List.of(), Map.of(), List.of());
        assertThat(
                        new ExperimentTable(plan, bare)
                                .of(List.of(finished(plan.runs().get(0))))
                                .metrics())
                .containsExactly("high.ccc", "type.uar");
    }

    @Test
    void a_broken_summary_is_named() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.summary(), "{");
        assertThatThrownBy(() -> RunResult.read(run))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("summary.json cannot be read");
    }

    @Test
    void the_ratio_of_learnt_weights_is_that_of_the_summary() throws IOException {
        RunFolder run = new RunFolder(folder);
        summary(
                run,
                0.5,
                0.25,
                ", \"taskWeights\": {\"high\": 1.0, \"type\": 3.0}, \"taskWeightRatio\": null");
        // Fixed weights are not learnt ones.
        assertThat(RunResult.read(run).weightRatio()).isNaN();
        summary(run, 0.5, 0.25, ", \"taskWeightRatio\": 12.5");
        assertThat(RunResult.read(run).weightRatio()).isEqualTo(12.5);
    }

    @Test
    void only_finished_runs_count() throws IOException {
        ExperimentPlan plan = ExperimentPlan.of(folder, List.of(A, B), 3);
        List<RunOutcome> outcomes = new ArrayList<>();
        double[] high = {0.25, 0.5, 0.9, 0.4, 0.9, 0.9};
        for (int i = 0; i < 6; i++) {
            PlannedRun run = plan.runs().get(i);
            summary(run.folder(), high[i], 0.5, "");
            outcomes.add(
                    high[i] < 0.9
                            ? finished(run)
                            : new RunOutcome(
                                    run, State.UNFINISHED, RunResult.read(run.folder()), null));
        }
        new ExperimentTable(plan, SETTINGS).write(outcomes);
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("* Runs finished: 3 of 6\n")
                .contains("| fam/2/3 | 0.375 ± 0.177 | ")
                .contains(" | seed 44 not finished |")
                .contains("| fam/-SM | **0.400** | ")
                .contains(" | seed 43 not finished; seed 44 not finished |")
                .doesNotContain("0.900");
        assertThat(folder.resolve("runs/fam-2-3/seeds.csv"))
                .content()
                .startsWith("metric,mean,deviation,seeds,seed_42,seed_43\nhigh.ccc,0.375,");
    }

    @Test
    void a_split_from_the_seed_is_told_and_bounds_are_means_over_the_runs() throws IOException {
        ExperimentPlan plan = ExperimentPlan.of(folder, List.of(A), 3);
        List<RunOutcome> outcomes = new ArrayList<>();
        double[] ceilings = {0.5, 0.5, 0.8};
        for (int i = 0; i < 3; i++) {
            RunFolder run = plan.runs().get(i).folder();
            summary(
                    run,
                    0.5,
                    0.25,
                    ", \"splitFromSeed\": true, \"ceiling\": {\"high.ccc\": " + ceilings[i] + "}");
            // The helper's own empty one stands before it.
            Files.writeString(
                    run.summary(), Files.readString(run.summary()).replace("\"ceiling\": {},", ""));
            outcomes.add(finished(plan.runs().get(i)));
        }
        String text = Comparisons.markdown(new ExperimentTable(plan, SETTINGS).of(outcomes));
        assertThat(text)
                .contains("each seed makes its own split by speaker")
                .contains("| noise ceiling | 0.600 |")
                .contains("| constant predictor | 0.000 | – | 0.125 |");
    }
}
