package org.burst4j.run.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.burst4j.report.ComparisonRow;
import org.burst4j.report.ComparisonTable;
import org.burst4j.report.Comparisons;
import org.burst4j.report.SeedScores;
import org.burst4j.report.SeedTable;
import org.burst4j.report.Spread;
import org.burst4j.run.Versions;
import org.burst4j.run.experiment.RunOutcome.State;

/** Makes tables of an experiment's outcomes. */
public final class ExperimentTable {
    private static final int LONGEST_PROBLEM = 160;
    private static final String NOTE =
            "Scores are on the validation split, of the best epoch. The best of a column is marked."
                    + " The constant predictor gives the best constant answer; task weights are the"
                    + " largest over the smallest learnt weight; time is that of training a run. Only"
                    + " finished runs count.";
    private static final String SPLIT_NOTE =
            "The data have no split column: each seed makes its own split by speaker, so deviations"
                    + " over seeds hold that of the split too, and constant predictor and noise"
                    + " ceiling are means over the splits of all runs.";
    private static final String PER_CLIP_NOTE =
            "Per clip is the CCC across each clip's outputs, averaged over clips: not the"
                    + " challenge's metric, and not 0 for a constant predictor.";

    private static final String ENSEMBLE_NOTE =
            "An ensemble's scores are those of the mean of its members' predictions, seed by seed; of"
                    + " classes the probabilities are averaged.";

    private final ExperimentPlan plan;
    private final TableSettings settings;
    private final EnsembleJoin ensembles;
    private final ExperimentTests tests;

    /**
     * Describes the tables.
     *
     * @param plan the experiment
     * @param settings what no run knows
     */
    public ExperimentTable(ExperimentPlan plan, TableSettings settings) {
        this.plan = plan;
        this.settings = settings;
        Labels labels = new Labels();
        this.ensembles = new EnsembleJoin(plan, labels);
        this.tests = new ExperimentTests(plan, settings, labels);
    }

    /**
     * The first failure in joining an ensemble or in a test.
     *
     * @return null if there was none
     */
    public RuntimeException firstFailure() {
        return ensembles.firstFailure() != null ? ensembles.firstFailure() : tests.firstFailure();
    }

    /**
     * Tests each row against the references, which may take minutes, and writes all tables.
     *
     * @param outcomes an outcome a run
     * @return the outcomes of the ensembles
     */
    public List<EnsembleOutcome> conclude(List<RunOutcome> outcomes) {
        List<EnsembleOutcome> joined = ensembles.join(outcomes);
        tests.run(outcomes, joined);
        write(outcomes);
        return joined;
    }

    /**
     * Writes {@code results.md}, {@code results.csv} and {@code index.html} into the experiment's
     * folder, and {@code seeds.md} and {@code seeds.csv} into that of each configuration that has a
     * finished run.
     *
     * @param outcomes an outcome a run
     */
    public void write(List<RunOutcome> outcomes) {
        Comparisons.write(of(outcomes), plan.folder());
        byConfiguration(outcomes)
                .forEach(
                        (configuration, runs) -> {
                            SeedTable table = seedTable(configuration, runs);
                            if (!table.seeds().isEmpty()) {
                                table.write(runs.get(0).run().folder().directory().getParent());
                            }
                        });
        tests.write();
    }

    /**
     * Compares the outcomes.
     *
     * @param outcomes an outcome a run
     * @return the published rows, a row for each configuration with the scores of its finished
     *     runs, one for each ensemble, then chance and noise ceiling where runs know them
     */
    public ComparisonTable of(List<RunOutcome> outcomes) {
        List<ComparisonRow> rows = new ArrayList<>();
        settings.published().forEach((name, paper) -> rows.add(ComparisonRow.ofPaper(name, paper)));
        byConfiguration(outcomes)
                .forEach((configuration, runs) -> rows.add(row(configuration, runs)));
        List<EnsembleOutcome> joined = ensembles.join(outcomes);
        rows.addAll(new EnsembleRows(joined).rows());
        List<RunResult> results = results(outcomes);
        Map<String, Double> chance = means(results, RunResult::chance);
        if (!chance.isEmpty()) {
            rows.add(
                    ComparisonRow.ofBound(
                            "constant predictor",
                            "answers the same for every clip",
                            chance,
                            means(results, RunResult::perClipChance)));
        }
        Map<String, Double> ceiling = means(results, RunResult::ceiling);
        if (!ceiling.isEmpty()) {
            rows.add(
                    ComparisonRow.ofBound(
                            "noise ceiling",
                            "what the labels' noise allows; known for synthetic clips",
                            ceiling,
                            Map.of()));
        }
        List<String> notes = new ArrayList<>(List.of(NOTE));
        if (results.stream().anyMatch(result -> !result.perClip().isEmpty())) {
            notes.add(PER_CLIP_NOTE);
        }
        if (results.stream().anyMatch(RunResult::splitFromSeed)) {
            notes.add(SPLIT_NOTE);
        }
        if (!joined.isEmpty()) {
            notes.add(ENSEMBLE_NOTE);
        }
        notes.addAll(tests.legend());
        notes.addAll(settings.notes());
        rows.replaceAll(row -> row.marked(tests.marks(row.name())));
        return new ComparisonTable(
                settings.title(),
                facts(outcomes, joined),
                metrics(results),
                rows,
                notes,
                tests.tables());
    }

    /**
     * The table of one configuration's seeds.
     *
     * @param configuration the configuration
     * @param outcomes the outcomes of its runs
     * @return a line a metric, over the finished runs
     */
    public SeedTable seedTable(ExperimentRun configuration, List<RunOutcome> outcomes) {
        return new SeedTable(
                configuration.name(), finished(outcomes).stream().map(this::scores).toList());
    }

    private List<String> metrics(List<RunResult> results) {
        return settings.metrics().isEmpty()
                ? List.copyOf(means(results, RunResult::scores).keySet())
                : settings.metrics();
    }

    private static Map<ExperimentRun, List<RunOutcome>> byConfiguration(List<RunOutcome> outcomes) {
        return outcomes.stream()
                .collect(
                        Collectors.groupingBy(
                                outcome -> outcome.run().of(),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    private static List<RunResult> results(List<RunOutcome> outcomes) {
        return outcomes.stream().map(RunOutcome::result).filter(Objects::nonNull).toList();
    }

    private static List<RunOutcome> finished(List<RunOutcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.state() == State.FINISHED).toList();
    }

    /** Each figure's mean over the runs that have it. */
    private static Map<String, Double> means(
            List<RunResult> results, Function<RunResult, Map<String, Double>> part) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        results.forEach(
                result ->
                        part.apply(result)
                                .forEach(
                                        (key, value) ->
                                                all.computeIfAbsent(key, k -> new ArrayList<>())
                                                        .add(value)));
        Map<String, Double> means = new LinkedHashMap<>();
        all.forEach((key, values) -> means.put(key, mean(values)));
        return means;
    }

    /** One split gives one value, which stays what it is to the last digit. */
    private static double mean(List<Double> values) {
        return Set.copyOf(values).size() == 1 ? values.get(0) : Spread.of(values).mean();
    }

    private Map<String, String> facts(List<RunOutcome> outcomes, List<EnsembleOutcome> joined) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Data", words(run -> Objects.toString(run.config().data().path())));
        facts.put("Encoder", words(run -> run.config().encoder()));
        facts.put("Seeds", words(run -> Long.toString(run.seed())));
        facts.put("Runs finished", finished(outcomes).size() + " of " + outcomes.size());
        if (!joined.isEmpty()) {
            long done = joined.stream().filter(EnsembleOutcome::finished).count();
            facts.put("Ensembles joined", done + " of " + joined.size());
        }
        facts.put("Burst4J", Versions.burst4j());
        return facts;
    }

    private String words(Function<PlannedRun, String> fact) {
        Set<String> words = new LinkedHashSet<>();
        plan.runs().forEach(run -> words.add(fact.apply(run)));
        return String.join(", ", words);
    }

    private ComparisonRow row(ExperimentRun configuration, List<RunOutcome> runs) {
        List<RunOutcome> finished = finished(runs);
        List<RunResult> results = results(finished);
        String bestEpoch =
                results.stream()
                        .map(result -> result.bestStage() + "/" + result.bestEpoch())
                        .collect(Collectors.joining(" "));
        return new ComparisonRow(
                ComparisonRow.Kind.RUN,
                configuration.name(),
                configuration.title(),
                finished.stream().map(this::scores).toList(),
                configuration.paper(),
                bestEpoch,
                Spread.of(results.stream().map(RunResult::weightRatio).toList()),
                Spread.of(results.stream().map(RunResult::trainSeconds).toList()),
                remark(runs));
    }

    private SeedScores scores(RunOutcome outcome) {
        RunResult result = outcome.result();
        String folder = new ExperimentState(plan.folder()).relative(outcome.run());
        return new SeedScores(
                Long.toString(outcome.run().seed()),
                result.scores(),
                result.intervals(),
                result.perClip(),
                folder + "/report.html");
    }

    private static String remark(List<RunOutcome> runs) {
        return runs.stream()
                .map(run -> remark(run, runs.size() > 1))
                .filter(remark -> !remark.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String remark(RunOutcome run, boolean oneOfSeveral) {
        String who = oneOfSeveral ? "seed " + run.run().seed() + " " : "";
        return switch (run.state()) {
            case FINISHED -> "";
            case UNFINISHED -> who + "not finished";
            case WAITING -> who + "not run yet";
            case FAILED -> who + "failed: " + shortened(run.failure().problem());
        };
    }

    static String shortened(String problem) {
        String line = problem.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_PROBLEM
                ? line
                : line.substring(0, LONGEST_PROBLEM - 1) + "…";
    }
}
