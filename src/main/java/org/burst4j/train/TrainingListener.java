package org.burst4j.train;

/**
 * Sees a training run go by; everything beside the numbers themselves (progress, tables, plots) is
 * a listener. An exception from a listener ends the run.
 */
public interface TrainingListener {
    /**
     * A stage starts or is resumed.
     *
     * @param stage 1 or 2
     * @param trainableParameters number of single weights that the stage trains
     * @param state where the run stands
     */
    default void stageStarted(int stage, long trainableParameters, TrainerState state) {}

    /**
     * Embeddings of a frozen encoder are being computed.
     *
     * @param clips clips that have theirs
     * @param of all clips
     */
    default void embeddingsDone(int clips, int of) {}

    /**
     * A step has been done.
     *
     * @param step the step
     */
    default void stepDone(StepRecord step) {}

    /**
     * An epoch has been validated; its checkpoint is not written yet.
     *
     * @param epoch the epoch
     */
    default void epochDone(EpochRecord epoch) {}
}
