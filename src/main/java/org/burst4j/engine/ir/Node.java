package org.burst4j.engine.ir;

import java.util.List;

/**
 * One operation of a program.
 *
 * @param op what is done
 * @param inputs in the order that the operation asks for
 * @param outputs in the order that the operation gives
 */
public record Node(Op op, List<Value> inputs, List<Value> outputs) {
    /** Copies the lists. */
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * One input.
     *
     * @param i its place
     * @return the value
     */
    public Value input(int i) {
        return inputs.get(i);
    }

    /**
     * The first output.
     *
     * @return the value
     */
    public Value output() {
        return outputs.get(0);
    }

    /**
     * Whether its output is the memory of its input.
     *
     * @return true for a reshape and for what stops a gradient
     */
    public boolean isAlias() {
        return op instanceof Op.Reshape || op instanceof Op.StopGradient;
    }

    @Override
    public String toString() {
        return outputs + " = " + op + inputs;
    }
}
