package org.burst4j.engine;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.FreezeMode;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LayerRule;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.ReversalReach;
import org.burst4j.model.ReversalRule;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Nets of every topology, and what to feed them. */
final class EngineCases {
    /** Everything that draws. */
    static final EncoderRegularization NOISY =
            new EncoderRegularization(
                    0.1, 0.1, 0.1, 0.1, 0.3, 0.2, 1, 1, 0.2, 3, 1, FreezeMode.TRAIN);

    private EngineCases() {}

    static OnnxEncoder encoder(String topology) {
        String file = "/org/burst4j/onnx/encoders/" + topology + "/dynamo-18.onnx";
        URL resource = EngineCases.class.getResource(file);
        if (resource == null) {
            throw new IllegalStateException("no resource " + file);
        }
        try {
            return OnnxEncoder.read(Path.of(resource.toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Heads side by side with learned weights, or all adversaries. */
    static MultitaskNet net(OnnxEncoder encoder, NetKind kind) {
        boolean adversaries = kind == NetKind.BURST2VEC;
        Burst2VecSettings own =
                new Burst2VecSettings(
                        16, 0.1, false, 12, 0.5, 0.25, ReversalRule.RAMP, 1, ReversalReach.ALL);
        ModelSettings settings =
                new ModelSettings(
                        kind,
                        SmallNet.HEAD_UNITS,
                        MaskUse.ALWAYS,
                        PoolingRule.VALID,
                        adversaries ? LayerRule.LAST : LayerRule.WEIGHTED,
                        adversaries ? WeightingRule.FIXED : WeightingRule.UNCERTAINTY,
                        adversaries ? List.of() : List.of("kind"),
                        true,
                        own,
                        TaskSettings.DEFAULTS,
                        Map.of());
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }

    /** A value for each placeholder: clips of different lengths, some labels missing. */
    static Map<String, INDArray> feeds(MultitaskNet net, SameDiff sd, int clips, int samples) {
        Random random = new Random(clips + samples);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (SDVariable placeholder : sd.placeHolders()) {
            long[] shape = shape(net, placeholder, clips, samples);
            feeds.put(placeholder.name(), values(placeholder.name(), shape, random));
        }
        return feeds;
    }

    private static long[] shape(MultitaskNet net, SDVariable placeholder, int clips, int samples) {
        long[] shape = placeholder.placeholderShape().clone();
        boolean audio =
                placeholder.name().equals(GraphNames.INPUT_VALUES)
                        || placeholder.name().equals(GraphNames.ATTENTION_MASK);
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] < 0) {
                shape[axis] = axis == 0 ? clips : audio ? samples : net.frames(samples);
            }
        }
        return shape;
    }

    private static INDArray values(String name, long[] shape, Random random) {
        if (shape.length == 0) {
            return Nd4j.scalar(0.4f);
        }
        int rows = (int) shape[0];
        int columns = shape.length == 1 ? 1 : (int) shape[1];
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            int chosen = random.nextInt(columns);
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] =
                        value(name, row, column, columns, column == chosen, random);
            }
        }
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    private static float value(
            String name, int row, int column, int columns, boolean chosen, Random random) {
        if (name.equals(GraphNames.ATTENTION_MASK)) {
            return column < columns * (1 - 0.2 * (row % 3)) ? 1 : 0;
        }
        if (name.equals(GraphNames.FRAME_SPANS) || name.equals(GraphNames.FEATURE_SPANS)) {
            return chosen ? 1 : 0;
        }
        if (name.startsWith("mask/")) {
            return (row + column) % 5 == 4 ? 0 : 1;
        }
        if (name.equals(GraphNames.target("kind"))) {
            return chosen ? 1 : 0;
        }
        return name.startsWith("target/") ? random.nextFloat() : (float) random.nextGaussian();
    }
}
