package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/**
 * One group of a convolution, for one thread. Channels are rows over time, [C/g,frames], in which
 * several short clips stand one after the other with gaps of zeros as wide as the kernel reaches:
 * long rows are fast. A shift by one tap is a copy of the rows.
 */
final class GroupScratch {
    /** Rows of about this many frames fit into the second cache, as many as a group has. */
    private static final int ROW = 1024;

    int clips;
    int groups;
    int taps;
    int padding;
    int inputs; // channels of a group
    int outputs;
    int inputFrames;
    int outputFrames;

    /** Clips that stand in one row. */
    int together;

    /** From one clip to the next in a row. */
    int pitch;

    float[] weight = {}; // [k, C/g, Cout/g]
    private float[] piece = {}; // [frames, channels] of one clip
    private float[][] turned = {}; // [channels, frames] of one clip

    /**
     * Makes it ready for a convolution, whose sizes are exact; arrays may be longer.
     *
     * @param node a node whose first inputs are x and the weight
     * @param op the convolution
     */
    void fit(Node node, Op.GroupedConv op) {
        Shape x = node.input(0).shape();
        Shape kernel = node.input(1).shape();
        groups = op.groups();
        padding = op.padding();
        clips = x.size(0);
        taps = kernel.size(0);
        inputs = kernel.size(1);
        outputs = kernel.size(2) / groups;
        inputFrames = x.size(1);
        outputFrames = x.size(1) + 2 * op.padding() - taps + 1 - op.crop();
        int longest = Math.max(inputFrames, outputFrames);
        int reach = Math.max(padding, taps - 1 - padding);
        boolean join = 4 * reach <= longest;
        pitch = join ? longest + reach : longest;
        together = join ? Math.max(1, Math.min(clips, ROW / pitch)) : 1;
        weight = Rows.grown(weight, weights());
        int widest = Math.max(inputs, outputs);
        piece = Rows.grown(piece, longest * widest);
        turned = Rows.grown(turned, widest, longest);
    }

    /** Number of rows' fillings. */
    int batches() {
        return (clips + together - 1) / together;
    }

    /** Clips in one filling. */
    int clipsOf(int batch) {
        return Math.min(together, clips - batch * together);
    }

    /** Elements of a group's weight. */
    int weights() {
        return taps * inputs * outputs;
    }

    /** Rows for either side. */
    float[][] rows(float[][] before, int channels) {
        return Rows.grown(before, channels, together * pitch);
    }

    /** Reads the weight of a group. */
    void readWeight(FloatBuffer from, int group) {
        int all = groups * outputs;
        for (int row = 0; row < taps * inputs; row++) {
            from.get(row * all + group * outputs, weight, row * outputs, outputs);
        }
    }

    /** Writes what is in the place of a group's weight. */
    void writeWeight(FloatBuffer to, float[] from, int group) {
        int all = groups * outputs;
        for (int row = 0; row < taps * inputs; row++) {
            to.put(row * all + group * outputs, from, row * outputs, outputs);
        }
    }

    /** Reads a group's channels of the clips of a filling, with zeros in the gaps. */
    void readRows(FloatBuffer from, int group, int batch, int channels, int frames, float[][] to) {
        SmallProduct.clear(to, channels, together * pitch);
        for (int i = 0; i < clipsOf(batch); i++) {
            readClip(from, group, batch * together + i, channels, frames, piece, 0);
            SmallProduct.transpose(piece, turned, frames, channels);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(turned[c], 0, to[c], i * pitch, frames);
            }
        }
    }

    /** Reads a group's channels of one clip, [frames,channels]. */
    void readClip(
            FloatBuffer from,
            int group,
            int clip,
            int channels,
            int frames,
            float[] to,
            int offset) {
        for (int t = 0; t < frames; t++) {
            int index = ((clip * frames + t) * groups + group) * channels;
            from.get(index, to, offset + t * channels, channels);
        }
    }

    /** Writes a group's channels of the clips of a filling. */
    void writeRows(FloatBuffer to, int group, int batch, int channels, int frames, float[][] from) {
        for (int i = 0; i < clipsOf(batch); i++) {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(from[c], i * pitch, turned[c], 0, frames);
            }
            SmallProduct.flatten(turned, piece, frames, channels);
            for (int t = 0; t < frames; t++) {
                int index = (((batch * together + i) * frames + t) * groups + group) * channels;
                to.put(index, piece, t * channels, channels);
            }
        }
    }

    /**
     * Convolves rows: to[o][t] is the sum over taps and channels of weight times from[i][t +
     * shift], with the weight's (tap, channel, output) at tap * block + i * inner + o * outer.
     *
     * @param from rows of channels
     * @param to rows of results; written
     * @param sum rows as of the results
     * @param shifted rows as of the channels
     * @param forward whether a tap looks ahead by its number less the padding, from inputs to
     *     outputs, or the other way
     * @param length frames in use of the rows
     */
    void convolve(
            float[][] from,
            float[][] to,
            float[][] sum,
            float[][] shifted,
            boolean forward,
            int length) {
        int depth = forward ? inputs : outputs;
        int results = forward ? outputs : inputs;
        SmallProduct.clear(to, results, length);
        int row = forward ? 1 : outputs;
        int column = forward ? outputs : 1;
        for (int tap = 0; tap < taps; tap++) {
            int shift = forward ? tap - padding : padding - tap;
            int start = Math.max(0, -shift);
            int end = Math.min(length, length - shift);
            int count = end - start;
            if (count <= 0) {
                continue;
            }
            float[][] source = from;
            if (shift != 0) {
                copy(from, start + shift, shifted, 0, depth, count);
                source = shifted;
            }
            float[][] target = to;
            if (start > 0) {
                copy(to, start, sum, 0, results, count);
                target = sum;
            }
            int place = tap * inputs * outputs;
            SmallProduct.add(weight, place, row, column, source, target, results, depth, count);
            if (start > 0) {
                copy(sum, 0, to, start, results, count);
            }
        }
    }

    private static void copy(
            float[][] from, int start, float[][] to, int place, int rows, int count) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from[i], start, to[i], place, count);
        }
    }
}
