package org.burst4j.data.synth;

/** Everything after the source: brightness, seven formants, the accent's resonance, no DC. */
final class Tract {
    private static final double SHELF_HZ = 1200;
    private static final double HIGH_PASS_HZ = 50;
    private static final double ACCENT_QUALITY = 3.5;
    private static final double HIGHEST_FORMANT_HZ = 7500;

    private final Voice voice;
    private final Resonator[] formants = new Resonator[7];
    private final Resonator accent;
    private final double shelfStep;
    private final double shelfGain;
    private final double highPassStep;
    private double lowPassed;
    private double direct;

    Tract(Voice voice, double sampleRateHz) {
        this.voice = voice;
        for (int stage = 0; stage < formants.length; stage++) {
            formants[stage] = new Resonator(sampleRateHz);
        }
        formants[2].setFormant(voice.thirdFormantHz(), 150);
        formants[3].setFormant(voice.fourthFormantHz(), 200);
        formants[4].setFormant(voice.fifthFormantHz(), 300);
        // Without the upper ones nothing would be left of a cascade above 5 kHz.
        formants[5].setFormant(1.22 * voice.fifthFormantHz(), 400);
        formants[6].setFormant(Math.min(HIGHEST_FORMANT_HZ, 1.43 * voice.fifthFormantHz()), 500);
        accent = new Resonator(sampleRateHz);
        accent.setPeak(voice.accentHz(), ACCENT_QUALITY, voice.accentGainDb());
        shelfStep = 1 - StrictMath.exp(-2 * StrictMath.PI * SHELF_HZ / sampleRateHz);
        shelfGain = StrictMath.pow(10, voice.brightnessDb() / 20);
        highPassStep = 1 - StrictMath.exp(-2 * StrictMath.PI * HIGH_PASS_HZ / sampleRateHz);
        open(0);
    }

    /**
     * Opens or closes the mouth.
     *
     * @param octaves shift of the first formant; the second follows a little
     */
    void open(double octaves) {
        formants[0].setFormant(voice.firstFormantHz() * StrictMath.pow(2, octaves), 110);
        formants[1].setFormant(voice.secondFormantHz() * StrictMath.pow(2, 0.15 * octaves), 130);
    }

    /**
     * Filters the next sample.
     *
     * @param source voice and noise
     * @return what leaves the mouth
     */
    double next(double source) {
        lowPassed += shelfStep * (source - lowPassed);
        double sample = lowPassed + shelfGain * (source - lowPassed);
        for (Resonator formant : formants) {
            sample = formant.next(sample);
        }
        sample = accent.next(sample);
        direct += highPassStep * (sample - direct);
        return sample - direct;
    }
}
