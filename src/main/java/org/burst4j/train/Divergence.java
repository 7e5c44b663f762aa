package org.burst4j.train;

import java.util.Map;
import org.burst4j.TrainingDivergedException;
import org.burst4j.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ends a run at the first number that is NaN or infinite, and says where it arose. */
final class Divergence {
    private Divergence() {}

    static void check(
            double loss,
            double gradientNorm,
            Map<String, INDArray> gradients,
            TrainerState state,
            double learningRate,
            Batch batch) {
        if (Double.isFinite(loss) && Double.isFinite(gradientNorm)) {
            return;
        }
        String variable =
                gradients.entrySet().stream()
                        .filter(entry -> !isFinite(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .map(name -> "gradient of '" + name + "'")
                        .orElse(
                                Double.isFinite(gradientNorm)
                                        ? "none, only the loss"
                                        : "norm of the gradient");
        throw new TrainingDivergedException(
                (Double.isFinite(loss) ? "the " + variable : "the loss")
                        + " is not finite in stage "
                        + state.stage()
                        + ", step "
                        + (state.globalStep() + 1)
                        + " (loss "
                        + loss
                        + ", first bad variable: "
                        + variable
                        + ", gradient norm "
                        + gradientNorm
                        + ", learning rate "
                        + learningRate
                        + ", clips "
                        + batch.clips().stream().limit(3).map(clip -> clip.id()).toList()
                        + " ...)",
                "Lower the learning rate, or set train.gradientClipNorm=1; the last checkpoint is"
                        + " whole.");
    }

    static void checkMonitor(double value, Monitor monitor, TrainerState state) {
        if (!Double.isFinite(value)) {
            throw new TrainingDivergedException(
                    "the validation "
                            + monitor.name()
                            + " is "
                            + value
                            + " at validation "
                            + (state.globalEpoch() + 1),
                    "Check that the validation split has labels of at least one task, and lower"
                            + " the learning rate.");
        }
    }

    private static boolean isFinite(INDArray array) {
        return Double.isFinite(array.sumNumber().doubleValue());
    }
}
