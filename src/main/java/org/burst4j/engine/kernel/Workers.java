package org.burst4j.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads that share loops. The caller is one of them; the others wait without
 * spinning, so that native code can have the processors between.
 *
 * <p>Which thread takes which part of a loop does not matter to any result: parts are the same for
 * every number of threads, and what is summed over parts is summed in their order.
 */
public final class Workers implements AutoCloseable {
    private static final Workers SHARED =
            new Workers(
                    Integer.getInteger(
                            "burst4j.threads", Runtime.getRuntime().availableProcessors()));

    /** Elements of a shared array of scratch. */
    private static final int SCRATCH = 1 << 14;

    private final Thread[] helpers;
    private final List<float[][]> scratch = new ArrayList<>();
    private volatile Work work;
    private volatile boolean closed;

    /** A part of a loop. */
    @FunctionalInterface
    public interface Part {
        /**
         * Does it.
         *
         * @param part number of the part, from 0
         * @param slot number of the thread, from 0 to below {@link Workers#threads}
         */
        void run(int part, int slot);
    }

    /** One loop: parts are taken one after the other. */
    private static final class Work {
        private final Part body;
        private final int parts;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final Thread caller;
        private volatile Throwable failure;

        Work(Part body, int parts) {
            this.body = body;
            this.parts = parts;
            left = new AtomicInteger(parts);
            caller = Thread.currentThread();
        }

        void help(int slot) {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    body.run(part, slot);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }
    }

    /**
     * Starts the threads.
     *
     * @param threads at least 1
     */
    public Workers(int threads) {
        helpers = new Thread[Math.max(0, threads - 1)];
        for (int i = 0; i < helpers.length; i++) {
            int slot = i + 1;
            helpers[i] = new Thread(() -> loop(slot), "burst4j-worker-" + slot);
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    /**
     * The threads that all of a process shares; as many as the system property {@code
     * burst4j.threads} says, else as there are processors.
     *
     * @return never closed
     */
    public static Workers shared() {
        return SHARED;
    }

    /**
     * Number of threads, the caller among them.
     *
     * @return at least 1
     */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Arrays to compute in, one for each thread: all kernels share them, so that they stay in the
     * processors' caches. What is in them holds within one part of a loop alone.
     *
     * @param register number of the array, from 0: a kernel that asks for several uses several
     * @param length elements that are needed
     * @return an array for each slot, of at least this length; of its own if it is long
     */
    synchronized float[][] scratch(int register, int length) {
        if (length > SCRATCH) {
            return new float[threads()][length];
        }
        while (scratch.size() <= register) {
            scratch.add(new float[threads()][SCRATCH]);
        }
        return scratch.get(register);
    }

    /**
     * Runs all parts of a loop and waits for them. One loop at a time; a loop must not run another.
     *
     * @param parts number of parts
     * @param body does one part
     */
    public synchronized void run(int parts, Part body) {
        if (parts <= 1 || helpers.length == 0) {
            for (int part = 0; part < parts; part++) {
                body.run(part, 0);
            }
            return;
        }
        Work now = new Work(body, parts);
        work = now;
        for (int i = 0; i < Math.min(helpers.length, parts - 1); i++) {
            LockSupport.unpark(helpers[i]);
        }
        now.help(0);
        while (now.left.get() > 0) {
            LockSupport.park(this);
        }
        work = null;
        if (now.failure != null) {
            throw new IllegalStateException("a part of a loop failed", now.failure);
        }
    }

    private void loop(int slot) {
        Work done = null;
        while (!closed) {
            Work now = work;
            if (now == null || now == done) {
                LockSupport.park(this);
            } else {
                now.help(slot);
                done = now;
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
