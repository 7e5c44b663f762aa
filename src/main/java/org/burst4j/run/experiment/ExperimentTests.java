package org.burst4j.run.experiment;

import java.util.List;
import java.util.Map;
import org.burst4j.report.TextTable;

/** Tests between the rows of an experiment. */
final class ExperimentTests {
    ExperimentTests(ExperimentPlan plan, TableSettings settings, Labels labels) {}

    RuntimeException firstFailure() {
        return null;
    }

    void run(List<RunOutcome> outcomes, List<EnsembleOutcome> joined) {}

    void write() {}

    List<String> legend() {
        return List.of();
    }

    Map<String, String> marks(String row) {
        return Map.of();
    }

    List<TextTable> tables() {
        return List.of();
    }
}
