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

    /**
     * The shares of an average's members, for whoever wants to know early that they fit.
     *
     * @param members number of members
     * @param weights one a member, above 0, in any scale; empty: all alike
     * @return as many shares, 1 together
     * @throws ConfigException if the weights are not one a member or not above 0
     */
    public static double[] shares(int members, List<Double> weights) {
        if (!weights.isEmpty() && weights.size() != members) {
            throw new ConfigException(
                    "there are " + weights.size() + " weights, but " + members + " members",
                    "Give one weight a member, in their order, or none at all.");
        }
        double[] shares = new double[members];
        double total = 0;
        for (int i = 0; i < members; i++) {
            shares[i] = weights.isEmpty() ? 1 : weights.get(i);
            if (!(shares[i] > 0) || Double.isInfinite(shares[i])) {
                throw new ConfigException(
                        "weight " + (i + 1) + " is " + shares[i] + ", expected above 0",
                        "Leave a member out instead of giving it no weight.");
            }
            total += shares[i];
        }
        for (int i = 0; i < members; i++) {
            shares[i] /= total;
        }
        return shares;
    }
}
