package org.burst4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of every value of a graph, from runs of {@link GraphProbe} over unlike sizes. */
final class ProbeTable {
    private final List<Map<String, OnnxTensor>> runs;
    private final Set<String> maskDependent;
    private final Work work;

    ProbeTable(List<Map<String, OnnxTensor>> runs, Set<String> maskDependent) {
        this(runs, maskDependent, new Work());
    }

    ProbeTable(List<Map<String, OnnxTensor>> runs, Set<String> maskDependent, Work work) {
        this.work = work;
        this.runs = List.copyOf(runs);
        this.maskDependent = Set.copyOf(maskDependent);
    }

    /** The first run, for questions about the order of elements. */
    Map<String, OnnxTensor> first() {
        return runs.get(0);
    }

    /** What may still be computed. */
    Work work() {
        return work;
    }

    boolean dependsOnMask(String value) {
        return maskDependent.contains(value);
    }

    /** Whether the value is known without the audio, whatever the sizes. */
    boolean isKnown(String value) {
        return runs.stream().noneMatch(run -> run.get(value) == null || run.get(value).isHollow());
    }

    /** The value that is the same for all sizes and masks, or null if there is none. */
    OnnxTensor constant(String value) {
        OnnxTensor first = first().get(value);
        return isKnown(value)
                        && !dependsOnMask(value)
                        && runs.stream().allMatch(run -> first.sameAs(run.get(value)))
                ? first
                : null;
    }

    /** Whether every element of a value is the given number, whatever the sizes and masks. */
    boolean isAlways(String value, double number) {
        return isKnown(value)
                && !dependsOnMask(value)
                && runs.stream().allMatch(run -> run.get(value).isAll(number));
    }

    boolean sameShape(String a, String b) {
        return runs.stream().allMatch(run -> Arrays.equals(run.get(a).shape(), run.get(b).shape()));
    }

    /** The size of an axis if it is the same in all runs, else -1. */
    long fixedSize(String value, int axis) {
        long size = shape(value)[axis];
        return runs.stream().allMatch(run -> run.get(value).shape()[axis] == size) ? size : -1;
    }

    /** How much smaller an axis of one value is than that of another, if always so, else -1. */
    long fixedDifference(String larger, String smaller, int axis) {
        long difference = shape(larger)[axis] - shape(smaller)[axis];
        return runs.stream()
                        .allMatch(
                                run ->
                                        run.get(larger).shape()[axis]
                                                        - run.get(smaller).shape()[axis]
                                                == difference)
                ? difference
                : -1;
    }

    /** The shape in the first run, or null for a value that a pass has made. */
    long[] shape(String value) {
        OnnxTensor tensor = first().get(value);
        return tensor == null ? null : tensor.shape();
    }
}
