package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import org.burst4j.engine.ir.Shape;

/** How the frames of clips are cut in blocks and parts. A part has frames of one clip alone. */
final class GroupNormRows {
    final int clips;
    final int frames;
    final int channels;

    /** Frames of a block. */
    final int blockFrames;

    /** Elements of a block. */
    final int block;

    /** Parts of a clip. */
    final int chunks;

    private final int chunkFrames;

    GroupNormRows(Shape shape) {
        clips = shape.size(0);
        frames = shape.size(1);
        channels = shape.size(2);
        blockFrames = Math.min(frames, Blocks.rows(channels));
        block = blockFrames * channels;
        chunkFrames = Blocks.perSum((long) frames * channels, block) * blockFrames;
        chunks = Blocks.quotient(frames, chunkFrames);
    }

    /** Does something with a block. */
    @FunctionalInterface
    interface Block {
        /**
         * Does it.
         *
         * @param start index of its first element
         * @param length elements
         * @param slot number of the thread
         */
        void run(int start, int length, int slot);
    }

    /** All blocks of a part. */
    void blocks(int part, int slot, Block body) {
        int first = part % chunks * chunkFrames;
        int end = Math.min(frames, first + chunkFrames);
        int clip = part / chunks;
        for (int frame = first; frame < end; frame += blockFrames) {
            int count = Math.min(blockFrames, end - frame);
            body.run((clip * frames + frame) * channels, count * channels, slot);
        }
    }

    /** Sums of all parts of each clip, in order. */
    double[] total(float[][] sums, int clip) {
        double[] total = new double[channels];
        for (int chunk = 0; chunk < chunks; chunk++) {
            float[] sum = sums[clip * chunks + chunk];
            for (int i = 0; i < channels; i++) {
                total[i] += sum[i];
            }
        }
        return total;
    }

    /** One number for each channel, repeated for each frame of a block. */
    void spread(float[] channel, float[] into) {
        System.arraycopy(channel, 0, into, 0, channels);
        Blocks.repeat(into, channels, block);
    }

    /** The same from memory. */
    void spread(FloatBuffer channel, int start, float[] into) {
        channel.get(start, into, 0, channels);
        Blocks.repeat(into, channels, block);
    }
}
