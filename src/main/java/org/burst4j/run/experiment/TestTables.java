package org.burst4j.run.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final String TEXT = "significance.md";
    private static final String NUMBERS = "significance.csv";
    private static final String NOTHING = "-";
    private static final String NOTE =
            "Ours: whether one model is closer to the labels; a t-test, paired clip by clip, of"
                    + " absolute errors for regression, and for classes of right and wrong answers"
                    + " McNemar's exact test where fewer than 25 clips tell two models apart and"
                    + " Cochran's Q else, corrected by Holm for all tests between two models in one"
                    + " seed, against whichever reference, significant at p up to 0.05. As in the"
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
                Numbers.signed(ours.difference(), NOTHING),
                Double.isNaN(ours.low())
                        ? NOTHING
                        : Numbers.signed(ours.low(), NOTHING)
                                + " to "
                                + Numbers.signed(ours.high(), NOTHING),
                test(ours),
                Numbers.probability(ours.p(), NOTHING),
                Numbers.probability(ours.pHolm(), NOTHING),
                judged(ours),
                test(paper),
                Numbers.probability(paper.p(), NOTHING),
                judged(paper));
    }

    private static String test(SignificanceRow row) {
        return row.test().isEmpty() ? NOTHING : row.test() + " on " + row.on();
    }

    private static String judged(SignificanceRow row) {
        return Double.isNaN(row.p()) ? NOTHING : row.significant() ? "yes" : "no";
    }

    private String csv() {
        StringBuilder text = new StringBuilder();
        for (Tested tested : tests) {
            for (boolean ours : new boolean[] {true, false}) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("tests", ours ? "ours" : "paper");
                facts.put("seed", tested.seed());
                facts.putAll(SignificanceTable.facts(ours ? tested.ours() : tested.paper()));
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
        AtomicFiles.write(folder.resolve(TEXT), table().markdown(1));
        AtomicFiles.write(folder.resolve(NUMBERS), csv());
    }

    /** Deletes what {@link #write} wrote at an earlier time. */
    static void delete(Path folder) {
        for (String name : List.of(TEXT, NUMBERS)) {
            Path file = folder.resolve(name);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw AtomicFiles.failure(file, e);
            }
        }
    }
}
