package org.burst4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

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
 * @param trainClips clips trained on
 * @param validationClips clips validated on
 * @param parameters single weights of the net
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
        boolean splitFromSeed) {}
