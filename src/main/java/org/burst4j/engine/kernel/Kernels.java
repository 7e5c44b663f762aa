package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Node;

/** Chooses the kernel of a node. */
public final class Kernels {
    private Kernels() {}

    /**
     * Binds a node to memory. Everything is checked and allocated here, nothing in a run.
     *
     * @param node any but MatMul, Conv, ConvGradient, Stock, Reshape and StopGradient
     * @param inputs a direct buffer for each input, of its number of elements, from position 0
     * @param outputs the same for each output; an output may be an input's memory where {@link
     *     #mayShare} says so
     * @param workers share the work
     * @return what runs it
     */
    public static Step bind(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        throw new UnsupportedOperationException(node + " " + inputs + outputs + workers);
    }

    /**
     * Whether an output may be written over an input.
     *
     * @param node the node
     * @param input number of the input
     * @param output number of the output
     * @return false unless each element is read before its place is written
     */
    public static boolean mayShare(Node node, int input, int output) {
        return node == null && input == output;
    }
}
