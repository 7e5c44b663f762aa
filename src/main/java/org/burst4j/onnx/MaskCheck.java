package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.ModelException;
import org.burst4j.graph.FrameMask;

/**
 * Checks that the mask arithmetic of a file gives exactly the frame mask that we build instead, for
 * batches whose lengths lie around the edges of frames.
 */
final class MaskCheck {
    private final EncoderPlan plan;
    private final Batches sizes;
    private final int receptiveField;
    private final int stride;

    MaskCheck(EncoderPlan plan, Batches sizes) {
        this.plan = plan;
        this.sizes = sizes;
        receptiveField = FrameMask.receptiveField(plan.kernels(), plan.strides());
        stride = FrameMask.stride(plan.strides());
    }

    void run(GraphProbe probe) {
        if (plan.masks().isEmpty()) {
            return;
        }
        for (GraphProbe.Batch batch : batches()) {
            Map<String, OnnxTensor> values = probe.afresh().run(batch);
            for (EncoderPlan.MaskPlace use : plan.masks()) {
                check(use, values.get(use.value()), batch);
            }
        }
    }

    /** Lengths at the first frames' edges, and at the end of ten seconds. */
    private List<GraphProbe.Batch> batches() {
        List<GraphProbe.Batch> batches = new ArrayList<>();
        if (sizes.fixedSamples() >= 0) {
            return sizes.of(sizes.fixedSamples(), edgesOf(sizes.fixedSamples()));
        }
        for (int frames : new int[] {1, 2, 9}) {
            for (int samples : new int[] {edge(frames) - 1, edge(frames), edge(frames) + 1}) {
                IntStream lengths =
                        IntStream.rangeClosed(0, frames)
                                .map(this::edge)
                                .flatMap(edge -> IntStream.of(edge - 1, edge, edge + 1))
                                .filter(length -> length >= receptiveField && length <= samples);
                batches.addAll(sizes.of(samples, lengths.boxed().toList()));
            }
        }
        int last = edge(498);
        batches.addAll(sizes.of(last + 7, List.of(last - 1)));
        return batches;
    }

    /** Lengths at the first, the middle and the last frames' edges of a clip of fixed length. */
    private List<Integer> edgesOf(int samples) {
        int frames = (int) FrameMask.frames(samples, receptiveField, stride);
        return IntStream.of(0, 1, frames / 2, frames - 1)
                .filter(frame -> frame >= 0)
                .map(this::edge)
                .flatMap(edge -> IntStream.of(edge - 1, edge, edge + 1))
                .filter(length -> length >= receptiveField && length <= samples)
                .distinct()
                .boxed()
                .toList();
    }

    /** The shortest clip with so many frames after its first. */
    private int edge(int frames) {
        return receptiveField + frames * stride;
    }

    private void check(EncoderPlan.MaskPlace use, OnnxTensor mask, GraphProbe.Batch batch) {
        List<Integer> lengths = batch.lengths();
        long frames = FrameMask.frames(batch.samples(), receptiveField, stride);
        int clips = lengths.size();
        int rank = use.keys() ? 4 : 3;
        int timeAxis = use.keys() ? 3 : 1;
        long[] shape = stretched(mask.shape(), rank);
        boolean sizesFit =
                shape != null && (shape[0] == clips || clips == 1) && shape[timeAxis] == frames;
        if (!sizesFit) {
            throw differs(use, "has the shape " + Arrays.toString(mask.shape()), batch);
        }
        long[] strides = Shapes.strides(shape);
        for (int i = 0; i < mask.size(); i++) {
            int clip = (int) (i / strides[0]);
            long frame = i / strides[timeAxis] % shape[timeAxis];
            boolean real = frame < FrameMask.frames(lengths.get(clip), receptiveField, stride);
            if (!agrees(use.form(), mask.get(i), real)) {
                throw differs(
                        use,
                        "holds "
                                + mask.get(i)
                                + " for frame "
                                + frame
                                + " of a clip of "
                                + lengths.get(clip)
                                + " samples",
                        batch);
            }
        }
    }

    /** The shape with leading ones up to the rank, or null if it has more axes. */
    private static long[] stretched(long[] shape, int rank) {
        if (shape.length > rank) {
            return null;
        }
        long[] to = new long[rank];
        Arrays.fill(to, 1);
        System.arraycopy(shape, 0, to, rank - shape.length, shape.length);
        return to;
    }

    private static boolean agrees(String form, double value, boolean real) {
        return switch (form) {
            case Macro.WHERE_TRUE -> (value != 0) == !real;
            case Macro.WHERE_FALSE -> (value != 0) == real;
            case Macro.FACTOR -> value == (real ? 1 : 0);
            case Macro.TERM -> real ? value == 0 : value <= Macro.NO_WEIGHT;
            default -> false;
        };
    }

    private ModelException differs(EncoderPlan.MaskPlace use, String what, GraphProbe.Batch batch) {
        return new ModelException(
                "node '"
                        + use.node()
                        + "' applies a mask ('"
                        + use.form()
                        + "') that "
                        + what
                        + " in a batch padded to "
                        + batch.samples()
                        + ": not the mask of the frames with "
                        + receptiveField
                        + " samples each, "
                        + stride
                        + " apart",
                "Supported: masks of padding at the end, as Hugging Face's encoders make them.");
    }
}
