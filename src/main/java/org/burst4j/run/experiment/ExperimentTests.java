package org.burst4j.run.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.burst4j.data.Clip;
import org.burst4j.report.TextTable;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.Significance;
import org.burst4j.run.SignificanceRow;
import org.burst4j.run.SignificanceSettings;
import org.burst4j.run.experiment.RunOutcome.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests each row of an experiment against its references, seed by seed: our tests, which say
 * whether one is better, and those of the papers.
 */
final class ExperimentTests {
    private static final Logger LOG = LoggerFactory.getLogger(ExperimentTests.class);
    private static final List<String> SIGNS = List.of("†", "‡", "§", "¶");

    /**
     * One comparison.
     *
     * @param seed seed of the reference's run
     * @param ours by our test
     * @param paper the same by the papers' test
     */
    record Tested(long seed, SignificanceRow ours, SignificanceRow paper) {}

    private final ExperimentPlan plan;
    private final TableSettings settings;
    private final Labels labels;
    private final List<Tested> all = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private RuntimeException firstFailure;

    ExperimentTests(ExperimentPlan plan, TableSettings settings, Labels labels) {
        this.plan = plan;
        this.settings = settings;
        this.labels = labels;
    }

    /** The first failure so far; null if there was none. */
    RuntimeException firstFailure() {
        return firstFailure;
    }

    /** Tests all that is finished; resamples, so that it may take minutes. */
    void run(List<RunOutcome> outcomes, List<EnsembleOutcome> joined) {
        all.clear();
        problems.clear();
        if (settings.references().isEmpty()) {
            return;
        }
        for (int place = 0; place < plan.seeds(); place++) {
            try {
                test(place, outcomes, joined);
            } catch (RuntimeException e) {
                // The table is worth no less for it.
                LOG.info("rows cannot be tested against each other", e);
                problems.add("Not tested: " + ExperimentTable.shortened(e.getMessage()));
                if (firstFailure == null) {
                    firstFailure = e;
                }
            }
        }
    }

    private void test(int place, List<RunOutcome> outcomes, List<EnsembleOutcome> joined) {
        Map<String, Long> seeds = new LinkedHashMap<>();
        Map<String, PredictionSet> sets = new LinkedHashMap<>();
        for (RunOutcome outcome : plan.atPlace(place, outcomes, one -> one.run().of())) {
            if (outcome.state() == State.FINISHED) {
                PlannedRun run = outcome.run();
                sets.put(run.of().name(), labels.of(run, run.folder().predictions()));
                seeds.put(run.of().name(), run.seed());
            }
        }
        for (EnsembleOutcome outcome : plan.atPlace(place, joined, one -> one.ensemble().of())) {
            if (outcome.finished()) {
                PlannedEnsemble ensemble = outcome.ensemble();
                sets.put(
                        ensemble.of().name(),
                        labels.of(ensemble.members().get(0), ensemble.predictions()));
                seeds.put(ensemble.of().name(), ensemble.seed());
            }
        }
        List<Tested> found = new ArrayList<>();
        for (String reference : settings.references()) {
            if (sets.containsKey(reference)) {
                Map<String, PredictionSet> others = comparable(reference, sets, seeds);
                if (!others.isEmpty()) {
                    found.addAll(
                            compare(seeds.get(reference), reference, sets.get(reference), others));
                }
            }
        }
        List<SignificanceRow> ours =
                Significance.corrected(
                        found.stream().map(Tested::ours).toList(), SignificanceSettings.DEFAULTS);
        for (int i = 0; i < ours.size(); i++) {
            Tested tested = found.get(i);
            if (settings.metrics().isEmpty() || settings.metrics().contains(ours.get(i).metric())) {
                all.add(new Tested(tested.seed(), ours.get(i), tested.paper()));
            }
        }
    }

    /** The other rows that predict the reference's clips and tasks; what does not is told. */
    private Map<String, PredictionSet> comparable(
            String reference, Map<String, PredictionSet> sets, Map<String, Long> seeds) {
        Map<String, PredictionSet> others = new LinkedHashMap<>(sets);
        PredictionSet first = others.remove(reference);
        List<String> leftOut =
                others.entrySet().stream()
                        .filter(other -> !alike(first, other.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        if (!leftOut.isEmpty()) {
            others.keySet().removeAll(leftOut);
            problems.add(
                    "Not tested against "
                            + reference
                            + " of seed "
                            + seeds.get(reference)
                            + ", since they predict other clips or tasks: "
                            + String.join(", ", leftOut)
                            + ".");
        }
        return others;
    }

    private static boolean alike(PredictionSet first, PredictionSet other) {
        return ids(first).equals(ids(other)) && other.tasks().containsAll(first.tasks());
    }

    private static Set<String> ids(PredictionSet set) {
        return set.clips().stream().map(Clip::id).collect(Collectors.toSet());
    }

    private static List<Tested> compare(
            long seed, String name, PredictionSet reference, Map<String, PredictionSet> others) {
        List<SignificanceRow> ours =
                Significance.compare(
                        name, reference, others, seeded(SignificanceSettings.DEFAULTS, seed));
        Map<String, SignificanceRow> papers =
                Significance.tests(name, reference, others, SignificanceSettings.PAPER).stream()
                        .collect(Collectors.toMap(ExperimentTests::key, row -> row));
        return ours.stream().map(row -> new Tested(seed, row, papers.get(key(row)))).toList();
    }

    private static SignificanceSettings seeded(SignificanceSettings as, long seed) {
        return new SignificanceSettings(
                as.on(), as.paired(), as.welch(), as.holm(), as.level(), as.resamples(), seed);
    }

    private static String key(SignificanceRow row) {
        return row.other() + "\n" + row.metric();
    }

    /**
     * Writes {@code significance.md} and {@code significance.csv}, or deletes those of an earlier
     * call if nothing was tested.
     */
    void write() {
        if (all.isEmpty()) {
            TestTables.delete(plan.folder());
        } else {
            new TestTables(all, problems).write(plan.folder());
        }
    }

    /** What the signs mean, a sentence each; empty if nothing was tested. */
    List<String> legend() {
        List<String> sentences = new ArrayList<>();
        if (!all.isEmpty()) {
            List<String> signs = new ArrayList<>();
            settings.references().forEach(name -> signs.add(sign(name) + " " + name));
            sentences.add(
                    "Signs behind a score: it differs significantly from that of "
                            + String.join(", ", signs)
                            + ", in every seed (our tests; all of them are in the table of tests"
                            + " below).");
        }
        return sentences;
    }

    /** Signs behind the scores of a row, by metric key. */
    Map<String, String> marks(String row) {
        Map<String, Map<String, Boolean>> significant = new LinkedHashMap<>();
        for (Tested tested : all) {
            if (tested.ours().other().equals(row) && !tested.ours().test().isEmpty()) {
                significant
                        .computeIfAbsent(tested.ours().metric(), key -> new LinkedHashMap<>())
                        .merge(
                                tested.ours().reference(),
                                tested.ours().significant(),
                                Boolean::logicalAnd);
            }
        }
        Map<String, String> marks = new LinkedHashMap<>();
        significant.forEach(
                (metric, references) ->
                        marks.put(
                                metric,
                                references.entrySet().stream()
                                        .filter(Map.Entry::getValue)
                                        .map(entry -> sign(entry.getKey()))
                                        .collect(Collectors.joining())));
        marks.values().removeIf(String::isEmpty);
        return marks;
    }

    private String sign(String reference) {
        int index = settings.references().indexOf(reference);
        return index < SIGNS.size() ? SIGNS.get(index) : "[" + (index + 1) + "]";
    }

    /** The table of tests; none if nothing was to be tested. */
    List<TextTable> tables() {
        return all.isEmpty() && problems.isEmpty()
                ? List.of()
                : List.of(new TestTables(all, problems).table());
    }
}
