package org.burst4j.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;

/**
 * All runs of an experiment in their order, and where each is written. Where the configuration
 * names no place for the embeddings of a frozen encoder, all runs share {@code features} in the
 * experiment's folder.
 *
 * @param folder the experiment's folder
 * @param runs the runs; those of one configuration follow each other
 * @param ensembles what is joined of them; those of one ensemble follow each other
 */
public record ExperimentPlan(Path folder, List<PlannedRun> runs, List<PlannedEnsemble> ensembles) {
    private static final int MOST_SEEDS = 1000;

    /** Copies the lists. */
    public ExperimentPlan {
        runs = List.copyOf(runs);
        ensembles = List.copyOf(ensembles);
    }

    /**
     * Plans the runs of several configurations: {@code runs/NAME/seed-N}, also for one seed, so
     * that more can be added later.
     *
     * @param folder the experiment's folder
     * @param configurations what is run
     * @param seeds runs of each configuration: with its seed, the next one, and so on
     * @return the plan
     * @throws ConfigException if there is nothing to run, two runs would share a folder, or the
     *     number of seeds is out of its range
     */
    public static ExperimentPlan of(Path folder, List<ExperimentRun> configurations, int seeds) {
        return of(folder, configurations, List.of(), seeds);
    }

    /**
     * Plans the runs of several configurations, and in {@code ensembles/NAME/seed-N} what is joined
     * of them.
     *
     * @param folder the experiment's folder
     * @param configurations what is run
     * @param ensembles whose predictions are joined
     * @param seeds runs of each configuration
     * @return the plan
     * @throws ConfigException as {@link #of(Path, List, int)}, or if an ensemble has a member that
     *     is not run or two ensembles would share a folder
     */
    public static ExperimentPlan of(
            Path folder,
            List<ExperimentRun> configurations,
            List<ExperimentEnsemble> ensembles,
            int seeds) {
        if (configurations.isEmpty()) {
            throw new ConfigException("the experiment has no runs", "Name at least one.");
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<PlannedRun> runs = new ArrayList<>();
        for (ExperimentRun configuration : configurations) {
            requireOwnFolder(names, "runs", configuration.name(), configuration.slug());
            Path place = folder.resolve("runs").resolve(configuration.slug());
            runs.addAll(seeds(folder, place, configuration, seeds));
        }
        return new ExperimentPlan(folder, runs, ensembles(folder, ensembles, runs, seeds));
    }

    private static void requireOwnFolder(
            Map<String, String> names, String what, String name, String slug) {
        // Some file systems do not tell a from A.
        String other = names.putIfAbsent(slug.toLowerCase(Locale.ROOT), name);
        if (other != null) {
            throw new ConfigException(
                    "two "
                            + what
                            + " of the experiment, '"
                            + other
                            + "' and '"
                            + name
                            + "', would be written to one folder, "
                            + slug,
                    "Name each once.");
        }
    }

    private static List<PlannedEnsemble> ensembles(
            Path folder, List<ExperimentEnsemble> ensembles, List<PlannedRun> runs, int seeds) {
        Map<String, List<PlannedRun>> byName =
                runs.stream().collect(Collectors.groupingBy(run -> run.of().name()));
        Map<String, String> names = new LinkedHashMap<>();
        List<PlannedEnsemble> planned = new ArrayList<>();
        for (ExperimentEnsemble ensemble : ensembles) {
            requireOwnFolder(names, "ensembles", ensemble.name(), ensemble.slug());
            for (String member : ensemble.members()) {
                if (!byName.containsKey(member)) {
                    throw new ConfigException(
                            "the ensemble '"
                                    + ensemble.name()
                                    + "' has the member '"
                                    + member
                                    + "', which is not run",
                            "The runs are " + byName.keySet() + ".");
                }
            }
            for (int i = 0; i < seeds; i++) {
                int place = i;
                List<PlannedRun> members =
                        ensemble.members().stream()
                                .map(member -> byName.get(member).get(place))
                                .toList();
                long seed = members.get(0).seed();
                Path own = folder.resolve("ensembles").resolve(ensemble.slug());
                planned.add(
                        new PlannedEnsemble(
                                ensemble, seed, own.resolve(PlannedRun.seedFolder(seed)), members));
            }
        }
        return planned;
    }

    /**
     * Plans one configuration with several seeds: {@code seed-N} in its folder, also for one seed.
     *
     * @param folder the folder
     * @param configuration what is run
     * @param seeds how many
     * @return the plan
     * @throws ConfigException if the number of seeds is out of its range
     */
    public static ExperimentPlan ofSeeds(Path folder, ExperimentRun configuration, int seeds) {
        return new ExperimentPlan(folder, seeds(folder, folder, configuration, seeds), List.of());
    }

    private static List<PlannedRun> seeds(
            Path folder, Path place, ExperimentRun configuration, int seeds) {
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new ConfigException(
                    "--seeds is " + seeds + ", expected 1 to " + MOST_SEEDS,
                    "5 give a fair idea of the deviation.");
        }
        List<PlannedRun> runs = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            long seed = configuration.config().seed() + i;
            List<String> settings = new ArrayList<>(List.of("seed=" + seed));
            if (configuration.config().train().featureCache() == null) {
                // Runs with the same frozen encoder have the same embeddings.
                String features = folder.resolve("features").toString();
                settings.add(ConfigFiles.setting("train.featureCache", features));
            }
            RunConfig config = ConfigFiles.load(configuration.config(), null, settings);
            runs.add(
                    new PlannedRun(
                            configuration,
                            config,
                            new RunFolder(place.resolve(PlannedRun.seedFolder(seed)))));
        }
        return runs;
    }

    /**
     * The configurations in their order.
     *
     * @return each once
     */
    public List<ExperimentRun> configurations() {
        return runs.stream().map(PlannedRun::of).distinct().toList();
    }

    /** The number of runs of each configuration. */
    int seeds() {
        ExperimentRun first = runs.get(0).of();
        return (int) runs.stream().filter(run -> run.of().equals(first)).count();
    }

    /** Of each group, as {@code groupOf} tells it, the one at a place among its seeds. */
    <O, G> List<O> atPlace(int place, List<O> outcomes, Function<O, G> groupOf) {
        Map<G, List<O>> groups =
                outcomes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        groupOf, LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream().map(group -> group.get(place)).toList();
    }

    /**
     * What is to be done with each run; changes nothing.
     *
     * @return an action a run
     */
    public List<RunAction> actions() {
        return runs.stream().map(RunAction::of).toList();
    }
}
