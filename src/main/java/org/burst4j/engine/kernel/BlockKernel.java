package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;

/** Writes an array block by block, each from nothing but its place: numbers drawn, or all alike. */
final class BlockKernel implements Step {
    private final FloatBuffer to;
    private final int elements;
    private final int perPart;
    private final Workers workers;
    private final float[][] values;
    private final Source source;
    private long seed;

    /** What makes the elements of a block. */
    @FunctionalInterface
    interface Source {
        /**
         * Makes them.
         *
         * @param seed seed of the run
         * @param from index of the first
         * @param into gets them
         * @param length number of elements
         */
        void make(long seed, int from, float[] into, int length);
    }

    BlockKernel(FloatBuffer to, int elements, Source source, Workers workers) {
        this.to = to;
        this.elements = elements;
        this.source = source;
        this.workers = workers;
        perPart = Blocks.perPart(elements, Blocks.LENGTH);
        values = workers.scratch(0, Blocks.LENGTH);
    }

    @Override
    public void run(long runSeed) {
        seed = runSeed;
        int blocks = Blocks.quotient(elements, Blocks.LENGTH);
        workers.run(Blocks.quotient(blocks, perPart), this::part);
    }

    private void part(int part, int slot) {
        int step = perPart * Blocks.LENGTH;
        int end = (int) Math.min(elements, (part + 1L) * step);
        for (int start = part * step; start < end; start += Blocks.LENGTH) {
            int length = Math.min(Blocks.LENGTH, end - start);
            source.make(seed, start, values[slot], length);
            to.put(start, values[slot], 0, length);
        }
    }
}
