package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comparisons as a table, for people or for programs. */
public final class SignificanceTable {
    private static final String NOTHING = "-";

    private SignificanceTable() {}

    /**
     * A table to be read.
     *
     * @param rows the comparisons
     * @return cells row by row, the header first; a hyphen where there is nothing
     */
    public static List<List<String>> cells(List<SignificanceRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(
                List.of(
                        "model",
                        "task",
                        "metric",
                        "reference",
                        "score",
                        "difference",
                        "95 % interval",
                        "test",
                        "on",
                        "statistic",
                        "p",
                        "Holm p",
                        "significant"));
        for (SignificanceRow row : rows) {
            String metric = row.metric().substring(row.metric().indexOf('.') + 1);
            cells.add(
                    List.of(
                            row.other(),
                            row.output().isEmpty() ? row.task() : row.task() + "." + row.output(),
                            metric,
                            Numbers.three(row.scoreReference(), NOTHING),
                            Numbers.three(row.scoreOther(), NOTHING),
                            Numbers.signed(row.difference(), NOTHING),
                            Double.isNaN(row.low())
                                    ? NOTHING
                                    : Numbers.signed(row.low(), NOTHING)
                                            + " to "
                                            + Numbers.signed(row.high(), NOTHING),
                            row.test().isEmpty() ? NOTHING : row.test(),
                            row.on().isEmpty() ? NOTHING : row.on(),
                            Numbers.three(row.statistic(), NOTHING),
                            Numbers.probability(row.p(), NOTHING),
                            Numbers.probability(row.pHolm(), NOTHING),
                            Double.isNaN(row.p()) ? NOTHING : row.significant() ? "yes" : "no"));
        }
        return cells;
    }

    /**
     * A row for programs: all digits, the names of {@link SignificanceRow}.
     *
     * @param row a comparison
     * @return values by name; null where a number is not known, a text where it is infinite
     */
    public static Map<String, Object> facts(SignificanceRow row) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("reference", row.reference());
        facts.put("other", row.other());
        facts.put("task", row.task());
        facts.put("output", row.output());
        facts.put("metric", row.metric());
        facts.put("scoreReference", number(row.scoreReference()));
        facts.put("scoreOther", number(row.scoreOther()));
        facts.put("difference", number(row.difference()));
        facts.put("low", number(row.low()));
        facts.put("high", number(row.high()));
        facts.put("test", row.test());
        facts.put("on", row.on());
        facts.put("statistic", number(row.statistic()));
        facts.put("degreesOfFreedom", number(row.degreesOfFreedom()));
        facts.put("p", number(row.p()));
        facts.put("pHolm", number(row.pHolm()));
        facts.put("significant", row.significant());
        facts.put("count", row.count());
        return facts;
    }

    private static Object number(double value) {
        return Double.isNaN(value)
                ? null
                : Double.isInfinite(value) ? (Object) ("" + value) : value;
    }
}
