package org.burst4j.data.synth;

/** Which kind of burst a clip is, without looking at the number of clips. */
interface TypeSchedule {
    /** The shares are whole numbers of so many clips. */
    int SLOTS = 40;

    /** The stream of random numbers that kinds are shuffled with. */
    long STREAM = 3;

    /**
     * The kind of a speaker's n-th clip.
     *
     * @param speaker who speaks
     * @param take how many clips of this speaker come before
     * @return the kind
     */
    VocalType typeOf(Speaker speaker, int take);

    /**
     * The schedule of a corpus.
     *
     * @param config shares, seed and number of speakers
     * @return the schedule
     */
    static TypeSchedule of(SynthConfig config) {
        return switch (config.shares()) {
            case EVEN -> new SpeakerWalk(config.shares(), config.seed());
            case OFFICIAL -> new SplitBlocks(config);
        };
    }
}
