package org.burst4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.data.Clipping;
import org.burst4j.data.Oversampling;

/**
 * The outcome of a run: its {@code summary.json}.
 *
 * @param finished whether training ended by itself, not by a time limit
 * @param val official metrics of the best model on the validation split, e.g. {@code high.ccc}
 * @param interval 95 % bootstrap interval of each, whole speakers resampled where they are known
 * @param chance what each would be without listening
 * @param ceiling what the noise of the labels allows, for synthetic data; else empty
 * @param bestStage stage of the best epoch
 * @param bestEpoch best epoch within its stage, from 1
 * @param bestGlobalEpoch its validation within the run, from 1
 * @param epochs validations done: one an epoch, unless train.validateEverySteps says otherwise
 * @param steps optimiser steps done
 * @param trainSeconds time of training in all sessions
 * @param peakMemoryMegabytes most memory of the last session, heap and native
 * @param trainClips different clips trained on
 * @param validationClips clips validated on
 * @param parameters single weights of the saved model
 * @param perClip {@link org.burst4j.metric.PerClipCcc} of the best model by task name, for
 *     regression with at least two outputs; not the challenge's metric
 * @param chancePerClip what the mean training labels, given for every clip, score by it, where
 *     their official CCC is 0
 * @param perClipTasks the tasks that show it beside their official CCC, since their loss is taken
 *     across each clip's outputs
 * @param taskWeights weight of each task's loss at the best epoch: exp(-2s), or the fixed one
 * @param sigmas exp(s) of each task at the best epoch; empty if weights are not learned
 * @param taskWeightRatio largest of the learned weights over the smallest; null if they are not
 *     learned, or there is only one
 * @param splitFromSeed whether the data have no split of their own, so that training and validation
 *     clips follow from the seed
 * @param oversampling what duplicating training clips did; null if the run does not
 * @param clipping what the loudness gain would clip in 16-bit files; null without such a gain
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunSummary(
        boolean finished,
        Map<String, Double> val,
        Map<String, List<Double>> interval,
        Map<String, Double> chance,
        Map<String, Double> ceiling,
        int bestStage,
        int bestEpoch,
        int bestGlobalEpoch,
        int epochs,
        long steps,
        double trainSeconds,
        long peakMemoryMegabytes,
        int trainClips,
        int validationClips,
        long parameters,
        Map<String, Double> perClip,
        Map<String, Double> chancePerClip,
        List<String> perClipTasks,
        Map<String, Double> taskWeights,
        Map<String, Double> sigmas,
        Double taskWeightRatio,
        boolean splitFromSeed,
        Oversampled oversampling,
        Clipping clipping) {

    /**
     * Numbers of clips before and after oversampling; only training clips are duplicated.
     *
     * @param tasks names of the tasks whose cross product the strata are
     * @param trainBefore different training clips
     * @param trainAfter training clips of an epoch
     * @param strata strata with clips
     * @param largestStratum clips of the largest, and after it of each
     * @param mostCopies how often the clip that is there most often is there
     * @param withoutLabels training clips that lack one of the labels and are there once
     */
    public record Oversampled(
            List<String> tasks,
            int trainBefore,
            int trainAfter,
            int strata,
            int largestStratum,
            int mostCopies,
            int withoutLabels) {

        /** The outcome of a run's data, or null if it does not oversample. */
        static Oversampled of(DataSettings settings, PreparedData data) {
            Oversampling oversampling = data.oversampling();
            if (settings.oversample().isEmpty()) {
                return null;
            }
            return new Oversampled(
                    settings.oversample(),
                    oversampling.originals(),
                    oversampling.clips().size(),
                    oversampling.strata(),
                    oversampling.largest(),
                    oversampling.mostCopies(),
                    oversampling.withoutLabels());
        }

        /** One line for logs and reports. */
        String text() {
            return String.format(
                    Locale.ROOT,
                    "over %s: training %d clips before, %d after; %d"
                            + " strata of %d clips each; the rarest clips are there %d times%s",
                    String.join(" x ", tasks),
                    trainBefore,
                    trainAfter,
                    strata,
                    largestStratum,
                    mostCopies,
                    withoutLabels == 0
                            ? ""
                            : "; " + withoutLabels + " without a label are there once");
        }
    }
}
