package org.burst4j.onnx;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.burst4j.ModelException;

/** One evaluation of a node: its inputs, and how to make its result. */
final class Call {
    private final OnnxNode node;
    private final List<OnnxTensor> inputs;
    private final int opset;
    private final Work work;

    /** Inputs that are left out are null. */
    Call(OnnxNode node, List<OnnxTensor> inputs, int opset, Work work) {
        this.node = node;
        this.inputs = inputs;
        this.opset = opset;
        this.work = work;
    }

    /** To be called before so many numbers are computed or allocated. */
    void spend(long numbers) {
        work.spend(node.toString(), numbers);
    }

    OnnxNode node() {
        return node;
    }

    int opset() {
        return opset;
    }

    int count() {
        return inputs.size();
    }

    boolean has(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    OnnxTensor in(int index) {
        if (!has(index)) {
            throw new ModelException(
                    node + " lacks its input number " + index,
                    "The file is damaged; export it again.");
        }
        return inputs.get(index);
    }

    long[] shape(int index) {
        return in(index).shape();
    }

    /** The values of an input that must not depend on the audio, such as a shape or an axis. */
    long[] longs(int index) {
        return solid(index).longs();
    }

    OnnxTensor solid(int index) {
        OnnxTensor tensor = in(index);
        if (tensor.isHollow()) {
            throw new ModelException(
                    node
                            + ": its input number "
                            + index
                            + " ('"
                            + node.input(index)
                            + "') depends on the audio, where a value known from shapes alone is"
                            + " supported",
                    "Export the encoder in evaluation mode from Hugging Face's class.");
        }
        return tensor;
    }

    boolean anyHollow() {
        return inputs.stream().anyMatch(input -> input != null && input.isHollow());
    }

    /**
     * The result: with its values if all inputs have theirs, else hollow. What a file computes in
     * half precision is computed in float here, as in the graph that we build: converters turn even
     * the arithmetic of lengths to half precision, which holds them exactly up to 2048 samples.
     */
    OnnxTensor result(ElementType type, long[] shape, IntToDoubleFunction at) {
        if (anyHollow()) {
            return OnnxTensor.hollow(type, shape);
        }
        spend(Shapes.size(shape));
        boolean half = type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
        return OnnxTensor.of(half ? ElementType.FLOAT : type, shape, at);
    }

    /** Axes given as an attribute in old opsets and as an input in new ones; null if neither. */
    long[] axes(int inputIndex) {
        if (has(inputIndex)) {
            return longs(inputIndex);
        }
        return node.has("axes") ? node.integers("axes") : null;
    }
}
