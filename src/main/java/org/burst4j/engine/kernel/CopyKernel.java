package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;

/** Copies some elements of an array, in an order of their own, to a dense array; or back. */
final class CopyKernel implements Step {
    private final FloatBuffer from;
    private final FloatBuffer to;
    private final Strides strides;
    private final boolean back;
    private final int elements;
    private final int block;
    private final int perPart;
    private final Workers workers;
    private final float[][] values;

    /**
     * Binds it.
     *
     * @param from read
     * @param to written
     * @param strides which elements of the one that is not dense
     * @param back whether the dense array is the one that is read
     * @param elements of the dense array
     * @param workers share the work
     */
    CopyKernel(
            FloatBuffer from,
            FloatBuffer to,
            Strides strides,
            boolean back,
            int elements,
            Workers workers) {
        this.from = from;
        this.to = to;
        this.strides = strides;
        this.back = back;
        this.elements = elements;
        this.workers = workers;
        int[] sizes = strides.sizes();
        block =
                Blocks.rows(sizes[sizes.length - 1]) * sizes[sizes.length - 1] > 2 * Blocks.LENGTH
                        ? Blocks.LENGTH
                        : Blocks.rows(sizes[sizes.length - 1]) * sizes[sizes.length - 1];
        perPart = Blocks.perPart(elements, block);
        values = workers.scratch(0, block);
    }

    @Override
    public void run(long seed) {
        workers.run(Blocks.quotient(Blocks.quotient(elements, block), perPart), this::part);
    }

    private void part(int part, int slot) {
        float[] values = this.values[slot];
        int end = (int) Math.min(elements, (part + 1L) * perPart * block);
        for (int start = part * perPart * block; start < end; start += block) {
            int length = Math.min(block, end - start);
            if (back) {
                from.get(start, values, 0, length);
                strides.scatter(values, to, start, length);
            } else {
                strides.gather(from, start, values, length);
                to.put(start, values, 0, length);
            }
        }
    }
}
