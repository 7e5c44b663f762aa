package org.burst4j.data.synth;

/**
 * How a clip sounds: the parameters of the synthesiser, each a function of speaker, kind and
 * expression. This table is what makes the labels audible.
 *
 * @param pitchHz the clip's own pitch
 * @param slopeOctaves rise of pitch over the clip
 * @param contour pitch shape of the accent: 0 rise, 1 fall, 2 arch, 3 dip
 * @param firstFormantHz mouth opening
 * @param secondFormantHz tongue front to back
 * @param thirdFormantHz third formant
 * @param fourthFormantHz fourth formant; falls with age
 * @param fifthFormantHz fifth formant
 * @param brightnessDb gain above 1.2 kHz, 0 or less
 * @param roughness 0 to 1: every second pulse weaker and later, and jitter
 * @param breath noise with the voice, 0 to 1
 * @param attackSharpness -1 (swell) to 1 (struck)
 * @param tremoloHz rate of the accent's tremolo
 * @param tremoloDepth depth of the accent's tremolo, 0 to 1
 * @param accentHz resonance of the accent
 * @param accentGainDb height of that resonance
 * @param tempo factor on all rates
 * @param loudness 0 to 1: peak level from -3 to -1 dB of full scale
 */
record Voice(
        double pitchHz,
        double slopeOctaves,
        int contour,
        double firstFormantHz,
        double secondFormantHz,
        double thirdFormantHz,
        double fourthFormantHz,
        double fifthFormantHz,
        double brightnessDb,
        double roughness,
        double breath,
        double attackSharpness,
        double tremoloHz,
        double tremoloDepth,
        double accentHz,
        double accentGainDb,
        double tempo,
        double loudness) {

    private static final double[] ACCENT_HZ = {4200, 5000, 5900, 6900};
    private static final double[] TREMOLO_HZ = {6, 9, 12, 16};

    /**
     * Chooses the parameters of a clip.
     *
     * @param clip who, which kind, which expression
     * @return the parameters
     */
    static Voice of(SynthClip clip) {
        Speaker speaker = clip.speaker();
        VocalType type = clip.type();
        Affect affect = clip.affect();
        double tract = speaker.tractFactor();
        double extraRough = type == VocalType.SCREAM || type == VocalType.GRUNT ? 0.25 : 0;
        double quiet = type == VocalType.GROAN || type == VocalType.OTHER ? -2 : 0;
        return new Voice(
                speaker.pitchHz() * type.pitchFactor() * octaves(0.42 * affect.activation()),
                -0.3 * affect.suddenness(),
                speaker.country(),
                tract * type.firstFormantHz() * octaves(0.4 * affect.power()),
                tract * type.secondFormantHz() * octaves(0.32 * affect.pleasure()),
                tract * 2600 * octaves(0.13 * affect.suddenness()),
                tract * 3500 * octaves(-0.2 * speaker.agePosition()),
                tract * 4600,
                Math.min(0, -9 + quiet + 8 * affect.activation()),
                clamp(extraRough + 0.08 + 0.3 * affect.power(), 0.02, 0.7),
                clamp(0.12 - 0.1 * affect.power() + 0.1 * speaker.agePosition(), 0.01, 0.35),
                clamp(affect.suddenness(), -1, 1),
                TREMOLO_HZ[speaker.country()],
                0.4,
                ACCENT_HZ[speaker.country()] * speaker.accentShift(),
                speaker.accentGainDb(),
                octaves(0.25 * affect.activation()),
                clamp(0.5 + 0.5 * affect.activation(), 0, 1));
    }

    /**
     * The accent's pitch shape.
     *
     * @param position 0 (start of the clip) to 1 (end)
     * @return octaves, about -0.12 to 0.12
     */
    double contourOctaves(double position) {
        double arch = 4 * position * (1 - position) - 0.5;
        return switch (contour) {
            case 0 -> 0.24 * (position - 0.5);
            case 1 -> 0.24 * (0.5 - position);
            case 2 -> 0.24 * arch;
            default -> -0.24 * arch;
        };
    }

    private static double octaves(double octaves) {
        return StrictMath.pow(2, octaves);
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
