package org.burst4j.run.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.burst4j.DataException;
import org.burst4j.file.Digests;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.experiment.RunOutcome.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the predictions of an experiment's runs. What it leaves on disk is all the state there is:
 * an ensemble whose members' predictions are those that it was made of is not joined again.
 */
final class EnsembleJoin {
    private static final Logger LOG = LoggerFactory.getLogger(EnsembleJoin.class);

    private final ExperimentPlan plan;
    private final ExperimentState state;
    private final Labels labels;
    private RuntimeException firstFailure;

    EnsembleJoin(ExperimentPlan plan, Labels labels) {
        this.plan = plan;
        this.state = new ExperimentState(plan.folder());
        this.labels = labels;
    }

    /**
     * An outcome an ensemble, in the plan's order; those whose members have all finished joined.
     */
    List<EnsembleOutcome> join(List<RunOutcome> outcomes) {
        Map<PlannedRun, RunOutcome> byRun =
                outcomes.stream().collect(Collectors.toMap(RunOutcome::run, outcome -> outcome));
        List<EnsembleOutcome> joined = new ArrayList<>();
        for (PlannedEnsemble ensemble : plan.ensembles()) {
            List<String> missing =
                    ensemble.members().stream()
                            .map(byRun::get)
                            .filter(member -> member.state() != State.FINISHED)
                            .map(member -> member.run().label())
                            .toList();
            joined.add(
                    missing.isEmpty()
                            ? attempt(ensemble)
                            : new EnsembleOutcome(ensemble, null, missing, null));
        }
        return joined;
    }

    /** The first failure so far; null if there was none. */
    RuntimeException firstFailure() {
        return firstFailure;
    }

    private EnsembleOutcome attempt(PlannedEnsemble ensemble) {
        try {
            return new EnsembleOutcome(ensemble, upToDate(ensemble), List.of(), null);
        } catch (RuntimeException e) {
            // The table is worth no less for it.
            LOG.info("{} cannot be joined", ensemble.label(), e);
            if (firstFailure == null) {
                firstFailure = e;
            }
            return new EnsembleOutcome(ensemble, null, List.of(), RunFailure.of(e));
        }
    }

    private EnsembleScores upToDate(PlannedEnsemble ensemble) {
        Map<String, String> digests = new LinkedHashMap<>();
        for (PlannedRun member : ensemble.members()) {
            digests.put(state.relative(member), digest(member.folder().predictions()));
        }
        if (Files.exists(ensemble.scores()) && Files.exists(ensemble.predictions())) {
            EnsembleScores scores = EnsembleScores.read(ensemble.scores());
            if (scores.members().equals(digests)) {
                return scores;
            }
        }
        List<PredictionSet> members =
                ensemble.members().stream()
                        .map(member -> labels.of(member, member.folder().predictions()))
                        .toList();
        PredictionSet mean =
                PredictionSet.average(members, members.stream().map(member -> 1.0).toList());
        mean.write(ensemble.predictions());
        EnsembleScores scores = EnsembleScores.of(digests, mean, ensemble.seed());
        // Last: it says that the predictions are there.
        scores.write(ensemble.scores());
        return scores;
    }

    private static String digest(Path file) {
        try {
            MessageDigest digest = Digests.sha256();
            digest.update(Files.readAllBytes(file));
            return Digests.hex(digest);
        } catch (IOException e) {
            throw new DataException(
                    file + " cannot be read: " + e.getMessage(),
                    "Delete the summary.json beside it and run the experiment again: the run then"
                            + " ends anew.",
                    e);
        }
    }
}
