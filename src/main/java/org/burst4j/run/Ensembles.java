package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.train.EvaluationResult;

/** Averages models and rates the average beside them. */
public final class Ensembles {
    /** The average's name among its members. */
    public static final String NAME = "ensemble";

    private Ensembles() {}

    /**
     * An ensemble.
     *
     * @param average its predictions
     * @param results by name: each member rated, then {@link #NAME}; scores are NaN without labels
     */
    public record Outcome(PredictionSet average, Map<String, EvaluationResult> results) {}

    /**
     * Averages.
     *
     * @param members two or more by name, of the same tasks and clips
     * @param weights one a member, above 0, in any scale; empty: all alike
     * @return the average and all scores
     * @throws ConfigException if there are fewer than two members, one is named {@link #NAME}, or
     *     the weights do not fit
     */
    public static Outcome of(Map<String, PredictionSet> members, List<Double> weights) {
        if (members.size() < 2) {
            throw new ConfigException(
                    "an ensemble has " + members.size() + " member, expected 2 or more",
                    "Name another with --member NAME=PATH.");
        }
        if (members.containsKey(NAME)) {
            throw new ConfigException("a member is named '" + NAME + "'", "Call it otherwise.");
        }
        PredictionSet average = PredictionSet.average(new ArrayList<>(members.values()), weights);
        Map<String, EvaluationResult> results = new LinkedHashMap<>();
        members.forEach((name, set) -> results.put(name, set.result()));
        results.put(NAME, average.result());
        return new Outcome(average, results);
    }
}
