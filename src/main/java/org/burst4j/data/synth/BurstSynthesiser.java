package org.burst4j.data.synth;

import java.util.List;

/** Renders a clip: gestures to control values every 5 ms, source, tract, level and fades. */
final class BurstSynthesiser {
    /** Sample rate of all clips. */
    static final int SAMPLE_RATE_HZ = 16_000;

    private static final long STREAM = 5;
    private static final int FRAME_SAMPLES = 80;
    private static final double TAIL_SECONDS = 0.06;
    private static final double LEAST_SECONDS = 0.4;
    private static final double FADE_SECONDS = 0.01;
    private static final double NOISE_GAIN = 0.35;
    private static final double FLOOR_DB = -62;
    private static final double SWING = 0.75;

    private final Voice voice;
    private final List<Gesture> gestures;
    private final SynthRandom random;
    private final GlottalSource glottis;
    private final Tract tract;
    private final double seconds;
    private double gestureOctaves;
    private double openness;

    private BurstSynthesiser(SynthClip clip, long seed) {
        random = new SynthRandom(seed, STREAM, clip.index());
        voice = Voice.of(clip);
        gestures = Score.write(clip.type(), voice.tempo(), random);
        gestureOctaves = gestures.get(0).startOctaves();
        openness = gestures.get(0).openness();
        glottis = new GlottalSource(random, voice.roughness(), SAMPLE_RATE_HZ);
        tract = new Tract(voice, SAMPLE_RATE_HZ);
        double end = gestures.get(gestures.size() - 1).endSeconds() + TAIL_SECONDS;
        seconds = Math.max(LEAST_SECONDS, end);
    }

    /**
     * Renders a clip.
     *
     * @param clip what to render
     * @param seed the corpus seed
     * @return samples S at 16 kHz, within -0.9 to 0.9, both ends faded to 0
     */
    static float[] render(SynthClip clip, long seed) {
        return new BurstSynthesiser(clip, seed).render();
    }

    private float[] render() {
        int frames = (int) Math.ceil(seconds * SAMPLE_RATE_HZ / FRAME_SAMPLES);
        double[] samples = new double[frames * FRAME_SAMPLES];
        Control from = controlAt(0);
        for (int frame = 0; frame < frames; frame++) {
            Control to = controlAt((frame + 1) * FRAME_SAMPLES / (double) SAMPLE_RATE_HZ);
            tract.open(from.openness());
            for (int step = 0; step < FRAME_SAMPLES; step++) {
                double mix = step / (double) FRAME_SAMPLES;
                samples[frame * FRAME_SAMPLES + step] = tract.next(source(from, to, mix));
            }
            from = to;
        }
        return finish(samples);
    }

    private double source(Control from, Control to, double mix) {
        double pitchHz = from.pitchHz() + (to.pitchHz() - from.pitchHz()) * mix;
        double voiceGain = from.voice() + (to.voice() - from.voice()) * mix;
        double noiseGain = from.noise() + (to.noise() - from.noise()) * mix;
        double pulse = glottis.next(pitchHz);
        double white = random.uniform() + random.uniform() - 1;
        double gate = glottis.open() ? 1 : 0.5;
        double breath = voiceGain * voice.breath() * gate + noiseGain;
        return voiceGain * pulse + NOISE_GAIN * breath * white;
    }

    private record Control(double pitchHz, double voice, double noise, double openness) {}

    private Control controlAt(double time) {
        double position = Math.min(1, time / seconds);
        double shape = swing(position) * tremolo(time);
        double voiceGain = 0;
        double noiseGain = 0;
        double total = 0;
        double octaveSum = 0;
        double opennessSum = 0;
        for (Gesture gesture : gestures) {
            double gain = gesture.envelope(time);
            voiceGain += shape * gain * gesture.voice();
            noiseGain += shape * gain * gesture.noise();
            total += gain;
            octaveSum += gain * gesture.octaves(time);
            opennessSum += gain * gesture.openness();
        }
        if (total > 0) {
            // In pauses both stay where they were, so that nothing jumps while the tract rings.
            gestureOctaves = octaveSum / total;
            openness = opennessSum / total;
        }
        double octaves =
                gestureOctaves
                        + voice.contourOctaves(position)
                        + voice.slopeOctaves() * (position - 0.5);
        double pitchHz = voice.pitchHz() * StrictMath.pow(2, octaves);
        return new Control(pitchHz, voiceGain, noiseGain, openness);
    }

    /** Struck bursts decay over the clip, swelling ones grow. */
    private double swing(double position) {
        double sharpness = voice.attackSharpness();
        return sharpness >= 0
                ? 1 - SWING * sharpness * position
                : 1 + SWING * sharpness * (1 - position);
    }

    private double tremolo(double time) {
        double wave = StrictMath.sin(2 * StrictMath.PI * voice.tremoloHz() * time);
        return 1 - voice.tremoloDepth() * (0.5 + 0.5 * wave);
    }

    private float[] finish(double[] samples) {
        double peak = 0;
        for (double sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        double level = StrictMath.pow(10, (-3 + 2 * voice.loudness()) / 20);
        double floor = level * StrictMath.pow(10, FLOOR_DB / 20);
        int fade = (int) (FADE_SECONDS * SAMPLE_RATE_HZ);
        float[] finished = new float[samples.length];
        for (int sample = 0; sample < samples.length; sample++) {
            double edge =
                    Math.min(1, Math.min(sample, samples.length - 1 - sample) / (double) fade);
            double room = floor * (2 * random.uniform() - 1);
            finished[sample] = (float) (edge * (level * samples[sample] / peak + room));
        }
        return finished;
    }
}
