package org.burst4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.burst4j.run.Demo;
import org.burst4j.run.RunFolder;
import org.burst4j.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole way on synthetic clips. */
@Command(
        name = "demo",
        description = {
            "Make a synthetic corpus, import the small encoder, train both stages, evaluate,",
            "predict and report: the whole way in a few minutes, no files needed."
        })
final class DemoCommand extends BurstCommand {
    @Option(
            names = "--out",
            defaultValue = "runs/demo",
            paramLabel = "DIR",
            description = "Run folder; the corpus goes beside it (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--clips",
            defaultValue = "" + Demo.CLIPS,
            description = "Clips of the corpus (default: ${DEFAULT-VALUE}).")
    private int clips;

    @Mixin private ComputeOptions compute;

    @Option(names = "--overwrite", description = "Delete an earlier run in --out.")
    private boolean overwrite;

    @Override
    void run() {
        Demo demo = new Demo(directory, clips, compute.settings());
        try (CountProgress progress = count("synthesising", clips)) {
            demo.writeCorpus(progress);
        }
        err().println("corpus: " + demo.corpus());
        RunSummary summary =
                new RunSession(this, demo.config(), new RunFolder(directory))
                        .run(run -> run.start(overwrite, 0));
        Path table = demo.predictTestClips();
        err().println("predictions of the test clips: " + table);
        err().printf(
                        Locale.ROOT,
                        "training took %.0f s, peak memory %d MB%n",
                        summary.trainSeconds(),
                        summary.peakMemoryMegabytes());
        err().flush();
    }
}
