package org.burst4j.data.synth;

import org.burst4j.data.Split;

/**
 * An invented speaker.
 *
 * @param index 0..speakers-1
 * @param country index into the country task's labels; an arbitrary code for an invented accent
 * @param split where all clips of this speaker go
 * @param female which of two voice ranges
 * @param ageYears 20 to 39
 * @param pitchHz habitual fundamental frequency
 * @param tractFactor factor on all formants; above 1 is a shorter tract
 * @param accentGainDb height of the accent's resonance
 * @param accentShift factor on the accent's resonance frequency
 */
record Speaker(
        int index,
        int country,
        Split split,
        boolean female,
        double ageYears,
        double pitchHz,
        double tractFactor,
        double accentGainDb,
        double accentShift) {
    /** Youngest age in years. */
    static final double YOUNGEST_YEARS = 20;

    /** Oldest age in years. */
    static final double OLDEST_YEARS = 39;

    private static final long STREAM = 1;

    /**
     * Draws a speaker.
     *
     * @param config seed, number of speakers, shares of the countries, and bias of the ages
     * @param index 0..speakers-1
     * @return the speaker
     */
    static Speaker draw(SynthConfig config, int index) {
        long seed = config.seed();
        SynthRandom random = new SynthRandom(seed, STREAM, index);
        int country = config.shares().countryOf(index);
        int rank = config.shares().countOf(country, index);
        int ofCountry = config.shares().countOf(country, config.speakers());
        // Sexes alternate within a country, so that no small split lacks one; the start is drawn.
        int firstSex = new SynthRandom(seed, STREAM, -1 - country).below(2);
        boolean female = (rank + firstSex) % 2 == 0;
        Split split = splitOf(rank, ofCountry);
        // The bias draws nothing, so that all else of a speaker is that of the corpus without it.
        double position =
                AgeBias.position(
                        StrictMath.pow(random.uniform(), 1.3),
                        country,
                        split == Split.TRAIN ? config.ageBias() : 0);
        double ageYears = YOUNGEST_YEARS + (OLDEST_YEARS - YOUNGEST_YEARS) * position;
        double pitchHz =
                (female ? 205 : 120)
                        * octaves(0.08 * random.gaussian() - 0.25 * agePosition(ageYears));
        double tractFactor = (female ? 1.13 : 1.0) * (1 + 0.025 * random.gaussian());
        return new Speaker(
                index,
                country,
                split,
                female,
                ageYears,
                pitchHz,
                tractFactor,
                random.between(10, 16),
                1 + 0.02 * random.gaussian());
    }

    private static Split splitOf(int rank, int ofCountry) {
        int heldOut = Math.max(1, (ofCountry + 2) / 5);
        if (rank >= ofCountry - heldOut) {
            return Split.TEST;
        }
        return rank >= ofCountry - 2 * heldOut ? Split.VAL : Split.TRAIN;
    }

    private static double agePosition(double ageYears) {
        return (ageYears - YOUNGEST_YEARS) / (OLDEST_YEARS - YOUNGEST_YEARS) - 0.5;
    }

    /**
     * The age on a scale from -0.5 (20 years) to 0.5 (39 years).
     *
     * @return -0.5 to 0.5
     */
    double agePosition() {
        return agePosition(ageYears);
    }

    /**
     * The age as told: in whole years.
     *
     * @return 20 to 39
     */
    double reportedAgeYears() {
        return StrictMath.floor(ageYears + 0.5);
    }

    /**
     * The official form of a speaker's name.
     *
     * @return e.g. {@code Speaker_007}
     */
    String subjectId() {
        String digits = Integer.toString(index);
        return "Speaker_" + "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    }

    private static double octaves(double octaves) {
        return StrictMath.pow(2, octaves);
    }
}
