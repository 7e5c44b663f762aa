package org.burst4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.DataException;

/**
 * Which clips make up which batch of one epoch, and for which task each batch is drawn. With one
 * task a batch, every task has an order of its own over the clips that have a label of it, and an
 * epoch goes through all of these once.
 *
 * <p>A pure function of its arguments, as {@link BatchPlan} is.
 */
public final class TaskPlan {
    private final List<Step> steps;

    /**
     * One batch.
     *
     * @param task the task that it is drawn for; null: all
     * @param clips its clips
     */
    public record Step(String task, List<Clip> clips) {
        /** Copies the list. */
        public Step {
            clips = List.copyOf(clips);
        }
    }

    private TaskPlan(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Plans one epoch.
     *
     * @param schedule which tasks a batch is for
     * @param tasks names of the tasks, in the order of their turns
     * @param clips the clips; a clip may be there several times
     * @param lengthsSamples length of each
     * @param options how an epoch of one task is cut into batches
     * @param seed the run's seed
     * @param epoch the epoch's number
     * @return the plan, with at least one batch
     * @throws org.burst4j.DataException if the clips of a task do not fill a batch and partial ones
     *     are dropped
     */
    public static TaskPlan of(
            TaskSchedule schedule,
            List<String> tasks,
            List<Clip> clips,
            int[] lengthsSamples,
            BatchPlan.Options options,
            long seed,
            int epoch) {
        if (schedule == TaskSchedule.JOINT) {
            BatchPlan plan = BatchPlan.of(lengthsSamples, options, seed, epoch);
            return new TaskPlan(
                    plan.of(clips, 0).stream().map(batch -> new Step(null, batch)).toList());
        }
        List<List<Step>> byTask = new ArrayList<>();
        for (String task : tasks) {
            int[] own =
                    IntStream.range(0, clips.size())
                            .filter(index -> labelled(clips.get(index), task))
                            .toArray();
            int[] lengths = Arrays.stream(own).map(index -> lengthsSamples[index]).toArray();
            List<Clip> ofTask = Arrays.stream(own).mapToObj(clips::get).toList();
            requireBatch(task, own.length, options);
            long taskSeed = SeededOrder.bits(seed, "task " + task);
            byTask.add(
                    BatchPlan.of(lengths, options, taskSeed, epoch).of(ofTask, 0).stream()
                            .map(batch -> new Step(task, batch))
                            .toList());
        }
        List<Step> turns = turns(byTask);
        if (schedule == TaskSchedule.RANDOM) {
            int[] order = SeededOrder.permutation(turns.size(), seed, "tasks", epoch);
            return new TaskPlan(Arrays.stream(order).mapToObj(turns::get).toList());
        }
        return new TaskPlan(turns);
    }

    private static boolean labelled(Clip clip, String task) {
        return clip.target(task)
                .filter(
                        labels ->
                                IntStream.range(0, labels.length)
                                        .anyMatch(i -> !Float.isNaN(labels[i])))
                .isPresent();
    }

    private static void requireBatch(String task, int clips, BatchPlan.Options options) {
        int least = options.dropLast() ? options.batchSize() : 1;
        if (clips < least) {
            throw new DataException(
                    "task '"
                            + task
                            + "' has "
                            + clips
                            + " labelled training clips, expected at least "
                            + least
                            + " for a batch",
                    "Leave the task out with data.tasks, lower train.batchSize, or set"
                            + " train.dropPartialBatches=false.");
        }
    }

    /** One batch of each task in turn; a task that has no more is passed over. */
    private static List<Step> turns(List<List<Step>> byTask) {
        List<Step> steps = new ArrayList<>();
        int longest = byTask.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < longest; round++) {
            for (List<Step> own : byTask) {
                if (round < own.size()) {
                    steps.add(own.get(round));
                }
            }
        }
        return steps;
    }

    /**
     * The batches of the epoch.
     *
     * @return at least one, in order
     */
    public List<Step> steps() {
        return steps;
    }
}
