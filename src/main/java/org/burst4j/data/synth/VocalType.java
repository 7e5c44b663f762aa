package org.burst4j.data.synth;

/**
 * The eight kinds of vocal burst, in the official order, each with its shares of the clips and its
 * vowel.
 */
enum VocalType {
    CRY("Cry", 4, 4, 1.75, 640, 1450),
    GASP("Gasp", 8, 14, 1.3, 600, 1450),
    GROAN("Groan", 4, 3, 0.8, 500, 1150),
    GRUNT("Grunt", 4, 3, 0.85, 560, 1200),
    LAUGH("Laugh", 8, 10, 1.35, 660, 1350),
    OTHER("Other", 4, 2, 1.0, 420, 1250),
    PANT("Pant", 3, 1, 1.2, 600, 1400),
    SCREAM("Scream", 5, 3, 2.9, 760, 1450);

    private final String label;
    private final int evenShare;
    private final int officialShare;
    private final double pitchFactor;
    private final double firstFormantHz;
    private final double secondFormantHz;

    VocalType(
            String label,
            int evenShare,
            int officialShare,
            double pitchFactor,
            double firstFormantHz,
            double secondFormantHz) {
        this.label = label;
        this.evenShare = evenShare;
        this.officialShare = officialShare;
        this.pitchFactor = pitchFactor;
        this.firstFormantHz = firstFormantHz;
        this.secondFormantHz = secondFormantHz;
    }

    /**
     * The official label.
     *
     * @return e.g. {@code Laugh}
     */
    String label() {
        return label;
    }

    /**
     * How many of {@value TypeSchedule#SLOTS} clips are of this kind.
     *
     * @param shares of which corpus
     * @return 1..14
     */
    int share(SynthShares shares) {
        return switch (shares) {
            case EVEN -> evenShare;
            case OFFICIAL -> officialShare;
        };
    }

    /**
     * Pitch relative to the speaker's own.
     *
     * @return a factor
     */
    double pitchFactor() {
        return pitchFactor;
    }

    /**
     * The first formant of an average tract.
     *
     * @return in Hz
     */
    double firstFormantHz() {
        return firstFormantHz;
    }

    /**
     * The second formant of an average tract.
     *
     * @return in Hz
     */
    double secondFormantHz() {
        return secondFormantHz;
    }
}
