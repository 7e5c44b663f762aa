package org.burst4j.run;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.burst4j.data.Batch;
import org.burst4j.data.BatchLoader;
import org.burst4j.data.BatchPlan;
import org.burst4j.data.Clip;
import org.burst4j.train.TrainingData;

/** The batches of a plan with labels and without audio. */
final class LabelBatches implements TrainingData.Batches {
    private final BatchLoader loader;
    private final List<Clip> clips;
    private final BatchPlan plan;
    private int next;

    LabelBatches(BatchLoader loader, List<Clip> clips, BatchPlan plan, int from) {
        this.loader = loader;
        this.clips = clips;
        this.plan = plan;
        next = from;
    }

    @Override
    public boolean hasNext() {
        return next < plan.size();
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the plan has no more batches");
        }
        return loader.labelsOnly(Arrays.stream(plan.batch(next++)).mapToObj(clips::get).toList());
    }

    /** Nothing is read ahead. */
    @Override
    public void close() {
        next = plan.size();
    }
}
