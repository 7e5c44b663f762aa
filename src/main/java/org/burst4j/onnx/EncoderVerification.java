package org.burst4j.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.EnvironmentException;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares an imported encoder's graph with ONNX Runtime on the file itself: on noise, in several
 * lengths and as a padded batch, and on given recordings.
 *
 * <p>Every stage is compared, not only the output, so that a difference is found where it begins.
 * Needs {@code com.microsoft.onnxruntime:onnxruntime}, which nothing else here does.
 */
public final class EncoderVerification {
    /** The tolerance for full-size encoders in single precision. */
    public static final double STANDARD_TOLERANCE = 1e-3;

    private static final long SEED = 20_220_501;

    private final OnnxEncoder encoder;
    private final FileStages stages;
    private final List<String> batches = new ArrayList<>();
    private final Map<String, VerificationReport.Stage> found = new LinkedHashMap<>();

    private EncoderVerification(OnnxEncoder encoder) {
        this.encoder = encoder;
        stages = encoder.stages();
    }

    /** A padded batch in row-major order. */
    @SuppressWarnings("ArrayRecordComponent") // made and read once
    private record Clips(long[] shape, float[] samples, float[] mask) {}

    /**
     * Runs the comparison.
     *
     * @param encoder the encoder as it was read from the file
     * @param file the file
     * @param recordings normalised samples at 16 kHz, each at least as long as the receptive field;
     *     may be empty
     * @param tolerance largest difference that passes, more than 0
     * @return what was found; it throws nothing for differences
     * @throws EnvironmentException if ONNX Runtime is not there
     * @throws org.burst4j.ModelException if ONNX Runtime cannot run the file
     */
    public static VerificationReport run(
            OnnxEncoder encoder, Path file, List<float[]> recordings, double tolerance) {
        requireRuntime();
        EncoderVerification verification = new EncoderVerification(encoder);
        verification.compare(file, recordings);
        return new VerificationReport(
                tolerance, verification.batches, List.copyOf(verification.found.values()));
    }

    private static void requireRuntime() {
        try {
            Class.forName(
                    "ai.onnxruntime.OrtEnvironment",
                    true,
                    EncoderVerification.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new EnvironmentException(
                    "ONNX Runtime, with which encoders are verified, is not there: " + e,
                    "Add com.microsoft.onnxruntime:onnxruntime to the class path, or use"
                            + " trainer.jar.",
                    e);
        }
    }

    private void compare(Path file, List<float[]> recordings) {
        Map<String, String> values = stages.in(file);
        SameDiff sd = Graphs.create();
        SDVariable samples = sd.placeHolder("samples", DataType.FLOAT, -1, -1); // [B,S]
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, -1); // [B,S]
        StageHooks hooks = new StageHooks();
        EncoderOptions options = new EncoderOptions(MaskUse.AS_EXPORTED, hooks);
        EncoderOutputs outputs =
                encoder.build(
                        sd,
                        samples,
                        mask,
                        (graph, name, array) -> graph.constant(name, array),
                        options);
        Map<String, String> ours = new LinkedHashMap<>();
        hooks.made.forEach((stage, variable) -> ours.put(stage, variable.name()));
        ours.put(FileStages.OUTPUT, outputs.lastHiddenState().name());
        for (String stage : ours.keySet()) {
            found.put(
                    stage,
                    new VerificationReport.Stage(stage, values.getOrDefault(stage, ""), 0, 0, 0));
        }
        List<String> names = ours.values().stream().distinct().toList();
        try (RuntimeSession runtime = new RuntimeSession(file, stages.boundary(), values.values());
                ForwardSession session = new ForwardSession(sd, names)) {
            for (Clips clips : clips(recordings)) {
                batches.add(clips.shape()[0] + " x " + clips.shape()[1]);
                Map<String, StageValues> theirs =
                        runtime.run(clips.shape(), clips.samples(), clips.mask());
                Map<String, INDArray> made = run(session, clips);
                ours.forEach(
                        (stage, name) -> {
                            StageValues value = theirs.get(values.get(stage));
                            if (value != null) {
                                add(stage, made.get(name), value);
                            }
                        });
                made.values().forEach(INDArray::close);
            }
        }
    }

    private static Map<String, INDArray> run(ForwardSession session, Clips clips) {
        try (INDArray samples = Nd4j.create(clips.samples(), clips.shape(), 'c');
                INDArray mask = Nd4j.create(clips.mask(), clips.shape(), 'c')) {
            return session.run(Map.of("samples", samples, "mask", mask));
        }
    }

    private void add(String stage, INDArray ours, StageValues theirs) {
        VerificationReport.Stage before = found.get(stage);
        boolean turned = stages.values().get(stage).endsWith(ToNwc.NWC);
        StageValues expected = theirs.as(ours.shape(), turned);
        if (expected == null) {
            expected = theirs.as(ours.shape(), !turned);
        }
        if (expected == null) {
            return;
        }
        float[] actual;
        try (INDArray dense = ours.dup('c')) {
            actual = dense.data().asFloat();
        }
        double difference = 0;
        double magnitude = 0;
        for (int i = 0; i < actual.length; i++) {
            double apart = Math.abs((double) actual[i] - expected.values()[i]);
            // A number that is none differs by more than any tolerance.
            difference = Math.max(difference, Double.isNaN(apart) ? Double.MAX_VALUE : apart);
            magnitude = Math.max(magnitude, Math.abs(expected.values()[i]));
        }
        double relative = difference == 0 ? 0 : difference / Math.max(magnitude, Float.MIN_NORMAL);
        found.put(
                stage,
                new VerificationReport.Stage(
                        stage,
                        before.value(),
                        before.compared() + actual.length,
                        Math.max(before.largestAbsolute(), difference),
                        Math.max(before.largestRelative(), relative)));
    }

    private List<Clips> clips(List<float[]> recordings) {
        int one = encoder.info().receptiveFieldSamples();
        List<Clips> all = new ArrayList<>();
        Random random = new Random(SEED);
        all.add(padded(List.of(noise(random, one))));
        all.add(padded(List.of(noise(random, 16_000))));
        all.add(padded(List.of(noise(random, 9_001), noise(random, 4_800), noise(random, 6_007))));
        recordings.forEach(recording -> all.add(padded(List.of(recording))));
        return all;
    }

    private static float[] noise(Random random, int samples) {
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /**
     * Padded to the longest clip; or cut, padded and repeated to the sizes the file is made for.
     */
    private Clips padded(List<float[]> clips) {
        int fixedClips = stages.boundary().fixedBatch();
        int fixedSamples = stages.boundary().fixedSamples();
        int rows = fixedClips >= 0 ? fixedClips : clips.size();
        int columns =
                fixedSamples >= 0
                        ? fixedSamples
                        : clips.stream().mapToInt(clip -> clip.length).max().orElseThrow();
        float[] samples = new float[rows * columns];
        float[] mask = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            float[] clip = clips.get(row % clips.size());
            int length = Math.min(columns, clip.length);
            System.arraycopy(clip, 0, samples, row * columns, length);
            Arrays.fill(mask, row * columns, row * columns + length, 1f);
        }
        return new Clips(new long[] {rows, columns}, samples, mask);
    }

    /** Notes the ends of the stages while the graph is built. */
    private static final class StageHooks implements EncoderHooks {
        private final Map<String, SDVariable> made = new LinkedHashMap<>();

        @Override
        public SDVariable afterConvolutions(SDVariable x) {
            made.put(FileStages.CONVS, x);
            return x;
        }

        @Override
        public SDVariable afterProjection(SDVariable x, SDVariable frameMask) {
            made.put(FileStages.PROJECTION, x);
            return x;
        }

        @Override
        public SDVariable afterPositional(SDVariable x) {
            made.put(FileStages.POSITIONAL, x);
            return x;
        }

        @Override
        public SDVariable layerOutput(SDVariable x, SDVariable y, int layer) {
            made.put(FileStages.layer(layer), y);
            return y;
        }
    }
}
