package org.burst4j;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Takes what an iterator gives in a background thread, some elements ahead of whoever uses them.
 *
 * <p>To be used by one thread, which closes it, whether or not it took everything. What the
 * iterator throws is thrown by {@link #hasNext} or {@link #next} at the element concerned.
 *
 * @param <T> what is given
 */
public final class Prefetcher<T> implements Iterator<T>, AutoCloseable {
    private static final long JOIN_MILLISECONDS = 20;

    private final Iterator<T> source;
    private final BlockingQueue<Item<T>> queue;
    private final Thread worker;
    private Item<T> current;
    private volatile boolean closed;

    /** An element, or why there is none; with neither, the end. */
    private record Item<T>(T value, Throwable failure) {}

    /**
     * Starts.
     *
     * @param name of the thread
     * @param ahead elements that wait at most, at least 1
     * @param source gives elements, none of them null; used by the background thread alone
     */
    public Prefetcher(String name, int ahead, Iterator<T> source) {
        this.source = source;
        queue = new ArrayBlockingQueue<>(ahead);
        worker = new Thread(this::work, name);
        worker.setDaemon(true);
        worker.start();
    }

    private void work() {
        try {
            try {
                while (!closed && source.hasNext()) {
                    queue.put(new Item<>(source.next(), null));
                }
                queue.put(new Item<>(null, null));
            } catch (RuntimeException | Error failure) {
                queue.put(new Item<>(null, failure));
            }
        } catch (InterruptedException e) {
            // Only close() interrupts this thread: nobody waits for an element any more.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hasNext() {
        if (current == null) {
            current = closed ? new Item<>(null, null) : take();
        }
        if (current.failure() instanceof RuntimeException problem) {
            throw problem;
        }
        if (current.failure() instanceof Error error) {
            throw error;
        }
        return current.value() != null;
    }

    private Item<T> take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunInterruptedException("interrupted while waiting for a batch", "", e);
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more elements");
        }
        T value = current.value();
        current = null;
        return value;
    }

    /** Ends the background thread and waits until it is gone. Closing twice does nothing more. */
    @Override
    public void close() {
        closed = true;
        current = null;
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            // A source that swallows the interrupt leaves the worker to wait for room.
            queue.clear();
            try {
                worker.join(JOIN_MILLISECONDS);
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
