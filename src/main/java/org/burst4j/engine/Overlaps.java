package org.burst4j.engine;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.kernel.Workers;

/** Copies frames to rows of overlapping windows, and adds such rows up to frames again. */
final class Overlaps {
    /** Frames that a thread does at a time. */
    private static final int PART_FRAMES = 64;

    private final int channels;
    private final int row;
    private final int stride;
    private final int clipFrames;
    private final Workers workers;
    private final float[][] sums;
    private final float[][] terms;

    /**
     * @param channels C
     * @param row k C
     * @param stride frames from one window to the next
     * @param clipFrames T
     */
    Overlaps(int channels, int row, int stride, int clipFrames, Workers workers) {
        this.channels = channels;
        this.row = row;
        this.stride = stride;
        this.clipFrames = clipFrames;
        this.workers = workers;
        sums = new float[workers.threads()][channels];
        terms = new float[workers.threads()][channels];
    }

    /** Rows of the windows from a frame on. */
    void gather(FloatBuffer x, int clip, int frame, int windows, FloatBuffer rows) {
        int first = (clip * clipFrames + frame) * channels;
        int step = stride * channels;
        workers.run(
                parts(windows),
                (part, slot) -> {
                    int end = Math.min(windows, (part + 1) * PART_FRAMES);
                    for (int window = part * PART_FRAMES; window < end; window++) {
                        rows.put(window * row, x, first + window * step, row);
                    }
                });
    }

    /**
     * Adds rows up to frames. The frames that the windows before these read too are added to, all
     * others written.
     *
     * @param frame the first that the windows read
     * @param end whether no windows follow in the clip: frames after the last are then zero
     */
    void scatter(FloatBuffer rows, int clip, int frame, int windows, boolean end, FloatBuffer x) {
        int kernel = row / channels;
        int before = frame == 0 ? 0 : kernel - stride;
        int last = end ? clipFrames : frame + (windows - 1) * stride + kernel;
        int frames = last - frame;
        int first = (clip * clipFrames + frame) * channels;
        workers.run(
                parts(frames),
                (part, slot) -> {
                    int stop = Math.min(frames, (part + 1) * PART_FRAMES);
                    for (int i = part * PART_FRAMES; i < stop; i++) {
                        sum(
                                rows,
                                windows,
                                i,
                                i < before ? x : null,
                                first,
                                sums[slot],
                                terms[slot]);
                        x.put(first + i * channels, sums[slot], 0, channels);
                    }
                });
    }

    /** The sum of all rows' entries of one frame, and of what is there already. */
    private void sum(
            FloatBuffer rows,
            int windows,
            int frame,
            FloatBuffer old,
            int first,
            float[] sum,
            float[] term) {
        int kernel = row / channels;
        int lowest = Math.max(0, (frame - kernel + stride) / stride);
        boolean empty = true;
        if (old != null) {
            old.get(first + frame * channels, sum, 0, channels);
            empty = false;
        }
        for (int window = lowest; window < windows && window * stride <= frame; window++) {
            int place = frame - window * stride;
            if (place >= kernel) {
                continue;
            }
            int at = window * row + place * channels;
            if (empty) {
                rows.get(at, sum, 0, channels);
                empty = false;
            } else {
                rows.get(at, term, 0, channels);
                add(sum, term, channels);
            }
        }
        if (empty) {
            Arrays.fill(sum, 0, channels, 0);
        }
    }

    private static void add(float[] sum, float[] term, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += term[i];
        }
    }

    private static int parts(int frames) {
        return (frames + PART_FRAMES - 1) / PART_FRAMES;
    }
}
