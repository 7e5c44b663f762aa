package org.burst4j.train;

import java.util.Locale;
import org.burst4j.ConfigException;
import org.burst4j.data.TaskSchedule;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.model.EncoderRegularization;

/**
 * How a net is trained.
 *
 * @param batchSize clips a step
 * @param microBatchSize clips that go through the encoder together at most; 0: the whole batch. The
 *     numbers are those of the whole batch, but that dropout and LayerDrop draw for each part; the
 *     memory is that of a part, and the encoder is computed forward once more
 * @param taskSchedule whether a batch is for all tasks or for one
 * @param dropPartialBatches whether a last batch with fewer clips is left out of an epoch
 * @param sampleWeights class task by which clips are weighed in a batch, inversely to how many of
 *     its clips are of the same class; null: all alike
 * @param featureCache folder in which the embeddings of a frozen encoder are kept; null: a folder
 *     of the run; {@code none}: in memory, while the stage lasts
 * @param weightDecay AdamW's decoupled weight decay, on all parameters
 * @param gradientClipNorm largest global norm of the gradient; 0: no clipping
 * @param validateEverySteps a validation follows each so many steps of a stage, and its last; 0:
 *     each epoch
 * @param monitor what decides which validation is the best
 * @param checkpointMinutes a checkpoint is written after each validation, and between two of them
 *     after this many minutes
 * @param engine what runs the graphs; null: planned
 * @param recompute what a planned step computes twice instead of keeping it for the way back, same
 *     numbers in less memory; null: none
 * @param encoder dropout, LayerDrop and SpecAugment of the encoder, in training only
 * @param stage1 first stage
 * @param stage2 second stage, which starts from the best of the first
 */
public record TrainSettings(
        int batchSize,
        int microBatchSize,
        TaskSchedule taskSchedule,
        boolean dropPartialBatches,
        String sampleWeights,
        String featureCache,
        double weightDecay,
        double gradientClipNorm,
        int validateEverySteps,
        Monitor monitor,
        double checkpointMinutes,
        EngineKind engine,
        Recompute recompute,
        EncoderRegularization encoder,
        StageSettings stage1,
        StageSettings stage2) {
    /** The word for {@link #featureCache} that keeps nothing on the disk. */
    public static final String NO_CACHE = "none";

    /** The A-VB 2022 paper's training. */
    public static final TrainSettings DEFAULTS =
            new TrainSettings(
                    32, 0.01, 0, Monitor.LOSS, 10, StageSettings.HEADS, StageSettings.ALL);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public TrainSettings {
        require(batchSize >= 2 && batchSize <= 4096, "batchSize", batchSize, "2 to 4096");
        require(microBatchSize >= 0, "microBatchSize", microBatchSize, "0 or more");
        require(validateEverySteps >= 0, "validateEverySteps", validateEverySteps, "0 or more");
        engine = engine == null ? EngineKind.PLANNED : engine;
        recompute = recompute == null ? Recompute.NONE : recompute;
        if (engine == EngineKind.SAMEDIFF && recompute != Recompute.NONE) {
            throw new ConfigException(
                    "train.recompute is "
                            + recompute.name().toLowerCase(Locale.ROOT)
                            + ", but train.engine is samediff, which keeps everything",
                    "Set train.recompute=none or train.engine=planned; train.microBatchSize saves"
                            + " memory with either.");
        }
        taskSchedule = taskSchedule == null ? TaskSchedule.JOINT : taskSchedule;
        require(weightDecay >= 0 && weightDecay < 1, "weightDecay", weightDecay, "0 to below 1");
        require(gradientClipNorm >= 0, "gradientClipNorm", gradientClipNorm, "0 or more");
        require(checkpointMinutes > 0, "checkpointMinutes", checkpointMinutes, "more than 0");
        if (monitor == null || encoder == null || stage1 == null || stage2 == null) {
            throw new ConfigException(
                    "train.monitor, train.encoder, train.stage1 and train.stage2 must be set",
                    "See the configuration that --print-config writes.");
        }
        if (stage1.epochs() + stage2.epochs() == 0) {
            throw new ConfigException(
                    "both stages have 0 epochs", "Give at least one stage an epoch.");
        }
    }

    /**
     * Training on batches for all tasks, validated after each epoch.
     *
     * @param batchSize clips a step
     * @param microBatchSize clips that go through the encoder together at most; 0: the whole batch
     * @param sampleWeights class task by which clips are weighed in a batch; null: all alike
     * @param featureCache where embeddings are kept, see above
     * @param weightDecay AdamW's decoupled weight decay, on all parameters
     * @param gradientClipNorm largest global norm of the gradient; 0: no clipping
     * @param monitor what decides which epoch is the best
     * @param checkpointMinutes minutes between checkpoints within an epoch
     * @param encoder dropout, LayerDrop and SpecAugment of the encoder, in training only
     * @param stage1 first stage
     * @param stage2 second stage
     */
    public TrainSettings(
            int batchSize,
            int microBatchSize,
            String sampleWeights,
            String featureCache,
            double weightDecay,
            double gradientClipNorm,
            Monitor monitor,
            double checkpointMinutes,
            EncoderRegularization encoder,
            StageSettings stage1,
            StageSettings stage2) {
        this(
                batchSize,
                microBatchSize,
                TaskSchedule.JOINT,
                false,
                sampleWeights,
                featureCache,
                weightDecay,
                gradientClipNorm,
                0,
                monitor,
                checkpointMinutes,
                EngineKind.PLANNED,
                Recompute.NONE,
                encoder,
                stage1,
                stage2);
    }

    /**
     * Training that leaves the encoder as it is in evaluation, but for its weights, on whole
     * batches of clips that count alike.
     *
     * @param batchSize clips a step
     * @param weightDecay AdamW's decoupled weight decay, on all parameters
     * @param gradientClipNorm largest global norm of the gradient; 0: no clipping
     * @param monitor what decides which epoch is the best
     * @param checkpointMinutes minutes between checkpoints within an epoch
     * @param stage1 first stage
     * @param stage2 second stage
     */
    public TrainSettings(
            int batchSize,
            double weightDecay,
            double gradientClipNorm,
            Monitor monitor,
            double checkpointMinutes,
            StageSettings stage1,
            StageSettings stage2) {
        this(
                batchSize,
                0,
                null,
                null,
                weightDecay,
                gradientClipNorm,
                monitor,
                checkpointMinutes,
                EncoderRegularization.NONE,
                stage1,
                stage2);
    }

    private static void require(boolean holds, String key, Number value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "train." + key + " is " + value + ", expected " + range,
                    "Change it in the configuration file or with --set train." + key + "=...");
        }
    }

    /**
     * What runs the graphs.
     *
     * @return engine and what it computes twice
     */
    public Engine executor() {
        return new Engine(engine, recompute);
    }

    /**
     * One of the two stages.
     *
     * @param number 1 or 2
     * @return its settings
     */
    public StageSettings stage(int number) {
        return number == 1 ? stage1 : stage2;
    }
}
