package org.burst4j.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.run.ConfigDifferences;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import org.junit.jupiter.api.Test;

class ExperimentPlanTest {
    private static final Path OUT = Path.of("out");

    private static ExperimentRun named(String name) {
        return new ExperimentRun(name, "", Map.of(), RunConfig.DEFAULTS);
    }

    @Test
    void each_name_has_a_folder_of_its_own() {
        ExperimentPlan plan =
                ExperimentPlan.of(
                        OUT,
                        List.of(
                                named("avb-paper/2/3"),
                                named("avb-paper/-SM"),
                                named("avb-paper/+SW"),
                                named("-CW"),
                                named("../up")),
                        1);
        assertThat(plan.runs().stream().map(run -> run.folder().directory()))
                .containsExactly(
                        Path.of("out/runs/avb-paper-2-3/seed-42"),
                        Path.of("out/runs/avb-paper--SM/seed-42"),
                        Path.of("out/runs/avb-paper-+SW/seed-42"),
                        Path.of("out/runs/run-CW/seed-42"),
                        Path.of("out/runs/run..-up/seed-42"));
        assertThat(plan.actions())
                .allSatisfy(action -> assertThat(action.kind()).isEqualTo(RunAction.Kind.START));
    }

    private static ExperimentEnsemble ensemble(String name, String... members) {
        return new ExperimentEnsemble(name, "", Map.of(), List.of(members));
    }

    @Test
    void an_ensemble_joins_the_runs_of_one_place_among_the_seeds() {
        RunConfig other = ConfigFiles.load(RunConfig.DEFAULTS, null, List.of("seed=7"));
        ExperimentPlan plan =
                ExperimentPlan.of(
                        OUT,
                        List.of(named("a"), new ExperimentRun("b", "", Map.of(), other)),
                        List.of(ensemble("fam/E 1", "b", "a"), ensemble("fam/E 2", "a", "b")),
                        2);
        assertThat(plan.ensembles().stream().map(PlannedEnsemble::label))
                .containsExactly(
                        "fam/E 1 (seed 7)",
                        "fam/E 1 (seed 8)",
                        "fam/E 2 (seed 42)",
                        "fam/E 2 (seed 43)");
        PlannedEnsemble second = plan.ensembles().get(1);
        assertThat(second.members().stream().map(PlannedRun::label))
                .containsExactly("b (seed 8)", "a (seed 43)");
        assertThat(second.predictions())
                .isEqualTo(Path.of("out/ensembles/fam-E-1/seed-8/predictions.csv"));
        assertThat(second.scores()).isEqualTo(Path.of("out/ensembles/fam-E-1/seed-8/scores.json"));
    }

    @Test
    void an_ensemble_of_what_is_not_run_is_refused() {
        List<ExperimentRun> runs = List.of(named("a"));
        assertThatThrownBy(() -> ExperimentPlan.of(OUT, runs, List.of(ensemble("E", "a", "b")), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the ensemble 'E' has the member 'b', which is not run");
        assertThatThrownBy(
                        () ->
                                ExperimentPlan.of(
                                        OUT,
                                        runs,
                                        List.of(ensemble("E/1", "a"), ensemble("e-1", "a")),
                                        1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("two ensembles of the experiment, 'E/1' and 'e-1'");
        assertThatThrownBy(() -> ensemble("E")).isInstanceOf(ConfigException.class);
    }

    @Test
    void names_that_would_share_a_folder_are_refused() {
        assertThatThrownBy(() -> ExperimentPlan.of(OUT, List.of(named("a/b"), named("A-b")), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'a/b' and 'A-b'");
        assertThatThrownBy(() -> ExperimentPlan.of(OUT, List.of(), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no runs");
        assertThatThrownBy(() -> named(" "))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no name");
    }

    @Test
    void seeds_follow_each_other_and_change_nothing_else() {
        ExperimentPlan plan = ExperimentPlan.of(OUT, List.of(named("a"), named("b")), 3);
        assertThat(plan.runs().stream().map(PlannedRun::label))
                .containsExactly(
                        "a (seed 42)",
                        "a (seed 43)",
                        "a (seed 44)",
                        "b (seed 42)",
                        "b (seed 43)",
                        "b (seed 44)");
        PlannedRun last = plan.runs().get(5);
        assertThat(last.folder().directory()).isEqualTo(Path.of("out/runs/b/seed-44"));
        assertThat(plan.configurations()).extracting(ExperimentRun::name).containsExactly("a", "b");
        assertThat(ConfigDifferences.of(RunConfig.DEFAULTS, last.config()))
                .containsOnlyKeys("seed", "train.featureCache");
        PlannedRun only = ExperimentPlan.ofSeeds(OUT, named("a"), 1).runs().get(0);
        assertThat(only.folder().directory()).isEqualTo(Path.of("out/seed-42"));
    }

    @Test
    void all_runs_share_one_place_for_embeddings_unless_another_is_named() {
        for (ExperimentPlan plan :
                List.of(
                        ExperimentPlan.of(OUT, List.of(named("a"), named("b")), 2),
                        ExperimentPlan.ofSeeds(OUT, named("a"), 2))) {
            assertThat(plan.runs())
                    .allSatisfy(
                            run ->
                                    assertThat(run.config().train().featureCache())
                                            .isEqualTo(OUT.resolve("features").toString()));
        }
        RunConfig none =
                ConfigFiles.load(RunConfig.DEFAULTS, null, List.of("train.featureCache=none"));
        ExperimentPlan plan =
                ExperimentPlan.ofSeeds(OUT, new ExperimentRun("a", "", Map.of(), none), 2);
        assertThat(plan.runs().get(1).config().train().featureCache()).isEqualTo("none");
    }

    @Test
    void the_number_of_seeds_has_a_range() {
        for (int seeds : new int[] {0, -1, 1001}) {
            assertThatThrownBy(() -> ExperimentPlan.of(OUT, List.of(named("a")), seeds))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("--seeds is " + seeds + ", expected 1 to 1000");
        }
    }
}
