package org.burst4j.metric;

import java.util.List;
import java.util.Map;
import org.burst4j.EnvironmentException;

/**
 * A score that joins the metrics of several tasks: the harmonic mean of its parts. Higher is
 * better.
 *
 * @param key the name under which files hold it, e.g. {@code s_mtl}; without a dot, which the
 *     metrics of single tasks have
 * @param title its name for people
 * @param rule how it is made, in words
 * @param parts what it joins
 */
public record JointScore(String key, String title, String rule, List<Part> parts) {

    /**
     * One metric of a joint score.
     *
     * @param metric its key, e.g. {@code age.mae}
     * @param inverted whether its inverse counts, as it must for an error, of which less is better
     */
    public record Part(String metric, boolean inverted) {
        private double of(double value) {
            return inverted ? 1 / value : value;
        }
    }

    /**
     * Checks the key and copies the list.
     *
     * @throws EnvironmentException if the key has a dot, or there are no parts
     */
    public JointScore {
        parts = List.copyOf(parts);
        if (key.contains(".") || parts.isEmpty()) {
            throw new EnvironmentException(
                    "joint-scores.json: the joint score '"
                            + key
                            + "' has the parts "
                            + parts
                            + ", expected a key without a dot and at least one part",
                    "The jar is damaged: build or download it again.");
        }
    }

    /**
     * Whether a set of metrics has all that this score joins.
     *
     * @param metrics metrics by key
     * @return false if one of the parts is missing
     */
    public boolean isOf(Map<String, Double> metrics) {
        return parts.stream().allMatch(part -> metrics.containsKey(part.metric()));
    }

    /**
     * The score.
     *
     * @param metrics metrics by key
     * @return the harmonic mean of the parts; NaN where it is undefined, that is if a part is
     *     missing, not positive or not finite
     */
    public double of(Map<String, Double> metrics) {
        return HarmonicMean.of(
                parts.stream()
                        .mapToDouble(
                                part -> part.of(metrics.getOrDefault(part.metric(), Double.NaN)))
                        .toArray());
    }

    /**
     * The tasks whose metrics it joins.
     *
     * @return their names in the order of the parts
     */
    public List<String> tasks() {
        return parts.stream()
                .map(part -> part.metric().substring(0, part.metric().indexOf('.')))
                .distinct()
                .toList();
    }
}
