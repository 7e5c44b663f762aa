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
        /** What it adds to the sum of inverses: an error is the inverse of its inverse. */
        private double inverse(double value) {
            return inverted ? value : 1 / value;
        }

        /** Whether the mean is defined with it: an error may be 0, whose inverse is 0 too. */
        private boolean allows(double value) {
            return Double.isFinite(value) && (inverted ? value >= 0 : value > 0);
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
     * The score: n parts divided by the sum of their inverses, an inverted part counting as it is.
     *
     * <p>For S_MTL it is 3 / (1/CCC + 1/UAR + MAE) (Baird et al., ExVo 2022), which is 1.5 for a
     * model without a fault.
     *
     * @param metrics metrics by key
     * @return the harmonic mean of the parts; NaN where it is undefined, that is if a part is
     *     missing or not finite, an error below 0, another part not above 0, or all inverses are 0
     */
    public double of(Map<String, Double> metrics) {
        double inverses = 0;
        for (Part part : parts) {
            double value = value(metrics, part);
            if (!part.allows(value)) {
                return Double.NaN;
            }
            inverses += part.inverse(value);
        }
        return inverses == 0 ? Double.NaN : parts.size() / inverses;
    }

    /**
     * The score, or its limit where it is undefined only since a part is not positive, as at a
     * training's begin.
     *
     * @param metrics metrics by key
     * @return {@link #of}; 0 if all parts are finite and one that is no error is 0 or less; else
     *     NaN, as with a part that has no labels
     */
    public double orLimit(Map<String, Double> metrics) {
        boolean finite = parts.stream().allMatch(part -> Double.isFinite(value(metrics, part)));
        boolean vanishes =
                parts.stream().anyMatch(part -> !part.inverted() && value(metrics, part) <= 0);
        return finite && vanishes ? 0 : of(metrics);
    }

    private static double value(Map<String, Double> metrics, Part part) {
        return metrics.getOrDefault(part.metric(), Double.NaN);
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
