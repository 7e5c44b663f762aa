package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.run.ConfigDifferences;
import org.burst4j.run.ConfigDifferences.Change;
import org.burst4j.run.experiment.ExperimentPlan;
import org.burst4j.run.experiment.PlannedEnsemble;
import org.burst4j.run.experiment.PlannedRun;
import org.burst4j.run.experiment.RunAction;

/** What an experiment would do: its runs, and what each has that the first has not. */
record ExperimentPreview(ExperimentPlan plan) {
    private static final Set<String> TOLD_OTHERWISE = Set.of("preset", "seed");

    void print(PrintWriter out) {
        List<RunAction> actions = plan.actions();
        PlannedRun first = plan.runs().get(0);
        for (int i = 0; i < actions.size(); i++) {
            PlannedRun run = plan.runs().get(i);
            RunAction action = actions.get(i);
            out.println(
                    run.label() + ", " + action.kind().word() + ": " + run.folder().directory());
            Map<String, Change> changes =
                    new LinkedHashMap<>(ConfigDifferences.of(first.config(), run.config()));
            changes.keySet().removeAll(TOLD_OTHERWISE);
            changes.forEach((key, change) -> out.println("    " + key + ": " + change.after()));
            action.changes()
                    .forEach(
                            (key, change) ->
                                    out.println("    in the folder: " + key + ": " + change));
        }
        for (PlannedEnsemble ensemble : plan.ensembles()) {
            out.println(
                    ensemble.label()
                            + ", joined of "
                            + String.join(", ", ensemble.of().members())
                            + ": "
                            + ensemble.folder());
        }
        out.println(
                plan.runs().size()
                        + " runs; below each, what differs from the first one's settings");
        out.flush();
    }
}
