package org.burst4j.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;

/**
 * What decides which validation is the best: {@code loss}, {@code score}, or one of the official
 * scores, such as {@code emotion.ccc}.
 *
 * @param name what the configuration calls it
 */
public record Monitor(@JsonValue String name) {
    /** The joined validation loss; lower is better (Hallmen et al. 2022). */
    public static final Monitor LOSS = new Monitor("loss");

    /** The mean of the tasks' official scores on the validation split; higher is better. */
    public static final Monitor SCORE = new Monitor("score");

    /**
     * Checks that there is a name.
     *
     * @throws ConfigException if there is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Monitor {
        if (name == null || name.isBlank()) {
            throw new ConfigException(
                    "train.monitor is empty", "Use loss, score, or a score such as emotion.ccc.");
        }
    }

    /**
     * What is to become low.
     *
     * @param result a validation
     * @return loss, error, or score times minus one; NaN if there is none
     */
    double value(EvaluationResult result) {
        if (equals(LOSS)) {
            return result.loss();
        }
        if (equals(SCORE)) {
            return -result.meanScore();
        }
        double score =
                JointScores.named(name)
                        .map(joint -> joint.orLimit(result.headline()))
                        .orElseGet(() -> result.headline().getOrDefault(name, Double.NaN));
        return Metric.higherBetter(name) ? -score : score;
    }

    /**
     * Checks that a run has what is monitored.
     *
     * @param scores names of the official scores of the run
     * @throws ConfigException if it is none of them
     */
    void require(List<String> scores) {
        if (!equals(LOSS) && !equals(SCORE) && !scores.contains(name)) {
            throw new ConfigException(
                    "train.monitor is '" + name + "', which the run does not compute",
                    "Use loss, score, or one of " + scores + ".");
        }
    }
}
