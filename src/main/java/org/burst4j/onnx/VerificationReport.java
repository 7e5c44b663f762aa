package org.burst4j.onnx;

import java.util.List;
import java.util.Locale;
import org.burst4j.ModelException;

/**
 * How far an imported encoder's graph is from ONNX Runtime, stage by stage.
 *
 * @param tolerance largest difference that passes
 * @param batches the inputs compared, as "clips x samples"
 * @param stages in the order of the data's way
 */
public record VerificationReport(double tolerance, List<String> batches, List<Stage> stages) {
    /** Copies the lists. */
    public VerificationReport {
        batches = List.copyOf(batches);
        stages = List.copyOf(stages);
    }

    /**
     * One stage over all batches.
     *
     * @param name {@code convs}, {@code projection}, {@code positional}, {@code layer.N} or {@code
     *     last_hidden_state}
     * @param value name of the file's value that was compared, empty if the file has none
     * @param compared numbers compared; 0 if the file has no such value outside of its functions
     * @param largestAbsolute largest absolute difference
     * @param largestRelative the same over the largest magnitude in the stage and batch
     */
    public record Stage(
            String name,
            String value,
            long compared,
            double largestAbsolute,
            double largestRelative) {}

    /**
     * Whether all stages pass. The last one, the encoder's output, must keep to the tolerance in
     * absolute terms; values inside may be of any magnitude, so for them it is relative.
     *
     * @return whether it is so
     */
    public boolean isWithinTolerance() {
        return stages.stream().allMatch(this::passes);
    }

    private boolean passes(Stage stage) {
        boolean last = stage.name().equals(FileStages.OUTPUT);
        double difference = last ? stage.largestAbsolute() : stage.largestRelative();
        return (stage.compared() > 0 || !last) && difference <= tolerance;
    }

    /**
     * Does nothing if all stages pass.
     *
     * @throws ModelException if one does not, naming the first
     */
    public void requireWithinTolerance() {
        for (Stage stage : stages) {
            if (!passes(stage)) {
                throw new ModelException(
                        String.format(
                                Locale.ROOT,
                                "the imported graph differs from ONNX Runtime: %s by up to %.3g"
                                        + " (relative %.3g) in %d numbers, allowed %.3g",
                                stage.name(),
                                stage.largestAbsolute(),
                                stage.largestRelative(),
                                stage.compared(),
                                tolerance),
                        "Weights in half precision differ by more than the standard tolerance, as"
                                + " ONNX Runtime computes in it too; else report this encoder.");
            }
        }
    }
}
