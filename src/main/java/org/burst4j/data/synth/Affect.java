package org.burst4j.data.synth;

import java.util.List;
import org.burst4j.task.Tasks;

/**
 * What a clip expresses: a point in four dimensions, each of which is heard in the voice, and the
 * emotions, valence, arousal and cultural readings that follow from it without noise.
 *
 * @param pleasure low to high: second formant back to front
 * @param activation low to high: pitch, brightness and tempo
 * @param power low to high: first formant (mouth opening), roughness against breathiness
 * @param suddenness low to high: onset and fall against a swell, pitch slope, third formant
 */
record Affect(double pleasure, double activation, double power, double suddenness) {
    /** Official order of the ten emotions. */
    static final List<String> EMOTIONS = Tasks.named("high").labels();

    /** Cultures in the order of their blocks in the label file. */
    static final List<String> CULTURES =
            List.of("China", "United States", "South Africa", "Venezuela");

    private static final double[][] PROTOTYPES = {
        {0.5, -0.3, -0.6, 0.5}, // Awe
        {0.6, 0.7, 0.2, 0.1}, // Excitement
        {0.8, 0.1, 0.1, -0.5}, // Amusement
        {-0.1, -0.5, -0.5, -0.6}, // Awkwardness
        {-0.5, 0.5, -0.7, 0.1}, // Fear
        {-0.7, 0.5, 0.4, 0.5}, // Horror
        {-0.7, 0.2, 0.2, -0.6}, // Distress
        {0.5, 0.2, 0.8, -0.1}, // Triumph
        {-0.5, -0.8, 0.2, 0.1}, // Sadness
        {0.1, 0.3, 0.1, 0.9}, // Surprise
    };

    /** How fast an emotion's intensity falls with distance from its prototype. */
    private static final double SHARPNESS = 1.8;

    /** How far clips scatter around the prototype that they are drawn from. */
    private static final double SCATTER = 0.3;

    private static final double[] CULTURE_GAIN = {0.90, 1.00, 0.85, 1.05};
    private static final int[] CULTURE_SHIFT = {1, 3, 7, 9};
    private static final double OWN_SHARE = 0.7;
    private static final double LIMIT = 1.2;

    static {
        for (double[] prototype : PROTOTYPES) {
            double length = StrictMath.sqrt(dot(prototype, prototype));
            for (int axis = 0; axis < prototype.length; axis++) {
                prototype[axis] /= length;
            }
        }
    }

    /**
     * Draws the expression of a clip: near the prototype of one emotion, the fitting ones three
     * times as likely.
     *
     * @param type the kind of burst
     * @param random the clip's stream
     * @return the expression
     */
    static Affect draw(VocalType type, SynthRandom random) {
        int[] fitting = fittingEmotions(type);
        int ticket = random.below(EMOTIONS.size() + 2 * fitting.length);
        int chosen = ticket < EMOTIONS.size() ? ticket : fitting[ticket % fitting.length];
        double[] point = new double[4];
        for (int axis = 0; axis < point.length; axis++) {
            double value = PROTOTYPES[chosen][axis] + SCATTER * random.gaussian();
            point[axis] = Math.max(-LIMIT, Math.min(LIMIT, value));
        }
        return new Affect(point[0], point[1], point[2], point[3]);
    }

    private static int[] fittingEmotions(VocalType type) {
        return switch (type) {
            case CRY -> new int[] {8, 6, 3};
            case GASP -> new int[] {9, 4, 0};
            case GROAN -> new int[] {6, 8, 3};
            case GRUNT -> new int[] {7, 3, 6};
            case LAUGH -> new int[] {2, 1, 7};
            case OTHER -> new int[] {0, 8, 2};
            case PANT -> new int[] {1, 4, 0};
            case SCREAM -> new int[] {4, 5, 1};
        };
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int axis = 0; axis < left.length; axis++) {
            sum += left[axis] * right[axis];
        }
        return sum;
    }

    /**
     * The noise-free intensities: {@code exp(1.8 z·u_e)} over its largest.
     *
     * @return ten numbers of (0, 1], the largest exactly 1
     */
    double[] emotions() {
        double[] point = {pleasure, activation, power, suddenness};
        double[] closeness = new double[PROTOTYPES.length];
        double closest = Double.NEGATIVE_INFINITY;
        for (int emotion = 0; emotion < closeness.length; emotion++) {
            closeness[emotion] = dot(point, PROTOTYPES[emotion]);
            closest = Math.max(closest, closeness[emotion]);
        }
        for (int emotion = 0; emotion < closeness.length; emotion++) {
            closeness[emotion] = StrictMath.exp(SHARPNESS * (closeness[emotion] - closest));
        }
        return closeness;
    }

    /**
     * The noise-free valence and arousal: half from the emotions' weighted mean, half from the
     * dimension that is heard.
     *
     * @return two numbers of [0, 1]
     */
    double[] valenceArousal() {
        double[] emotions = emotions();
        double total = 0;
        double felt = 0;
        double stirred = 0;
        for (int emotion = 0; emotion < emotions.length; emotion++) {
            total += emotions[emotion];
            felt += emotions[emotion] * PROTOTYPES[emotion][0];
            stirred += emotions[emotion] * PROTOTYPES[emotion][1];
        }
        return new double[] {
            clip(0.5 + 0.35 * felt / total + 0.2 * pleasure),
            clip(0.5 + 0.35 * stirred / total + 0.2 * activation)
        };
    }

    /**
     * The noise-free readings of four cultures, by a fixed mixing matrix each: {@code clip(gain_c
     * (0.7 e_k + 0.3 e_(k + shift_c mod 10)))}.
     *
     * @return 40 numbers of [0, 1] in the official order: four blocks of nine, then the surprises
     */
    double[] cultures() {
        double[] emotions = emotions();
        int last = emotions.length - 1;
        double[] readings = new double[CULTURES.size() * emotions.length];
        for (int culture = 0; culture < CULTURES.size(); culture++) {
            for (int emotion = 0; emotion <= last; emotion++) {
                int other = (emotion + CULTURE_SHIFT[culture]) % emotions.length;
                double reading =
                        CULTURE_GAIN[culture]
                                * (OWN_SHARE * emotions[emotion]
                                        + (1 - OWN_SHARE) * emotions[other]);
                int column =
                        emotion == last
                                ? CULTURES.size() * last + culture
                                : culture * last + emotion;
                readings[column] = clip(reading);
            }
        }
        return readings;
    }

    private static double clip(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
