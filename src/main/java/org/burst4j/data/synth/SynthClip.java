package org.burst4j.data.synth;

/**
 * One clip before it is rendered: what it is and how it was labelled.
 *
 * @param index 0..clips-1
 * @param speaker who speaks
 * @param type the true kind
 * @param affect what it expresses
 * @param labels what the raters said
 */
record SynthClip(int index, Speaker speaker, VocalType type, Affect affect, ClipLabels labels) {
    private static final long STREAM = 2;

    /**
     * The five-digit id of the clip's file.
     *
     * @return e.g. {@code 00042}
     */
    String id() {
        String digits = Integer.toString(index);
        return "0".repeat(5 - digits.length()) + digits;
    }

    /**
     * The id as label files write it.
     *
     * @return e.g. {@code [00042]}
     */
    String bracketedId() {
        return "[" + id() + "]";
    }

    /**
     * Draws a clip; it does not depend on the number of clips.
     *
     * @param config shares, bias, seed and number of speakers
     * @param schedule the kinds of the corpus
     * @param index 0..clips-1
     * @return the clip
     */
    static SynthClip draw(SynthConfig config, TypeSchedule schedule, int index) {
        int speakerIndex = index % config.speakers();
        Speaker speaker = Speaker.draw(config, speakerIndex);
        VocalType type = schedule.typeOf(speaker, index / config.speakers());
        Affect affect = Affect.draw(type, new SynthRandom(config.seed(), STREAM, index));
        Raters raters = new Raters(config.seed(), index);
        ClipLabels labels =
                new ClipLabels(
                        raters.name(type),
                        raters.rateToOne(affect.emotions()),
                        raters.rate(affect.valenceArousal()),
                        raters.rate(affect.cultures()),
                        speaker.reportedAgeYears());
        return new SynthClip(index, speaker, type, affect, labels);
    }

    /**
     * What the labels would be without noise.
     *
     * @return the truth
     */
    ClipLabels truth() {
        return new ClipLabels(
                type,
                affect.emotions(),
                affect.valenceArousal(),
                affect.cultures(),
                speaker.ageYears());
    }
}
