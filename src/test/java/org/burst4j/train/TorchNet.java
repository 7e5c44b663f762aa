package org.burst4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.ClassWeights;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A net of ours with torch's weights. Dimensions of a weight are there the other way round. */
final class TorchNet {
    private static final List<String> HEAD_PARTS =
            List.of("dense/weight", "dense/bias", "output/weight", "output/bias");

    private TorchNet() {}

    static MultitaskNet net(OnnxEncoder encoder, TorchRuns.Case run) {
        List<TaskSpec> specs = new ArrayList<>();
        for (String name : run.tasks()) {
            Task task = Tasks.named(name);
            TaskSettings settings = run.model().of(name);
            specs.add(
                    task.kind() == TaskKind.CLASSES
                            ? TaskSpec.classes(task, settings, classWeights(task, settings))
                            : TaskSpec.regression(task, settings, 0, 1));
        }
        return new MultitaskNet(encoder, run.model(), specs);
    }

    private static double[] classWeights(Task task, TaskSettings settings) {
        if (settings.classWeights()) {
            return ClassWeights.inverseFrequency(TorchRuns.classCounts(task.name()));
        }
        double[] equal = new double[task.size()];
        Arrays.fill(equal, 1.0 / task.size());
        return equal;
    }

    /** The weights that torch started from. */
    static Map<String, INDArray> initialWeights(MultitaskNet net, TorchRuns.Case run) {
        Map<String, INDArray> weights = net.initialWeights(1);
        for (String task : run.tasks()) {
            String head = GraphNames.head(task) + "/";
            long inputs = weights.get(head + HEAD_PARTS.get(0)).size(0);
            for (String part : HEAD_PARTS) {
                assign(weights.get(head + part), TorchRuns.head(task, inputs, part));
            }
        }
        return weights;
    }

    /** Names of the weights in the order of a stage's file: the first stage has no encoder. */
    static List<String> order(TorchRuns.Case run, int stage) {
        List<String> names = new ArrayList<>();
        if (stage == 2) {
            TorchRuns.encoderWeights().forEach(name -> names.add(GraphNames.ENCODER_PREFIX + name));
        }
        for (String task : run.tasks()) {
            HEAD_PARTS.forEach(part -> names.add(GraphNames.head(task) + "/" + part));
        }
        if (run.model().weighting() == WeightingRule.UNCERTAINTY) {
            run.tasks().forEach(task -> names.add(GraphNames.logSigma(task)));
        }
        return names;
    }

    /** The numbers of all weights in torch's layout. */
    static Map<String, float[]> numbers(Map<String, INDArray> weights) {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        weights.forEach((name, weight) -> numbers.put(name, flat(weight)));
        return numbers;
    }

    private static float[] flat(INDArray weight) {
        INDArray turned = weight.rank() < 2 ? weight : weight.permute(reversed(weight.rank()));
        try (INDArray copy = turned.dup('c')) {
            return copy.data().asFloat();
        }
    }

    /** Sets a weight to numbers in torch's layout. */
    static void assign(INDArray weight, float[] numbers) {
        long[] shape = weight.shape();
        long[] torchShape = new long[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            torchShape[axis] = shape[shape.length - 1 - axis];
        }
        INDArray array = Nd4j.createFromArray(numbers).reshape('c', torchShape);
        weight.assign(shape.length < 2 ? array : array.permute(reversed(shape.length)));
    }

    private static int[] reversed(int rank) {
        int[] order = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            order[axis] = rank - 1 - axis;
        }
        return order;
    }
}
