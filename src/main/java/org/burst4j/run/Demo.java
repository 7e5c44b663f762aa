package org.burst4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Split;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.train.EvaluationResult;

/** The demonstration: a synthetic corpus and the settings that suit it. */
public final class Demo {
    /** Clips of the corpus unless the user says otherwise. */
    public static final int CLIPS = 600;

    private static final int SPEAKERS = 48;
    private static final long SEED = 42;

    private final Path directory;
    private final int clips;
    private final List<String> settings;

    /**
     * Describes a demonstration.
     *
     * @param directory run folder; the corpus goes into a folder of the same name and "-data"
     * @param clips clips of the corpus
     * @param settings {@code key.part=value} words over those of the demonstration
     */
    public Demo(Path directory, int clips, List<String> settings) {
        this.directory = directory;
        this.clips = clips;
        this.settings = List.copyOf(settings);
    }

    /**
     * The corpus's folder.
     *
     * @return the path
     */
    public Path corpus() {
        return directory.resolveSibling(directory.getFileName() + "-data");
    }

    /**
     * Makes the corpus unless it is there.
     *
     * @param progress told the number of clips made so far
     */
    public void writeCorpus(IntConsumer progress) {
        SyntheticCorpus.write(
                new SynthConfig(SynthLayout.AVB, clips, SPEAKERS, SEED, corpus()), progress);
    }

    /**
     * The settings: {@code demo.yaml} inside the jar over the defaults.
     *
     * @return the configuration
     */
    public RunConfig config() {
        try (InputStream in = Demo.class.getResourceAsStream("demo.yaml")) {
            Path file = Files.createTempFile("burst4j-demo", ".yaml");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                List<String> all =
                        new ArrayList<>(
                                List.of(ConfigFiles.setting("data.path", corpus().toString())));
                all.addAll(settings);
                return ConfigFiles.load(RunConfig.DEFAULTS, file, all);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("demo.yaml inside the jar", e);
        }
    }

    /**
     * Predicts the clips of the test split, which have no labels.
     *
     * @return the table that was written
     */
    public Path predictTestClips() {
        RunConfig config = config();
        ClipTable table = PreparedData.readTable(config).table();
        Path file = directory.resolve("predictions-test.csv");
        try (VocalBurstModel model =
                VocalBurstModel.load(new RunFolder(directory).model(), config.train().executor())) {
            EvaluationResult result =
                    Evaluation.of(model, table.clips(Split.TEST), model.tasks(), done -> {});
            PredictionTable.write(file, model.tasks(), result);
        }
        return file;
    }
}
