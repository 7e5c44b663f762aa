package org.burst4j.data.synth;

/**
 * Each speaker walks through one shuffled list of 40 kinds: the shares hold for each speaker of
 * many clips, and about so in every split.
 */
final class SpeakerWalk implements TypeSchedule {
    private static final int SPEAKER_STEP = 9;
    private static final int TAKE_STEP = 17;

    private final VocalType[] slots;

    SpeakerWalk(SynthShares shares, long seed) {
        slots = shares.slots();
        new SynthRandom(seed, STREAM).shuffle(slots);
    }

    @Override
    public VocalType typeOf(Speaker speaker, int take) {
        return slots[Math.floorMod(SPEAKER_STEP * speaker.index() + TAKE_STEP * take, SLOTS)];
    }
}
