package org.burst4j.cli;

import java.nio.file.Path;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SynthShares;
import org.burst4j.data.synth.SyntheticCorpus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a corpus of synthetic vocal bursts. */
@Command(
        name = "synth",
        description =
                "Make a corpus of synthetic vocal bursts with labels, in the layout of a challenge.")
final class SynthCommand extends BurstCommand {
    @Option(
            names = "--layout",
            defaultValue = "avb",
            description = "avb or exvo (default: ${DEFAULT-VALUE}).")
    private String layout;

    @Option(
            names = "--clips",
            defaultValue = "600",
            description = "Number of clips (default: ${DEFAULT-VALUE}).")
    private int clips;

    @Option(
            names = "--speakers",
            defaultValue = "40",
            description = "Number of speakers (default: ${DEFAULT-VALUE}).")
    private int speakers;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "Another seed makes another corpus (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--shares",
            defaultValue = "even",
            description =
                    "How often kinds and countries occur: even, or official, in which some are as"
                            + " rare as in the A-VB training split (default: ${DEFAULT-VALUE}).")
    private String shares;

    @Option(
            names = "--age-bias",
            paramLabel = "0..1",
            defaultValue = "0",
            description =
                    "How much age depends on country in the training split, and only there: 0 not at"
                            + " all, 1 a quarter of the ages for each country (default:"
                            + " ${DEFAULT-VALUE}).")
    private double ageBias;

    @Option(names = "--out", required = true, description = "Folder to write, empty or new.")
    private Path directory;

    @Override
    void run() {
        SynthConfig config =
                new SynthConfig(
                        SynthLayout.of(layout),
                        clips,
                        speakers,
                        seed,
                        SynthShares.of(shares),
                        ageBias,
                        directory);
        try (CountProgress progress = count("synthesising", clips)) {
            SyntheticCorpus.write(config, progress);
        }
        out().println(directory);
    }
}
