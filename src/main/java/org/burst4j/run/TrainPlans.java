package org.burst4j.run;

import java.util.List;
import org.burst4j.data.Batch;
import org.burst4j.data.BatchLoader;
import org.burst4j.data.BatchPlan;
import org.burst4j.data.BatchPrefetcher;
import org.burst4j.data.Clip;
import org.burst4j.data.TaskPlan;
import org.burst4j.task.Task;
import org.burst4j.train.TrainSettings;
import org.burst4j.train.TrainingData;

/**
 * Gives out the training clips batch by batch, for all tasks or for one at a time.
 *
 * @param clips the training clips; a clip may be there several times
 * @param lengthsSamples length of each
 * @param tasks the run's tasks, in the order of their turns
 * @param settings batch size and schedule
 * @param poolBatches clips are sorted by length within pools of this many batches
 * @param seed the run's seed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrainPlans(
        List<Clip> clips,
        int[] lengthsSamples,
        List<Task> tasks,
        TrainSettings settings,
        int poolBatches,
        long seed) {
    private static final int SEED_OF_STAGE = 31;

    /** The batches of one epoch, read ahead. */
    TrainingData.Batches audio(BatchLoader loader, int stage, int epoch, int from) {
        List<TaskPlan.Step> steps = steps(stage, epoch, from);
        return new ForTasks(
                new Prefetched(
                        new BatchPrefetcher(
                                loader, steps.stream().map(TaskPlan.Step::clips).toList())),
                steps);
    }

    /** The same without audio. */
    TrainingData.Batches labels(BatchLoader loader, int stage, int epoch, int from) {
        List<TaskPlan.Step> steps = steps(stage, epoch, from);
        return new ForTasks(
                new LabelBatches(loader, steps.stream().map(TaskPlan.Step::clips).toList()), steps);
    }

    /** Batches of an epoch; the same for every epoch. */
    int batches() {
        return plan(1, 0).steps().size();
    }

    private List<TaskPlan.Step> steps(int stage, int epoch, int from) {
        List<TaskPlan.Step> steps = plan(stage, epoch).steps();
        return steps.subList(from, steps.size());
    }

    private TaskPlan plan(int stage, int epoch) {
        return TaskPlan.of(
                settings.taskSchedule(),
                tasks.stream().map(Task::name).toList(),
                clips,
                lengthsSamples,
                new BatchPlan.Options(
                        settings.batchSize(), true, poolBatches, settings.dropPartialBatches()),
                seed * SEED_OF_STAGE + stage,
                epoch);
    }

    /** Batches with the tasks that they are drawn for. */
    private static final class ForTasks implements TrainingData.Batches {
        private final TrainingData.Batches batches;
        private final List<TaskPlan.Step> steps;
        private int next;

        ForTasks(TrainingData.Batches batches, List<TaskPlan.Step> steps) {
            this.batches = batches;
            this.steps = steps;
        }

        @Override
        public boolean hasNext() {
            return batches.hasNext();
        }

        @Override
        public Batch next() {
            return batches.next().forTask(steps.get(next++).task());
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
