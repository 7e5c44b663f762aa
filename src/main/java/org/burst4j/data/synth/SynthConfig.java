package org.burst4j.data.synth;

import java.nio.file.Path;
import org.burst4j.ConfigException;

/**
 * What corpus to write and where.
 *
 * @param layout file layout
 * @param clips number of clips, {@code speakers} to 99,999 (ids have five digits)
 * @param speakers number of speakers, 12 to {@code clips}: four countries in each of three splits
 * @param seed any number; the same seed and number of speakers give the same clips
 * @param directory folder to write; must be absent, empty, or hold this very corpus
 */
public record SynthConfig(SynthLayout layout, int clips, int speakers, long seed, Path directory) {
    /** The fewest speakers that put each country into each split. */
    public static final int MINIMUM_SPEAKERS = 12;

    /** The most clips that ids of five digits can name. */
    public static final int MAXIMUM_CLIPS = 99_999;

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is missing or out of its range
     */
    public SynthConfig {
        if (layout == null) {
            throw new ConfigException("layout is missing", "Set it to 'avb' or 'exvo'.");
        }
        if (directory == null) {
            throw new ConfigException("directory is missing", "Name the folder to write.");
        }
        if (speakers < MINIMUM_SPEAKERS) {
            throw new ConfigException(
                    "speakers is " + speakers + ", must be at least " + MINIMUM_SPEAKERS,
                    "Each of the 4 countries needs a speaker in each of the 3 splits.");
        }
        if (clips < speakers || clips > MAXIMUM_CLIPS) {
            throw new ConfigException(
                    "clips is " + clips + ", must be " + speakers + " to " + MAXIMUM_CLIPS,
                    "Each speaker needs a clip, and ids have five digits.");
        }
    }
}
