package org.burst4j.engine.ir;

import java.util.List;

/**
 * A small program that makes the elements of one or more arrays of one shape, each from the
 * elements of the inputs that stand beside it.
 *
 * @param shape of all results
 * @param accesses how each input is read
 * @param instructions in order; instruction i makes register i
 * @param results registers that are stored, one an output
 */
public record Expression(
        Shape shape, List<Access> accesses, List<Instruction> instructions, List<Integer> results) {
    /** Copies the lists. */
    public Expression {
        accesses = List.copyOf(accesses);
        instructions = List.copyOf(instructions);
        results = List.copyOf(results);
    }

    /**
     * How an input is read: element i of the results stands beside element (i / repeat) % length.
     * So a full array has repeat 1 and its own length; a row, one vector for all rows, repeat 1 and
     * the length of a row; a column, one number a row, the length of a row as its repeat; a scalar
     * the length 1.
     *
     * @param repeat at least 1
     * @param length elements of the input
     */
    public record Access(int repeat, int length) {
        /**
         * The access that is NumPy's rule for one operand.
         *
         * @param operand its shape
         * @param result shape of the result
         * @return null if the operand repeats in more than one place between its own elements
         */
        public static Access of(Shape operand, Shape result) {
            int missing = result.rank() - operand.rank();
            int repeat = 1;
            int length = 1;
            boolean before = false;
            for (int axis = result.rank() - 1; axis >= 0; axis--) {
                int size = result.size(axis);
                if (size == 1) {
                    continue;
                }
                boolean own = axis >= missing && operand.size(axis - missing) == size;
                if (own && before) {
                    return null;
                }
                if (own) {
                    length *= size;
                } else if (length == 1) {
                    repeat *= size;
                } else {
                    before = true;
                }
            }
            return length == 1 ? new Access(1, 1) : new Access(repeat, length);
        }
    }

    /** What makes a register. */
    public sealed interface Instruction permits Load, Apply1, Apply2, Drop {}

    /**
     * An input's element.
     *
     * @param input number of the input
     */
    public record Load(int input) implements Instruction {}

    /**
     * An operation on one register.
     *
     * @param op a Unary, Affine, Clip or Compare
     * @param register its operand
     */
    public record Apply1(Op op, int register) implements Instruction {}

    /**
     * An operation on two registers.
     *
     * @param op a Binary or GeluGradient
     * @param left its first operand
     * @param right its second
     */
    public record Apply2(Op op, int left, int right) implements Instruction {}

    /**
     * Dropout, with the element's index as its counter.
     *
     * @param op name and rate
     * @param register its operand
     */
    public record Drop(Op.Dropout op, int register) implements Instruction {}
}
