package org.burst4j.run;

import org.burst4j.data.Batch;
import org.burst4j.data.BatchPrefetcher;
import org.burst4j.train.TrainingData;

/** The prefetcher under the trainer's interface. */
record Prefetched(BatchPrefetcher prefetcher) implements TrainingData.Batches {
    @Override
    public boolean hasNext() {
        return prefetcher.hasNext();
    }

    @Override
    public Batch next() {
        return prefetcher.next();
    }

    @Override
    public void close() {
        prefetcher.close();
    }
}
