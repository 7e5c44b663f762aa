package org.burst4j.data.synth;

import java.nio.file.Path;
import java.util.Locale;
import org.burst4j.ConfigException;

/**
 * What corpus to write and where.
 *
 * @param layout file layout
 * @param clips number of clips, {@code speakers} to 99,999 (ids have five digits)
 * @param speakers number of speakers, 12 (17 with official shares) to {@code clips}: four countries
 *     in each of three splits
 * @param seed any number; the same shares, bias, seed and number of speakers give the same clips
 * @param shares how often kinds and countries occur
 * @param ageBias how much the training speakers' ages depend on their country: 0 (not at all) to 1
 *     (each country has a quarter of the ages to itself); validation and test never do
 * @param directory folder to write; must be absent, empty, or hold this very corpus
 */
public record SynthConfig(
        SynthLayout layout,
        int clips,
        int speakers,
        long seed,
        SynthShares shares,
        double ageBias,
        Path directory) {
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
        if (shares == null) {
            throw new ConfigException("shares are missing", "Set them to 'even' or 'official'.");
        }
        if (!(ageBias >= 0 && ageBias <= 1)) {
            throw new ConfigException(
                    "ageBias is " + ageBias + ", must be 0 to 1",
                    "Use 0 for ages that do not depend on the country.");
        }
        if (directory == null) {
            throw new ConfigException("directory is missing", "Name the folder to write.");
        }
        if (speakers < shares.minimumSpeakers()) {
            throw new ConfigException(
                    String.format(
                            Locale.ROOT,
                            "speakers is %d, must be at least %d with %s shares",
                            speakers,
                            shares.minimumSpeakers(),
                            shares.id()),
                    "Each of the 4 countries needs a speaker in each of the 3 splits.");
        }
        if (clips < speakers || clips > MAXIMUM_CLIPS) {
            throw new ConfigException(
                    "clips is " + clips + ", must be " + speakers + " to " + MAXIMUM_CLIPS,
                    "Each speaker needs a clip, and ids have five digits.");
        }
    }

    /**
     * A corpus without bias.
     *
     * @param layout file layout
     * @param clips number of clips, {@code speakers} to 99,999
     * @param speakers number of speakers, as many as the shares need to {@code clips}
     * @param seed any number
     * @param shares how often kinds and countries occur
     * @param directory folder to write
     * @throws ConfigException if a value is missing or out of its range
     */
    public SynthConfig(
            SynthLayout layout,
            int clips,
            int speakers,
            long seed,
            SynthShares shares,
            Path directory) {
        this(layout, clips, speakers, seed, shares, 0, directory);
    }

    /**
     * A corpus of {@link SynthShares#EVEN} shares, without bias.
     *
     * @param layout file layout
     * @param clips number of clips, {@code speakers} to 99,999
     * @param speakers number of speakers, 12 to {@code clips}
     * @param seed any number
     * @param directory folder to write
     * @throws ConfigException if a value is missing or out of its range
     */
    public SynthConfig(SynthLayout layout, int clips, int speakers, long seed, Path directory) {
        this(layout, clips, speakers, seed, SynthShares.EVEN, directory);
    }
}
