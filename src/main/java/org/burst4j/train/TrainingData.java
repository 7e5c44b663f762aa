package org.burst4j.train;

import java.util.Iterator;
import org.burst4j.data.Batch;

/** The batches that a training run sees. */
public interface TrainingData {
    /** Batches under way; closing stops the reading ahead. */
    interface Batches extends Iterator<Batch>, AutoCloseable {
        @Override
        void close();
    }

    /**
     * The number of batches of a training epoch; the same for every epoch.
     *
     * @return at least 1
     */
    int trainBatches();

    /**
     * The training batches of one epoch. The same arguments always give the same batches.
     *
     * @param stage 1 or 2
     * @param epoch epoch of the stage, from 0
     * @param from first batch that is wanted, from 0
     * @return the batches; the caller closes it
     */
    Batches train(int stage, int epoch, int from);

    /**
     * The validation batches, always the same.
     *
     * @return the batches; the caller closes it
     */
    Batches validation();
}
