package org.burst4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.ConfigException;
import org.burst4j.DataException;

/**
 * Which clips make up which batch of one epoch.
 *
 * <p>A pure function of its arguments, so that a resumed epoch goes on where it stopped.
 */
public final class BatchPlan {
    private final List<int[]> batches;

    /**
     * How an epoch is cut into batches.
     *
     * @param batchSize clips a batch, at least 1
     * @param shuffle whether the order is random; if not, clips stay in the given order
     * @param poolBatches how many batches of clips are sorted by length together, at least 1; more
     *     gives less padding and less random batches, 1 is a plain shuffle
     * @param dropLast whether a last batch with fewer clips is left out
     */
    public record Options(int batchSize, boolean shuffle, int poolBatches, boolean dropLast) {
        /**
         * Checks the ranges.
         *
         * @throws ConfigException if a number is below 1
         */
        public Options {
            requirePositive("batchSize", batchSize);
            requirePositive("poolBatches", poolBatches);
        }

        private static void requirePositive(String key, int value) {
            if (value < 1) {
                throw new ConfigException(
                        key + " is " + value + ", must be 1 or more",
                        "Set " + key + " to 1 or more.");
            }
        }
    }

    private BatchPlan(List<int[]> batches) {
        this.batches = batches;
    }

    /**
     * Plans one epoch.
     *
     * <p>With shuffling, the clips of the partial batch are drawn at random too, whatever their
     * length, so that dropping it favours no length.
     *
     * @param lengthsSamples length of every clip
     * @param options how the epoch is cut
     * @param seed the run's seed
     * @param epoch the epoch's number
     * @return the plan, with at least one batch
     * @throws DataException if there are no clips, or too few for one full batch and the partial
     *     one is dropped
     */
    public static BatchPlan of(int[] lengthsSamples, Options options, long seed, int epoch) {
        int clips = lengthsSamples.length;
        int size = options.batchSize();
        int full = clips / size * size;
        if (clips == 0 || (full == 0 && options.dropLast())) {
            throw new DataException(
                    clips + " clips do not fill one batch of " + size,
                    "Use more clips, a smaller batchSize, or keep the partial batch.");
        }
        int[] order =
                SeededOrder.permutation(options.shuffle() ? clips : 0, seed, "shuffle", epoch);
        if (!options.shuffle()) {
            order = new int[clips];
            Arrays.setAll(order, index -> index);
        } else if (options.poolBatches() > 1) {
            sortPools(order, full, (long) options.poolBatches() * size, lengthsSamples);
        }
        List<int[]> cut = new ArrayList<>();
        for (int start = 0; start < full; start += size) {
            cut.add(Arrays.copyOfRange(order, start, start + size));
        }
        if (full < clips && !options.dropLast()) {
            cut.add(Arrays.copyOfRange(order, full, clips));
        }
        return new BatchPlan(options.shuffle() ? shuffled(cut, seed, epoch) : cut);
    }

    private static void sortPools(int[] order, int end, long poolClips, int[] lengthsSamples) {
        for (long start = 0; start < end; start += poolClips) {
            int stop = (int) Math.min(end, start + poolClips);
            // The sort is stable: clips of one length stay in random order.
            int[] sorted =
                    Arrays.stream(order, (int) start, stop)
                            .boxed()
                            .sorted(Comparator.comparingInt(clip -> lengthsSamples[clip]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            System.arraycopy(sorted, 0, order, (int) start, sorted.length);
        }
    }

    private static List<int[]> shuffled(List<int[]> batches, long seed, int epoch) {
        List<int[]> mixed = new ArrayList<>();
        for (int index : SeededOrder.permutation(batches.size(), seed, "batches", epoch)) {
            mixed.add(batches.get(index));
        }
        return mixed;
    }

    /**
     * Plans batches of clips of one padded length each, the shortest first; clips of one length
     * stay in the given order.
     *
     * @param paddedSamples padded length of every clip
     * @param mostClips clips a batch at most, at least 1
     * @param mostSamples padded samples a batch at most, at least 1; a clip that is longer is alone
     * @return the plan; without clips it has no batch
     * @throws ConfigException if a limit is below 1
     */
    public static BatchPlan ofEqualLengths(int[] paddedSamples, int mostClips, int mostSamples) {
        Options.requirePositive("mostClips", mostClips);
        Options.requirePositive("mostSamples", mostSamples);
        int[] order =
                IntStream.range(0, paddedSamples.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(clip -> paddedSamples[clip]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        List<int[]> cut = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= order.length; end++) {
            int length = paddedSamples[order[start]];
            if (end == order.length
                    || end - start == mostClips
                    || (end - start + 1L) * length > mostSamples
                    || paddedSamples[order[end]] != length) {
                cut.add(Arrays.copyOfRange(order, start, end));
                start = end;
            }
        }
        return new BatchPlan(cut);
    }

    /**
     * The number of batches, i.e. of steps in the epoch.
     *
     * @return 1 or more for an epoch
     */
    public int size() {
        return batches.size();
    }

    /**
     * The batches with what their indices stand for.
     *
     * @param clips what the indices point into
     * @param from first batch that is wanted, from 0
     * @return the clips of each batch, in order
     */
    public List<List<Clip>> of(List<Clip> clips, int from) {
        return batches.stream()
                .skip(from)
                .map(batch -> Arrays.stream(batch).mapToObj(clips::get).toList())
                .toList();
    }

    /**
     * The clips of one batch.
     *
     * @param index the batch, from 0
     * @return a copy of the indices into the list of clips
     */
    public int[] batch(int index) {
        return batches.get(index).clone();
    }
}
