package org.burst4j.data.synth;

import java.util.ArrayList;
import java.util.List;

/** Writes the gestures of a burst: its rhythm, which tells the kinds apart. */
final class Score {
    private static final double LEAD_SECONDS = 0.04;

    /** Overlap of two gestures of one tone; their raised cosines add up to 1. */
    private static final double JOINT_SECONDS = 0.04;

    private final List<Gesture> gestures = new ArrayList<>();
    private final SynthRandom random;
    private final double tempo;
    private double now = LEAD_SECONDS;

    private Score(SynthRandom random, double tempo) {
        this.random = random;
        this.tempo = tempo;
    }

    /**
     * Writes the gestures of one clip.
     *
     * @param type the kind of burst
     * @param tempo factor on all rates, near 1
     * @param random the clip's stream
     * @return gestures in the order of time, at least one
     */
    static List<Gesture> write(VocalType type, double tempo, SynthRandom random) {
        Score score = new Score(random, tempo);
        switch (type) {
            case LAUGH -> score.laugh();
            case PANT -> score.pant();
            case GASP -> score.gasp();
            case CRY -> score.cry();
            case GROAN -> score.groan();
            case GRUNT -> score.grunt();
            case SCREAM -> score.scream();
            case OTHER -> score.other();
        }
        return List.copyOf(score.gestures);
    }

    /** Adds a gesture now and moves on to its end. */
    private void add(
            double seconds,
            double voice,
            double noise,
            double startOctaves,
            double endOctaves,
            double riseShare,
            double fallShare,
            double openness) {
        gestures.add(
                new Gesture(
                        now,
                        seconds,
                        voice,
                        noise,
                        startOctaves,
                        endOctaves,
                        riseShare * seconds,
                        fallShare * seconds,
                        openness));
        now += seconds;
    }

    private static double joint(double seconds) {
        return JOINT_SECONDS / seconds;
    }

    /** Voiced h-a bursts at 4 to 6 Hz, each a little lower and softer. */
    private void laugh() {
        int count = 3 + random.below(5);
        double beat = 1 / (random.between(4.3, 5.6) * tempo);
        for (int burst = 0; burst < count; burst++) {
            double gain = 1 - 0.45 * burst / count;
            double octaves = 0.25 - 0.5 * burst / count;
            add(0.40 * beat, 0, 0.55 * gain, octaves, octaves, 0.5, 0.4, 0);
            add(0.55 * beat, gain, 0.12 * gain, octaves + 0.1, octaves - 0.1, 0.3, 0.5, 0.1);
            now += 0.05 * beat;
        }
    }

    /** Breath in and out at 2 to 4 breaths a second. */
    private void pant() {
        int breaths = 3 + random.below(5);
        double beat = 1 / (random.between(2.8, 4.2) * tempo);
        for (int breath = 0; breath < breaths; breath++) {
            boolean inward = breath % 2 == 0;
            double openness = inward ? 0.25 : -0.2;
            add(0.8 * beat, 0, inward ? 0.7 : 1.0, 0, 0, 0.45, 0.5, openness);
            now += 0.2 * beat;
        }
    }

    /** Breath drawn in fast, cut off at its loudest, with a thread of voice. */
    private void gasp() {
        add(random.between(0.38, 0.75) / tempo, 0.12, 1.0, -0.1, 0.4, 0.75, 0.06, 0.3);
    }

    /** Long high wails that glide down, broken by sobs. */
    private void cry() {
        int wails = 2 + random.below(2);
        for (int wail = 0; wail < wails; wail++) {
            double seconds = random.between(0.5, 0.75) / tempo;
            double top = random.between(0.1, 0.3);
            add(0.35 * seconds, 1, 0.1, top - 0.3, top, 0.3, 0.2, 0);
            add(0.65 * seconds, 0.9, 0.1, top + 0.15, -0.35, 0.1, 0.4, 0.1);
            add(random.between(0.1, 0.16) / tempo, 0, 0.4, 0, 0, 0.6, 0.2, 0.2);
        }
    }

    /** One low tone, long and falling, the mouth closing. */
    private void groan() {
        double seconds = random.between(0.7, 1.6) / tempo;
        add(0.5 * seconds, 1, 0.08, 0.1, 0, 0.3, joint(0.5 * seconds), 0.05);
        now -= JOINT_SECONDS;
        add(0.5 * seconds, 1, 0.08, 0, -0.45, joint(0.5 * seconds), 0.6, -0.2);
    }

    /** One very short low pulse, sometimes two. */
    private void grunt() {
        add(random.between(0.2, 0.45) / tempo, 1, 0.2, 0.1, -0.35, 0.12, 0.5, 0);
        if (random.uniform() < 0.3) {
            now += 0.08;
            add(random.between(0.14, 0.2) / tempo, 0.8, 0.2, 0, -0.35, 0.12, 0.5, 0);
        }
    }

    /** One loud, high, long and rough tone. */
    private void scream() {
        double seconds = random.between(0.8, 1.4) / tempo;
        double top = random.between(-0.35, 0.1);
        add(0.25 * seconds, 1, 0.2, top - 0.4, top, 0.3, joint(0.25 * seconds), 0.1);
        now -= JOINT_SECONDS;
        add(0.75 * seconds, 1, 0.25, top, top - 0.2, joint(0.75 * seconds), 0.3, 0.1);
    }

    /** A hum, a sigh or a row of clicks. */
    private void other() {
        switch (random.below(3)) {
            case 0 -> add(random.between(0.6, 1.0) / tempo, 0.8, 0.03, 0, -0.1, 0.25, 0.3, -0.7);
            case 1 -> {
                double seconds = random.between(0.7, 1.1) / tempo;
                add(0.4 * seconds, 0.5, 0.5, 0.2, 0, 0.5, joint(0.4 * seconds), 0);
                now -= JOINT_SECONDS;
                add(0.6 * seconds, 0.15, 0.7, 0, -0.4, joint(0.6 * seconds), 0.8, -0.3);
            }
            default -> {
                int clicks = 3 + random.below(3);
                for (int click = 0; click < clicks; click++) {
                    add(0.035, 0, 1, 0, 0, 0.1, 0.85, -0.3);
                    now += random.between(0.12, 0.18) / tempo;
                }
                add(0.3 / tempo, 0.6, 0.05, 0, -0.2, 0.3, 0.5, -0.6);
            }
        }
    }
}
