package org.burst4j.audio;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import org.burst4j.DataException;

/**
 * Takes a clip from its file to what the encoder takes: decode, mix down by the mean, resample, set
 * the level, clip, normalise. Holds nothing but its settings; safe for several threads.
 *
 * <p>Normalising is (x - mean) / sqrt(variance + 1e-7) with the population variance over the clip's
 * own samples, as in Hugging Face's Wav2Vec2FeatureExtractor; padding comes later and stays 0.
 */
public final class AudioPreprocessor {
    /** Clips that are never louder than this hold no sound: -80 dB relative to full scale. */
    public static final double SILENCE_PEAK = 1e-4;

    private static final double VARIANCE_FLOOR = 1e-7;
    private static final float LARGEST_INT16 = Short.MAX_VALUE / 32768f;

    private final AudioConfig config;

    /**
     * Creates a preprocessor.
     *
     * @param config its settings
     */
    public AudioPreprocessor(AudioConfig config) {
        this.config = config;
    }

    /**
     * Prepares a file.
     *
     * @param file the file
     * @return the samples for the encoder
     * @throws DataException where the file cannot be decoded (see {@link AudioDecoder}) or is too
     *     short, too long, silent or not finite
     */
    public Waveform prepare(Path file) {
        return prepare(AudioDecoder.decode(file, config.maxSeconds()), file.toString());
    }

    /**
     * Prepares a stream.
     *
     * @param in an audio file's bytes; read to the end, not closed
     * @param name what messages call it
     * @return the samples for the encoder
     * @throws DataException as for a file
     */
    public Waveform prepare(InputStream in, String name) {
        return prepare(AudioDecoder.decode(in, name, config.maxSeconds()), name);
    }

    /**
     * Prepares samples of any rate and number of channels.
     *
     * @param pcm the samples; not changed
     * @param name what messages call them
     * @return the samples for the encoder
     * @throws DataException where the clip is empty, too short, too long, silent or not finite, or
     *     its rate is not within 1000 to 768000 Hz
     */
    public Waveform prepare(Pcm pcm, String name) {
        checkDuration(pcm, name);
        Resampler.checkRate(name + ": ", pcm.sampleRateHz());
        checkFinite(pcm, name);
        float[] mono = pcm.toMono();
        checkAudible(mono, name);
        float[] samples = Resampler.resample(mono, pcm.sampleRateHz(), config.sampleRateHz());
        scale(samples, gain(samples));
        double clippedFraction = clippedFraction(samples);
        if (config.clip() == SampleClipping.INT16) {
            limit(samples);
        }
        if (config.unitVariance()) {
            normalise(samples);
        }
        return new Waveform(samples, config.sampleRateHz(), clippedFraction);
    }

    private void checkDuration(Pcm pcm, String name) {
        if (pcm.samples() == 0) {
            throw new DataException(
                    name + ": the clip is empty (0 samples)", AudioDecoder.CURE_BROKEN);
        }
        boolean tooShort = pcm.seconds() < config.minSeconds();
        if (tooShort || pcm.seconds() > config.maxSeconds()) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "%s: too %s: %.4f s (%d samples at %d Hz), expected %s to %s s",
                            name,
                            tooShort ? "short" : "long",
                            pcm.seconds(),
                            pcm.samples(),
                            pcm.sampleRateHz(),
                            config.minSeconds(),
                            config.maxSeconds()),
                    "Take the clip out of the data set, cut it, or change audio.minSeconds or"
                            + " audio.maxSeconds.");
        }
    }

    private static void checkFinite(Pcm pcm, String name) {
        for (int c = 0; c < pcm.channels().length; c++) {
            float[] channel = pcm.channels()[c];
            for (int i = 0; i < channel.length; i++) {
                if (!Float.isFinite(channel[i])) {
                    throw new DataException(
                            name
                                    + ": sample "
                                    + i
                                    + " of channel "
                                    + c
                                    + " is "
                                    + channel[i]
                                    + ", expected a finite number",
                            AudioDecoder.CURE_BROKEN);
                }
            }
        }
    }

    private static void checkAudible(float[] mono, String name) {
        double peak = peak(mono);
        if (peak < SILENCE_PEAK) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "%s: silent: the peak after mixing down is %.2e (%.1f dB), expected"
                                    + " at least %.0e (%.0f dB)",
                            name,
                            peak,
                            decibels(peak),
                            SILENCE_PEAK,
                            decibels(SILENCE_PEAK)),
                    "Take the clip out of the data set, or record it again at a higher level.");
        }
    }

    private double gain(float[] samples) {
        double level =
                switch (config.loudness()) {
                    case NONE -> 0;
                    case PEAK -> peak(samples);
                    case RMS -> Math.sqrt(meanOfSquares(samples, 0));
                };
        // Resampling can leave nothing of a clip that lies above the new Nyquist frequency.
        return level == 0 ? 1 : Math.pow(10, config.loudnessDb() / 20) / level;
    }

    private static void scale(float[] samples, double gain) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (samples[i] * gain);
        }
    }

    private static void limit(float[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.max(-1, Math.min(LARGEST_INT16, samples[i]));
        }
    }

    private static double clippedFraction(float[] samples) {
        int clipped = 0;
        for (float sample : samples) {
            long step = Math.round(sample * 32768.0);
            if (step > Short.MAX_VALUE || step < Short.MIN_VALUE) {
                clipped++;
            }
        }
        return clipped / (double) samples.length;
    }

    private static void normalise(float[] samples) {
        double mean = 0;
        for (float sample : samples) {
            mean += sample;
        }
        mean /= samples.length;
        double deviation = Math.sqrt(meanOfSquares(samples, mean) + VARIANCE_FLOOR);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) ((samples[i] - mean) / deviation);
        }
    }

    private static double meanOfSquares(float[] samples, double mean) {
        double sum = 0;
        for (float sample : samples) {
            sum += (sample - mean) * (sample - mean);
        }
        return sum / samples.length;
    }

    private static double peak(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    private static double decibels(double amplitude) {
        return 20 * Math.log10(amplitude);
    }
}
