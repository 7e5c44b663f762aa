package org.burst4j.challenge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;

/**
 * Predictions of several clips, as a submission is made of.
 *
 * @param ids the clips, without brackets, in any order
 * @param tasks predictions by the task's name, each in the order of the ids
 */
public record SubmittedScores(List<String> ids, Map<String, PredictedTask> tasks) {
    /**
     * Copies the collections.
     *
     * @throws DataException if a task has not one prediction a clip
     */
    public SubmittedScores {
        ids = List.copyOf(ids);
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        int clips = ids.size();
        tasks.forEach((name, task) -> task.requireClips(name, clips));
    }
}
