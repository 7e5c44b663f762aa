package org.burst4j.data.synth;

import java.util.EnumMap;
import java.util.Map;
import org.burst4j.data.Split;

/**
 * The clips of a split are dealt 40 at a time, each block shuffled anew: the shares are exact in
 * every 40 consecutive clips of every split, so that even a kind of one slot is in each split, and
 * no speaker is tied to a kind.
 */
final class SplitBlocks implements TypeSchedule {
    private final SynthShares shares;
    private final long seed;
    private final int[] ranks;
    private final Map<Split, Integer> speakersOfSplit = new EnumMap<>(Split.class);

    SplitBlocks(SynthConfig config) {
        shares = config.shares();
        seed = config.seed();
        ranks = new int[config.speakers()];
        for (int index = 0; index < ranks.length; index++) {
            Split split = Speaker.draw(config, index).split();
            ranks[index] = speakersOfSplit.merge(split, 1, Integer::sum) - 1;
        }
    }

    @Override
    public VocalType typeOf(Speaker speaker, int take) {
        Split split = speaker.split();
        int position = take * speakersOfSplit.get(split) + ranks[speaker.index()];
        VocalType[] block = shares.slots();
        new SynthRandom(seed, STREAM, keyOf(split), position / SLOTS).shuffle(block);
        return block[position % SLOTS];
    }

    /** Keys the blocks' random numbers, whatever becomes of the order of the splits. */
    private static int keyOf(Split split) {
        return switch (split) {
            case TRAIN -> 0;
            case VAL -> 1;
            case TEST -> 2;
        };
    }
}
