package org.burst4j.run.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.burst4j.file.AtomicFiles;
import org.burst4j.report.TextTable;
import org.burst4j.run.Numbers;
import org.burst4j.run.SignificanceRow;
import org.burst4j.run.SignificanceTable;
import org.burst4j.run.experiment.ExperimentTests.Tested;

/** Writes the tests between an experiment's rows. */
record TestTables(List<Tested> tests, List<String> problems) {
    private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final String NOTHING = "-";
    private static final double SMALLEST_P = 1e-4;
    private static final String NOTE =
            "Ours: whether one model is closer to the labels; a t-test, paired clip by clip, of"
                    + " absolute errors for regression, Cochran's Q (for two models McNemar's test)"
                    + " of right and wrong answers for classes, corrected by Holm for all tests"
                    + " against one reference in one seed, significant at p up to 0.05. As in the"
                    + " papers: an independent two-sample t-test of the predicted values, and"
                    + " Cochran's Q, without correction; it says whether one model predicts more,"
                    + " not whether it is better. Intervals of differences are paired bootstraps,"
                    + " whole speakers resampled where they are known; the tests take clips as"
                    + " independent. Joint scores have an interval and no test.";

    TextTable table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "reference",
                        "seed",
                        "run",
                        "metric",
                        "its score",
                        "score",
                        "difference",
                        "95 % interval",
                        "our test",
                        "p",
                        "Holm p",
                        "significant",
                        "as in the papers",
                        "p",
                        "significant"));
        tests.forEach(test -> rows.add(row(test)));
        List<String> notes = new ArrayList<>(List.of(NOTE));
        notes.addAll(problems);
        return new TextTable("Tests between the rows", rows, notes);
    }

    private static List<String> row(Tested tested) {
        SignificanceRow ours = tested.ours();
        SignificanceRow paper = tested.paper();
        return List.of(
                ours.reference(),
                Long.toString(tested.seed()),
                ours.other(),
                ours.metric(),
                Numbers.three(ours.scoreReference(), NOTHING),
                Numbers.three(ours.scoreOther(), NOTHING),
                signed(ours.difference()),
                Double.isNaN(ours.low())
                        ? NOTHING
                        : signed(ours.low()) + " to " + signed(ours.high()),
                test(ours),
                probability(ours.p()),
                probability(ours.pHolm()),
                judged(ours),
                test(paper),
                probability(paper.p()),
                judged(paper));
    }

    private static String test(SignificanceRow row) {
        return row.test().isEmpty() ? NOTHING : row.test() + " on " + row.on();
    }

    private static String judged(SignificanceRow row) {
        return Double.isNaN(row.p()) ? NOTHING : row.significant() ? "yes" : "no";
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? NOTHING : String.format(Locale.ROOT, "%+.3f", value);
    }

    private static String probability(double p) {
        return Double.isNaN(p)
                ? NOTHING
                : p < SMALLEST_P ? "<0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }

    private String csv() {
        StringBuilder text = new StringBuilder();
        for (Tested tested : tests) {
            for (boolean ours : new boolean[] {true, false}) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("tests", ours ? "ours" : "paper");
                facts.put("seed", tested.seed());
                facts.putAll(SignificanceTable.facts(ours ? tested.ours() : tested.paper()));
                if (!ours) {
                    // Of one resample.
                    facts.put("low", null);
                    facts.put("high", null);
                }
                if (text.isEmpty()) {
                    text.append(CSV.format(facts.keySet().toArray())).append('\n');
                }
                text.append(
                                CSV.format(
                                        facts.values().stream()
                                                .map(value -> Objects.toString(value, ""))
                                                .toArray()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** Writes {@code significance.md} and {@code significance.csv}. */
    void write(Path folder) {
        AtomicFiles.write(folder.resolve("significance.md"), table().markdown(1));
        AtomicFiles.write(folder.resolve("significance.csv"), csv());
    }
}
