package org.burst4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.burst4j.ModelException;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ForwardRun;
import org.burst4j.engine.GradientRun;
import org.burst4j.graph.GradientSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.train.optim.AdamW;
import org.burst4j.train.optim.Gradients;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An encoder run by one of the engines: forward, or a training step of the loss sum(y * r) with the
 * gradients of all weights, clipping by the global norm and AdamW.
 */
final class EngineSide implements StepSide {
    /** As small as fine-tuning's, so that the trajectories of the sides stay near each other. */
    static final double LEARNING_RATE = 1e-5;

    static final double CLIP_NORM = 1;

    private final OnnxEncoder encoder;
    private final Clips clips;
    private final boolean planned;
    private final AdamW optimiser = new AdamW(AdamW.Options.DEFAULTS);
    private final ForwardRun forward;
    private final GradientRun gradients;

    EngineSide(OnnxEncoder encoder, Clips clips, Engine engine, boolean train) {
        this.encoder = encoder;
        this.clips = clips;
        planned = engine.kind() == EngineKind.PLANNED;
        if (train) {
            SameDiff graph = EncoderGraphs.trainingGraph(encoder);
            List<String> weights = List.copyOf(encoder.weights().keySet());
            gradients =
                    engine.gradients(
                            graph, weights, EncoderGraphs.LOSS, List.of(EncoderGraphs.OUTPUT));
            forward = null;
        } else {
            SameDiff graph = EncoderGraphs.forward(encoder);
            forward = engine.forward(graph, List.of(EncoderGraphs.OUTPUT));
            gradients = null;
        }
    }

    private Map<String, INDArray> feeds() {
        return Map.of(Clips.VALUES, clips.values(), Clips.MASK, clips.mask());
    }

    @Override
    public Map<String, Object> check(Path dump) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (gradients == null) {
            try (INDArray y = forward.run(feeds()).get(EncoderGraphs.OUTPUT)) {
                write(y, dump);
            }
            tellArena(forward.plannedBytes(shapes(feeds())), facts);
            return facts;
        }
        try (GradientSession.Result result = gradients.run(clips.feeds(), 0)) {
            facts.put("loss", result.loss());
            facts.put("norm", Gradients.globalNorm(result.gradients()));
            Map<String, Double> norms = new TreeMap<>();
            result.gradients().forEach((name, array) -> norms.put(name, norm(array)));
            facts.put("gradientNorms", norms);
            write(result.outputs().get(EncoderGraphs.OUTPUT), dump);
        }
        tellArena(gradients.plannedBytes(shapes(clips.feeds())), facts);
        return facts;
    }

    @Override
    public Map<String, Object> step() {
        if (gradients == null) {
            forward.run(feeds()).get(EncoderGraphs.OUTPUT).close();
            return Map.of();
        }
        try (GradientSession.Result result = gradients.run(clips.feeds(), 0)) {
            double norm = update(result.gradients(), encoder.weights(), optimiser);
            return Map.of("loss", result.loss(), "norm", norm);
        }
    }

    /** Clipping and AdamW, as the trainer does them; gives the norm before clipping. */
    static double update(
            Map<String, INDArray> gradients, Map<String, INDArray> weights, AdamW optimiser) {
        return update(gradients, weights, optimiser, LEARNING_RATE);
    }

    /** The same at another learning rate. */
    static double update(
            Map<String, INDArray> gradients,
            Map<String, INDArray> weights,
            AdamW optimiser,
            double learningRate) {
        double norm = Gradients.globalNorm(gradients);
        double factor = Gradients.clipFactor(norm, CLIP_NORM);
        gradients.forEach(
                (name, gradient) ->
                        optimiser.step(
                                name,
                                weights.get(name),
                                gradient,
                                learningRate,
                                AdamW.Options.DEFAULTS.weightDecay(),
                                factor));
        return norm;
    }

    @Override
    public Map<String, Object> report() {
        return Map.of();
    }

    /** Shapes of what is fed. */
    static Map<String, long[]> shapes(Map<String, INDArray> feeds) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }

    /** A planned engine that fell back to the session would be timed under a wrong name. */
    private void tellArena(OptionalLong bytes, Map<String, Object> facts) {
        if (!planned) {
            return;
        }
        facts.put(
                "arenaMegabytes",
                bytes.orElseThrow(
                                () ->
                                        new ModelException(
                                                "the graph was not planned",
                                                "Put an SLF4J provider on the class path instead"
                                                        + " of slf4j-nop: a warning says why."))
                        / 1_000_000);
    }

    /** In double: a sum of a million squares in float is off by a thousandth. */
    private static double norm(INDArray array) {
        try (INDArray numbers = array.castTo(DataType.DOUBLE)) {
            return numbers.norm2Number().doubleValue();
        }
    }

    private static void write(INDArray y, Path file) throws IOException {
        float[] values = y.dup('c').data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    @Override
    public void close() {
        if (forward != null) {
            forward.close();
        }
        if (gradients != null) {
            gradients.close();
        }
        optimiser.close();
    }
}
