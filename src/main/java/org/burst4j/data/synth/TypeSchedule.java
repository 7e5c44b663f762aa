package org.burst4j.data.synth;

/**
 * Which kind of burst a clip is: each speaker walks through a shuffled list of 40 slots, so that
 * shares hold in every split without looking at the number of clips.
 */
final class TypeSchedule {
    /** Length of the list. */
    static final int SLOTS = 40;

    private static final long STREAM = 3;
    private static final int SPEAKER_STEP = 9;
    private static final int TAKE_STEP = 17;

    private final VocalType[] slots = new VocalType[SLOTS];

    TypeSchedule(long seed) {
        int filled = 0;
        for (VocalType type : VocalType.values()) {
            for (int copy = 0; copy < type.share(); copy++) {
                slots[filled++] = type;
            }
        }
        SynthRandom random = new SynthRandom(seed, STREAM);
        for (int last = SLOTS - 1; last > 0; last--) {
            int other = random.below(last + 1);
            VocalType swapped = slots[last];
            slots[last] = slots[other];
            slots[other] = swapped;
        }
    }

    /**
     * The kind of a speaker's n-th clip.
     *
     * @param speaker index of the speaker
     * @param take how many clips of this speaker come before
     * @return the kind
     */
    VocalType typeOf(int speaker, int take) {
        return slots[Math.floorMod(SPEAKER_STEP * speaker + TAKE_STEP * take, SLOTS)];
    }
}
