package org.burst4j.metric;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.burst4j.EnvironmentException;
import org.burst4j.task.Task;

/** The scores that join several tasks, read from {@code joint-scores.json}. */
public final class JointScores {
    private static final List<JointScore> ALL = read();

    private JointScores() {}

    private static List<JointScore> read() {
        try (InputStream in = JointScores.class.getResourceAsStream("joint-scores.json")) {
            return List.copyOf(
                    new ObjectMapper().readValue(in, new TypeReference<List<JointScore>>() {}));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "joint-scores.json inside the jar cannot be read: " + e.getMessage(),
                    "The jar is damaged: build or download it again.",
                    e);
        }
    }

    /**
     * All joint scores.
     *
     * @return at least {@code s_mtl}, that of the ExVo 2022 multi-task challenge
     */
    public static List<JointScore> all() {
        return ALL;
    }

    /**
     * The joint scores of a set of tasks.
     *
     * @param tasks the tasks
     * @return those for which all tasks are there
     */
    public static List<JointScore> ofTasks(Collection<Task> tasks) {
        Map<String, Double> keys = new LinkedHashMap<>();
        tasks.forEach(
                task -> Metric.of(task).forEach(metric -> keys.put(metric.key(task), Double.NaN)));
        return ALL.stream().filter(joint -> joint.isOf(keys)).toList();
    }

    /**
     * The values of the joint scores.
     *
     * @param metrics metrics of single tasks by key, e.g. {@code emotion.ccc}
     * @return by key those for which all parts are there; NaN where a score is undefined
     */
    public static Map<String, Double> of(Map<String, Double> metrics) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (JointScore joint : ALL) {
            if (joint.isOf(metrics)) {
                scores.put(joint.key(), joint.of(metrics));
            }
        }
        return scores;
    }

    /**
     * The joint score of a key.
     *
     * @param key a metric's key
     * @return the score; empty for the metrics of single tasks
     */
    public static Optional<JointScore> named(String key) {
        return ALL.stream().filter(joint -> joint.key().equals(key)).findFirst();
    }

    /**
     * Whether a key is that of a joint score.
     *
     * @param key a metric's key
     * @return false for the metrics of single tasks
     */
    public static boolean isJoint(String key) {
        return named(key).isPresent();
    }

    /**
     * The name of a joint score for people.
     *
     * @param key a metric's key
     * @return the title of a joint score; any other key as it is
     */
    public static String title(String key) {
        return named(key).map(JointScore::title).orElse(key);
    }
}
