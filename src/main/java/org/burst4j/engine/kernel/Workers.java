package org.burst4j.engine.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
    private final List<Map<Class<?>, Object>> own = new ArrayList<>();
    private final List<float[][]> partials = new ArrayList<>();
    private final List<FloatBuffer> memories = new ArrayList<>();
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
        private Part body;
        private final int parts;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final Thread caller;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Work(Part body, int parts) {
            this.body = body;
            this.parts = parts;
            left = new AtomicInteger(parts);
            caller = Thread.currentThread();
        }

        void help(int slot) {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        body.run(part, slot);
                    }
                } catch (RuntimeException | Error e) {
                    failed(e);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        private void failed(Throwable e) {
            Throwable first = failure.compareAndExchange(null, e);
            if (first != null && first != e) {
                first.addSuppressed(e);
            }
        }

        /** Waits for all parts; an interrupt stays for the caller to see. */
        void await() {
            boolean interrupted = false;
            while (left.get() > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            body = null; // helpers hold their last loop, which must not hold memory
            if (interrupted) {
                caller.interrupt();
            }
        }

        void rethrow() {
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (thrown instanceof Error error) {
                throw error;
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
        for (int slot = 0; slot <= helpers.length; slot++) {
            own.add(new HashMap<>());
        }
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
     * What one thread computes in, made at its first use and shared by all kernels: it grows to the
     * largest that one of them asks for. To be asked for within a part of a loop, in which alone
     * its contents hold.
     *
     * @param slot number of the thread
     * @param type what it is
     * @param make makes one
     * @return the thread's own
     */
    <S> S own(int slot, Class<S> type, Supplier<S> make) {
        return type.cast(own.get(slot).computeIfAbsent(type, key -> make.get()));
    }

    /**
     * What one kernel has of its own for each thread.
     *
     * @param make makes one
     * @return by slot
     */
    <S> List<S> each(Supplier<S> make) {
        return Stream.generate(make).limit(threads()).toList();
    }

    /**
     * Arrays for what parts of a loop leave behind, shared by all kernels. To be asked for within
     * {@link #together}, in which alone their contents hold.
     *
     * @param register number of the arrays, from 0: a kernel that asks for several uses several
     * @param rows number of arrays
     * @param length elements that are needed of each
     * @return at least so many, of at least this length
     */
    synchronized float[][] rows(int register, int rows, int length) {
        while (partials.size() <= register) {
            partials.add(new float[0][]);
        }
        partials.set(register, Rows.grown(partials.get(register), rows, length));
        return partials.get(register);
    }

    /**
     * Memory for what one loop leaves to the next, shared by all kernels; its contents hold within
     * {@link #together}.
     *
     * @param register number of it, from 0
     * @param elements that are needed
     * @return at least so many
     */
    synchronized FloatBuffer memory(int register, int elements) {
        while (memories.size() <= register) {
            memories.add(FloatBuffer.allocate(0));
        }
        if (memories.get(register).capacity() < elements) {
            memories.set(
                    register,
                    ByteBuffer.allocateDirect(elements * Float.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .asFloatBuffer());
        }
        return memories.get(register);
    }

    /**
     * Does something that runs several loops, and keeps other callers from running theirs between.
     *
     * @param body runs them
     */
    synchronized void together(Runnable body) {
        body.run();
    }

    /**
     * Runs all parts of a loop and waits for them. One loop at a time; a loop must not run another.
     * If a part throws, parts that have not begun are left out, and the caller gets what it threw,
     * with what others threw meanwhile as suppressed.
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
        now.await();
        work = null;
        now.rethrow();
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
