package org.burst4j.train;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;

/** The batches that a training run sees. */
public interface TrainingData {
    /** Batches under way; closing stops the reading ahead. */
    interface Batches extends Iterator<Batch>, AutoCloseable {
        @Override
        void close();
    }

    /**
     * The number of batches of a training epoch; the same for every epoch.
     *
     * @return at least 1
     */
    int trainBatches();

    /**
     * The training batches of one epoch. The same arguments always give the same batches.
     *
     * @param stage 1 or 2
     * @param epoch epoch of the stage, from 0
     * @param from first batch that is wanted, from 0
     * @return the batches; the caller closes it
     */
    Batches train(int stage, int epoch, int from);

    /**
     * The training batches of one epoch without their audio: the same clips and labels in the same
     * batches as {@link #train}.
     *
     * @param stage 1 or 2
     * @param epoch epoch of the stage, from 0
     * @param from first batch that is wanted, from 0
     * @return the batches, of 0 samples; the caller closes it
     */
    Batches trainLabels(int stage, int epoch, int from);

    /**
     * The validation batches without their audio, always the same.
     *
     * @return the batches, of 0 samples; the caller closes it
     */
    Batches validationLabels();

    /**
     * Every training and validation clip once, in groups whose clips, each padded as if it were
     * alone, have one length. Which clips form a group, and in which order, is always the same.
     *
     * @return the groups, of at most {@link FeatureExtraction#GROUP_CLIPS} clips and {@link
     *     FeatureExtraction#GROUP_SAMPLES} padded samples, or of one clip
     */
    List<List<Clip>> equalLengths();

    /**
     * Every validation clip once, in groups as those of {@link #equalLengths}.
     *
     * @return the groups, always the same
     */
    List<List<Clip>> validationGroups();

    /**
     * Loads groups one after the other, ahead of their use.
     *
     * @param groups some of the groups of {@link #equalLengths} or {@link #validationGroups}
     * @return a batch for each; the caller closes it
     */
    Batches load(List<List<Clip>> groups);

    /**
     * What stands for the audio of every training and validation clip: clips that sound different
     * have different keys.
     *
     * @param done is told the number of clips done so far
     * @return keys by clip id
     */
    Map<String, String> audioKeys(IntConsumer done);
}
