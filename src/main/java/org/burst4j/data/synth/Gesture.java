package org.burst4j.data.synth;

/**
 * One stretch of sound within a burst, e.g. one "ha" or one breath.
 *
 * @param startSeconds when it starts
 * @param seconds how long it lasts
 * @param voice gain of the voice, 0 to 1
 * @param noise gain of breath noise, 0 to 1
 * @param startOctaves pitch at its start, above the clip's own
 * @param endOctaves pitch at its end, above the clip's own
 * @param riseSeconds time to full gain
 * @param fallSeconds time from full gain to none
 * @param openness shift of the first formant in octaves
 */
record Gesture(
        double startSeconds,
        double seconds,
        double voice,
        double noise,
        double startOctaves,
        double endOctaves,
        double riseSeconds,
        double fallSeconds,
        double openness) {

    /**
     * When it ends.
     *
     * @return in seconds
     */
    double endSeconds() {
        return startSeconds + seconds;
    }

    /**
     * The gain at a time: a raised-cosine rise, a flat part and a raised-cosine fall.
     *
     * @param time seconds from the start of the clip
     * @return 0 (outside) to 1
     */
    double envelope(double time) {
        double rise = (time - startSeconds) / riseSeconds;
        double fall = (endSeconds() - time) / fallSeconds;
        double position = Math.max(0, Math.min(1, Math.min(rise, fall)));
        return 0.5 - 0.5 * StrictMath.cos(StrictMath.PI * position);
    }

    /**
     * The pitch at a time.
     *
     * @param time seconds from the start of the clip
     * @return octaves above the clip's own pitch
     */
    double octaves(double time) {
        double position = Math.max(0, Math.min(1, (time - startSeconds) / seconds));
        return startOctaves + (endOctaves - startOctaves) * position;
    }
}
