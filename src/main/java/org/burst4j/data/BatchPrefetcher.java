package org.burst4j.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.burst4j.RunInterruptedException;

/**
 * Loads batches one after the other in a background thread, at most two ahead.
 *
 * <p>To be used by one thread, which closes it, whether or not it took all batches. What the loader
 * throws is thrown by {@link #hasNext} or {@link #next} at the batch concerned.
 */
public final class BatchPrefetcher implements Iterator<Batch>, AutoCloseable {
    private static final int AHEAD = 2;

    private final BatchLoader loader;
    private final List<List<Clip>> batches;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread worker;
    private Item current;
    private volatile boolean closed;

    /** A batch, or why there is none; with neither, the end. */
    private record Item(Batch batch, Throwable failure) {}

    /**
     * Starts loading.
     *
     * @param loader reads and pads the clips
     * @param batches the clips of each batch
     */
    public BatchPrefetcher(BatchLoader loader, List<List<Clip>> batches) {
        this.loader = loader;
        this.batches = List.copyOf(batches);
        this.worker = new Thread(this::work, "burst4j-batches");
        worker.setDaemon(true);
        worker.start();
    }

    private void work() {
        try {
            try {
                for (int index = 0; index < batches.size() && !closed; index++) {
                    queue.put(new Item(loader.load(batches.get(index)), null));
                }
                queue.put(new Item(null, null));
            } catch (RuntimeException | Error failure) {
                queue.put(new Item(null, failure));
            }
        } catch (InterruptedException e) {
            // Only close() interrupts this thread: nobody waits for a batch any more.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hasNext() {
        if (current == null) {
            current = closed ? new Item(null, null) : take();
        }
        if (current.failure() instanceof RuntimeException problem) {
            throw problem;
        }
        if (current.failure() instanceof Error error) {
            throw error;
        }
        return current.batch() != null;
    }

    private Item take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunInterruptedException("interrupted while waiting for a batch", "", e);
        }
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the plan has no more batches");
        }
        Batch batch = current.batch();
        current = null;
        return batch;
    }

    /** Ends the background thread and waits until it is gone. Closing twice does nothing more. */
    @Override
    public void close() {
        closed = true;
        current = null;
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        queue.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
