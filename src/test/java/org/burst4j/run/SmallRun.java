package org.burst4j.run;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.train.StopSignal;

/** A corpus of a few clips and a run over it that takes seconds. */
final class SmallRun {
    static final int CLIPS = 48;

    private SmallRun() {}

    static Path corpus(Path folder) {
        Path corpus = folder.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, CLIPS, 12, 5, corpus));
        return corpus;
    }

    static List<String> settings(Path corpus) {
        return List.of(
                "data.path='" + corpus + "'",
                "audio.maxSeconds=4",
                "model.perTask.high.cccAxis=clip",
                "train.batchSize=8",
                "train.checkpointMinutes=0.001",
                "train.stage1.epochs=2",
                "train.stage1.patience=0",
                "train.stage2.epochs=2",
                "train.stage2.patience=0",
                "train.stage2.learningRate=5e-4");
    }

    static RunConfig config(Path corpus) {
        return ConfigFiles.load(RunConfig.DEFAULTS, null, settings(corpus));
    }

    static RunSummary run(RunConfig config, Path folder) {
        Backend.start(0);
        return new TrainingRun(
                        config, new RunFolder(folder), List.of(), done -> {}, StopSignal.NEVER)
                .start(false, 0);
    }
}
