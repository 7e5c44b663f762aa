package org.burst4j.run.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.burst4j.report.ComparisonRow;
import org.burst4j.report.SeedScores;
import org.burst4j.report.Spread;

/** Lines of a table for an experiment's ensembles. */
record EnsembleRows(List<EnsembleOutcome> outcomes) {

    List<ComparisonRow> rows() {
        Map<ExperimentEnsemble, List<EnsembleOutcome>> byEnsemble =
                outcomes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        outcome -> outcome.ensemble().of(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        List<ComparisonRow> rows = new ArrayList<>();
        byEnsemble.forEach((ensemble, seeds) -> rows.add(row(ensemble, seeds)));
        return rows;
    }

    private static ComparisonRow row(ExperimentEnsemble ensemble, List<EnsembleOutcome> seeds) {
        return new ComparisonRow(
                ComparisonRow.Kind.RUN,
                ensemble.name(),
                ensemble.title(),
                seeds.stream().filter(EnsembleOutcome::finished).map(EnsembleRows::scores).toList(),
                ensemble.paper(),
                "",
                Spread.NONE,
                Spread.NONE,
                seeds.stream()
                        .map(seed -> remark(seed, seeds.size() > 1))
                        .filter(remark -> !remark.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    private static SeedScores scores(EnsembleOutcome outcome) {
        return new SeedScores(
                Long.toString(outcome.ensemble().seed()),
                outcome.scores().scores(),
                outcome.scores().asIntervals(),
                Map.of(),
                null);
    }

    private static String remark(EnsembleOutcome outcome, boolean oneOfSeveral) {
        String who = oneOfSeveral ? "seed " + outcome.ensemble().seed() + " " : "";
        if (outcome.failure() != null) {
            return who + "not joined: " + ExperimentTable.shortened(outcome.failure().problem());
        }
        return outcome.waitsFor().isEmpty()
                ? ""
                : who + "waits for " + String.join(", ", outcome.waitsFor());
    }
}
