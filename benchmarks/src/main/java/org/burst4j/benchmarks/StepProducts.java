package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv1D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv1DDerivative;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The floor of a step: every matrix product and convolution that an encoder of a given config.json
 * needs, in the order of the network, as ND4J's native operations over arrays of their own. Nothing
 * else is in it: no bias, norm, activation, softmax, copy or optimiser.
 *
 * <p>The first convolution, of one channel, is a product over its frames, without a gradient of the
 * audio; the others are conv1d and conv1d_bp. A positional convolution is a batched product over
 * unfolded frames, one matrix a group; unfolding is not in it. Attention is two batched products
 * forward and four backward.
 */
final class StepProducts implements AutoCloseable {
    private final boolean train;
    private final List<CustomOp> calls = new ArrayList<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    /** All calls of one operation with the same shapes: they share their arrays. */
    private static final class Group {
        private final CustomOp operation;
        private final double flops;
        private int count;

        Group(CustomOp operation, double flops) {
            this.operation = operation;
            this.flops = flops;
        }
    }

    /**
     * One row of the report.
     *
     * @param name operation and shapes
     * @param calls in one step
     * @param gflop of all of them
     * @param milliseconds of all of them
     */
    record Row(String name, int calls, double gflop, double milliseconds) {}

    /**
     * Prepares all calls.
     *
     * @param config config.json of the checkpoint
     * @param clips B
     * @param samples S
     * @param train whether gradients are in it
     */
    StepProducts(JsonNode config, int clips, int samples, boolean train) {
        this.train = train;
        int width = config.get("hidden_size").asInt();
        int heads = config.get("num_attention_heads").asInt();
        int frames = convolutions(config, clips, samples);
        int rows = clips * frames;
        int channels = last(config.get("conv_dim"));
        product(1, rows, channels, width, true);
        positional(config, clips, frames, width);
        for (int layer = 0; layer < config.get("num_hidden_layers").asInt(); layer++) {
            for (int projection = 0; projection < 3; projection++) {
                product(1, rows, width, width, true);
            }
            product(clips * heads, frames, width / heads, frames, true);
            product(clips * heads, frames, frames, width / heads, true);
            product(1, rows, width, width, true);
            int hidden = config.get("intermediate_size").asInt();
            product(1, rows, width, hidden, true);
            product(1, rows, hidden, width, true);
        }
    }

    private static int last(JsonNode list) {
        return list.get(list.size() - 1).asInt();
    }

    private int convolutions(JsonNode config, int clips, int samples) {
        int length = samples;
        int channels = 1;
        for (int layer = 0; layer < config.get("conv_kernel").size(); layer++) {
            int kernel = config.get("conv_kernel").get(layer).asInt();
            int stride = config.get("conv_stride").get(layer).asInt();
            int outputs = config.get("conv_dim").get(layer).asInt();
            int frames = (length - kernel) / stride + 1;
            if (channels == 1) {
                product(1, clips * frames, kernel, outputs, false);
            } else {
                convolution(clips, length, channels, kernel, stride, outputs, frames);
            }
            length = frames;
            channels = outputs;
        }
        return length;
    }

    private void positional(JsonNode config, int clips, int frames, int width) {
        int groupCount = config.get("num_conv_pos_embedding_groups").asInt();
        boolean data2vec = config.get("model_type").asText().startsWith("data2vec");
        int layers = data2vec ? config.get("num_conv_pos_embeddings").asInt() : 1;
        String key = data2vec ? "conv_pos_kernel_size" : "num_conv_pos_embeddings";
        int inner = config.get(key).asInt() * width / groupCount;
        for (int layer = 0; layer < layers; layer++) {
            product(groupCount, clips * frames, inner, width / groupCount, false);
            if (train) {
                // The gradient of the input is a convolution of the same size.
                product("input", groupCount, clips * frames, inner, width / groupCount);
            }
        }
    }

    private void convolution(
            int clips, int length, int channels, int kernel, int stride, int outputs, int frames) {
        Conv1DConfig config =
                Conv1DConfig.builder()
                        .k(kernel)
                        .s(stride)
                        .p(0)
                        .d(1)
                        .dataFormat(Conv1DConfig.NWC)
                        .paddingMode(PaddingMode.VALID)
                        .build();
        String shapes = clips + "x" + length + "x" + channels + ", kernel " + kernel;
        INDArray x = array("x", clips, length, channels);
        INDArray weight = array("weight", kernel, channels, outputs);
        INDArray y = array("y", clips, frames, outputs);
        double flops = 2.0 * clips * frames * outputs * kernel * channels;
        call("conv1d " + shapes, new Conv1D(x, weight, null, y, config), flops);
        if (train) {
            INDArray[] gradients = {
                array("dx", clips, length, channels), array("dw", kernel, channels, outputs)
            };
            call(
                    "conv1d_bp " + shapes,
                    new Conv1DDerivative(new INDArray[] {x, weight, y}, gradients, config),
                    2 * flops);
        }
    }

    /**
     * A product and, in training, its gradients: that of the right side, and of the left on demand.
     */
    private void product(int batch, int rows, int inner, int columns, boolean leftGradient) {
        product("", batch, rows, inner, columns);
        if (train) {
            INDArray a = matrix("a", batch, rows, inner);
            INDArray b = matrix("b", batch, inner, columns);
            INDArray c = matrix("c", batch, rows, columns);
            double flops = 2.0 * batch * rows * inner * columns;
            String shapes = shapes(batch, rows, inner, columns);
            INDArray db = matrix("db", batch, inner, columns);
            call("matmul, right gradient, " + shapes, matmul(a, c, db, 1, 0), flops);
            if (leftGradient) {
                INDArray da = matrix("da", batch, rows, inner);
                call("matmul, left gradient, " + shapes, matmul(c, b, da, 0, 1), flops);
            }
        }
    }

    private void product(String note, int batch, int rows, int inner, int columns) {
        INDArray a = matrix("a", batch, rows, inner);
        INDArray b = matrix("b", batch, inner, columns);
        INDArray c = matrix("product", batch, rows, columns);
        double flops = 2.0 * batch * rows * inner * columns;
        String name = note.isEmpty() ? "matmul " : "matmul, " + note + " gradient, ";
        call(name + shapes(batch, rows, inner, columns), matmul(a, b, c, 0, 0), flops);
    }

    private static String shapes(int batch, int rows, int inner, int columns) {
        return (batch == 1 ? "" : batch + " of ") + rows + "x" + inner + "x" + columns;
    }

    private static CustomOp matmul(INDArray a, INDArray b, INDArray c, int turnA, int turnB) {
        return DynamicCustomOp.builder("matmul")
                .addInputs(a, b)
                .addOutputs(c)
                .addIntegerArguments(turnA, turnB, 0)
                .build();
    }

    private INDArray matrix(String role, int batch, int rows, int columns) {
        return batch == 1 ? array(role, rows, columns) : array(role, batch, rows, columns);
    }

    /** Arrays of one shape and role are one, so that the whole takes less memory than a step. */
    private INDArray array(String role, long... shape) {
        String key = role + Arrays.toString(shape);
        return arrays.computeIfAbsent(key, name -> Nd4j.rand(DataType.FLOAT, shape));
    }

    private void call(String name, CustomOp operation, double flops) {
        Group group = groups.computeIfAbsent(name, key -> new Group(operation, flops));
        group.count++;
        calls.add(group.operation);
    }

    /** Floating point operations of a step. */
    double flops() {
        return groups.values().stream().mapToDouble(group -> group.count * group.flops).sum();
    }

    /** Runs every call of a step once, in order. */
    void run() {
        calls.forEach(Nd4j::exec);
    }

    /** Times each different call alone, as a median. */
    List<Row> rows(int warmups, int runs) {
        List<Row> rows = new ArrayList<>();
        groups.forEach(
                (name, group) -> {
                    double each = Timing.median(warmups, runs, () -> Nd4j.exec(group.operation));
                    double gflop = group.count * group.flops / 1e9;
                    rows.add(new Row(name, group.count, gflop, group.count * each));
                });
        return rows;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}
