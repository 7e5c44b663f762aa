package org.burst4j.data.synth;

/**
 * Pulse train of the voice: the derivative of Rosenberg's polynomial glottal flow, with jitter,
 * shimmer and, for rough voices, every second pulse weaker and later (sub-harmonics).
 */
final class GlottalSource {
    private static final double OPEN_QUOTIENT = 0.62;
    private static final double BASE_JITTER = 0.006;
    private static final double BASE_SHIMMER = 0.03;

    private final SynthRandom random;
    private final double roughness;
    private final double sampleRateHz;
    private double phase;
    private double periodFactor = 1;
    private double pulseGain = 1;
    private boolean oddPulse;

    GlottalSource(SynthRandom random, double roughness, double sampleRateHz) {
        this.random = random;
        this.roughness = roughness;
        this.sampleRateHz = sampleRateHz;
    }

    /**
     * The next sample.
     *
     * @param pitchHz pitch at this sample, below half the sample rate
     * @return flow derivative, about -1 to 0.34
     */
    double next(double pitchHz) {
        double step = pitchHz / sampleRateHz / periodFactor;
        phase += step;
        if (phase >= 1) {
            phase -= 1;
            startPulse();
        }
        return pulseGain * (pulse(phase) + closureCorrection(step));
    }

    /** Whether the glottis is open at the latest sample. */
    boolean open() {
        return phase < OPEN_QUOTIENT;
    }

    private void startPulse() {
        oddPulse = !oddPulse;
        double jitter = (BASE_JITTER + 0.04 * roughness) * random.gaussian();
        double shimmer = (BASE_SHIMMER + 0.15 * roughness) * random.gaussian();
        double alternation = oddPulse ? roughness : 0;
        periodFactor = Math.max(0.7, Math.min(1.4, 1 + jitter + 0.12 * alternation));
        pulseGain = Math.max(0.1, 1 + shimmer - 0.6 * alternation);
    }

    private static double pulse(double phase) {
        if (phase >= OPEN_QUOTIENT) {
            return 0;
        }
        double position = phase / OPEN_QUOTIENT;
        return position * (2 - 3 * position);
    }

    /** Smooths the jump from -1 to 0 at closure over two samples, against aliasing (PolyBLEP). */
    private double closureCorrection(double step) {
        double distance = (phase - OPEN_QUOTIENT) / step;
        if (distance >= 0 && distance < 1) {
            return 0.5 * (2 * distance - distance * distance - 1);
        }
        if (distance < 0 && distance > -1) {
            return 0.5 * (distance * distance + 2 * distance + 1);
        }
        return 0;
    }
}
