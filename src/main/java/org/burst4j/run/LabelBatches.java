package org.burst4j.run;

import java.util.Iterator;
import java.util.List;
import org.burst4j.data.Batch;
import org.burst4j.data.BatchLoader;
import org.burst4j.data.Clip;
import org.burst4j.train.TrainingData;

/** Batches with labels and without audio. */
final class LabelBatches implements TrainingData.Batches {
    private final BatchLoader loader;
    private final Iterator<List<Clip>> batches;

    LabelBatches(BatchLoader loader, List<List<Clip>> batches) {
        this.loader = loader;
        this.batches = batches.iterator();
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public Batch next() {
        return loader.labelsOnly(batches.next());
    }

    @Override
    public void close() {
        // Nothing is read ahead.
    }
}
