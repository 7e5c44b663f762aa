package org.burst4j.predict;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.burst4j.DataException;
import org.burst4j.Prefetcher;
import org.burst4j.audio.Waveform;

/**
 * Prepares clips and forms batches of them in a background thread, one batch ahead of the net. A
 * clip that cannot be used is left out and told of.
 */
final class ClipPipeline implements AutoCloseable {
    /** One that waits; the thread forms the next meanwhile. */
    private static final int AHEAD = 1;

    private final Prefetcher<Work> work;

    /**
     * A clip that cannot be used.
     *
     * @param clip its number
     * @param why the problem
     */
    record Refusal(int clip, DataException why) {}

    /**
     * What is to be done next.
     *
     * @param batch clips to hear; null: none, after the last refusals
     * @param refusals clips left out since the batch before
     */
    record Work(PaddedBatch batch, List<Refusal> refusals) {}

    /**
     * Starts.
     *
     * @param clips number of clips
     * @param source prepares and checks a clip
     * @param bucketSamples what lengths are padded to a multiple of
     */
    ClipPipeline(int clips, ClipSource source, int bucketSamples) {
        work = new Prefetcher<>("burst4j-clips", AHEAD, new Steps(clips, source, bucketSamples));
    }

    Iterator<Work> work() {
        return work;
    }

    @Override
    public void close() {
        work.close();
    }

    /** One clip after the other, until there is a batch. */
    private static final class Steps implements Iterator<Work> {
        private final int clips;
        private final ClipSource source;
        private final BatchFormer former;
        private final Deque<PaddedBatch> batches = new ArrayDeque<>();
        private List<Refusal> refusals = new ArrayList<>();
        private int next;

        Steps(int clips, ClipSource source, int bucketSamples) {
            this.clips = clips;
            this.source = source;
            former = new BatchFormer(bucketSamples);
        }

        @Override
        public boolean hasNext() {
            while (batches.isEmpty() && next < clips) {
                prepare(next++);
                if (next == clips) {
                    batches.addAll(former.rest());
                }
            }
            return !batches.isEmpty() || !refusals.isEmpty();
        }

        private void prepare(int clip) {
            Waveform waveform;
            try {
                waveform = source.read(clip);
            } catch (DataException e) {
                refusals.add(new Refusal(clip, e));
                return;
            }
            batches.addAll(former.add(clip, waveform));
        }

        @Override
        public Work next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more clips");
            }
            Work now = new Work(batches.poll(), List.copyOf(refusals));
            refusals = new ArrayList<>();
            return now;
        }
    }
}
