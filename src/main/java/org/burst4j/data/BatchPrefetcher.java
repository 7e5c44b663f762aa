package org.burst4j.data;

import java.util.Iterator;
import java.util.List;
import org.burst4j.Prefetcher;

/**
 * Loads batches one after the other in a background thread, at most two ahead.
 *
 * <p>To be used by one thread, which closes it, whether or not it took all batches. What the loader
 * throws is thrown by {@link #hasNext} or {@link #next} at the batch concerned.
 */
public final class BatchPrefetcher implements Iterator<Batch>, AutoCloseable {
    private static final int AHEAD = 2;

    private final Prefetcher<Batch> batches;

    /**
     * Starts loading.
     *
     * @param loader reads and pads the clips
     * @param batches the clips of each batch
     */
    public BatchPrefetcher(BatchLoader loader, List<List<Clip>> batches) {
        this.batches =
                new Prefetcher<>(
                        "burst4j-batches",
                        AHEAD,
                        List.copyOf(batches).stream().map(loader::load).iterator());
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public Batch next() {
        return batches.next();
    }

    /** Ends the background thread and waits until it is gone. Closing twice does nothing more. */
    @Override
    public void close() {
        batches.close();
    }
}
