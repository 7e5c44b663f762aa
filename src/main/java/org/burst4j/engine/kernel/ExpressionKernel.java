package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Expression.Apply1;
import org.burst4j.engine.ir.Expression.Apply2;
import org.burst4j.engine.ir.Expression.Drop;
import org.burst4j.engine.ir.Expression.Instruction;
import org.burst4j.engine.ir.Expression.Load;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;

/**
 * Element-wise operations, block after block: each instruction is a vector loop over arrays that
 * stay in the first cache, so that memory is read and written once.
 *
 * <p>Rows and scalars are read once a run: blocks hold whole rows where they can. A block is stored
 * after all its loads: results may lie where an input of all elements lies.
 */
final class ExpressionKernel implements Step {
    private final Workers workers;
    private final int elements;
    private final int block;
    private final int blocks;
    private final int perPart;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Runnable> before = new ArrayList<>();
    private final float[][][] stored;
    private final List<FloatBuffer> outputs;
    private long seed;

    /** What makes a register of one block. */
    @FunctionalInterface
    private interface Task {
        void run(int from, int length, int slot);
    }

    /**
     * Binds an expression.
     *
     * @param expression accesses are not read
     * @param operands how each input is read
     * @param inputs memory of the inputs
     * @param outputs memory of the results
     * @param workers share the work
     */
    ExpressionKernel(
            Expression expression,
            List<Operand> operands,
            List<FloatBuffer> inputs,
            List<FloatBuffer> outputs,
            Workers workers) {
        this.workers = workers;
        this.outputs = outputs;
        elements = expression.shape().elements();
        block = block(operands);
        blocks = Blocks.quotient(elements, block);
        perPart = Blocks.perPart((long) elements * weight(expression), block);
        float[][][] registers = allocate(expression, operands, inputs);
        for (int i = 0; i < registers.length; i++) {
            Task task = task(expression.instructions().get(i), i, registers, operands);
            if (task != null) {
                tasks.add(task);
            }
        }
        stored = new float[outputs.size()][][];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = registers[expression.results().get(i)];
        }
    }

    private static int weight(Expression expression) {
        boolean heavy =
                expression.instructions().stream()
                        .anyMatch(
                                instruction ->
                                        instruction instanceof Apply1 apply
                                                && apply.op() instanceof Op.Unary unary
                                                && (unary.kind() == UnaryKind.TANH
                                                        || unary.kind() == UnaryKind.LOG
                                                        || unary.kind() == UnaryKind.SIGMOID));
        return heavy ? 8 : 1;
    }

    private static int block(List<Operand> operands) {
        int common = 1;
        for (Operand operand : operands) {
            int period = operand.period();
            if (period > 1) {
                long both = (long) common / divisor(common, period) * period;
                common = both <= Operand.LONGEST_ROW ? (int) both : common;
            }
        }
        return common * Blocks.rows(common);
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    private boolean once(Instruction instruction, List<Operand> operands) {
        return instruction instanceof Load load
                && operands.get(load.input()).period() > 0
                && block % operands.get(load.input()).period() == 0;
    }

    /** Gives registers arrays; those of registers that are read no more are used again. */
    private float[][][] allocate(
            Expression expression, List<Operand> operands, List<FloatBuffer> inputs) {
        List<Instruction> instructions = expression.instructions();
        int[] until = new int[instructions.size()];
        for (int i = 0; i < until.length; i++) {
            until[i] = Math.max(until[i], i);
            for (int operand : read(instructions.get(i))) {
                until[operand] = i;
            }
        }
        expression.results().forEach(result -> until[result] = instructions.size());
        float[][][] registers = new float[until.length][][];
        int[] place = new int[until.length];
        Arrays.fill(place, -1);
        for (int i = 0; i < until.length; i++) {
            if (once(instructions.get(i), operands)) {
                registers[i] = constant(operands, inputs, ((Load) instructions.get(i)).input());
                continue;
            }
            place[i] = free(place, until, i);
            registers[i] = workers.scratch(place[i], block);
        }
        return registers;
    }

    private float[][] constant(List<Operand> operands, List<FloatBuffer> inputs, int input) {
        float[] shared = new float[Math.min(block, elements)];
        int period = Math.min(operands.get(input).period(), shared.length);
        before.add(() -> Blocks.repeat(inputs.get(input), period, shared));
        float[][] slots = new float[workers.threads()][];
        Arrays.fill(slots, shared);
        return slots;
    }

    private static int free(int[] place, int[] until, int at) {
        for (int candidate = 1; ; candidate++) {
            boolean taken = false;
            for (int i = 0; i < at; i++) {
                taken |= place[i] == candidate && until[i] > at;
            }
            if (!taken) {
                return candidate;
            }
        }
    }

    private static int[] read(Instruction instruction) {
        if (instruction instanceof Apply1 apply) {
            return new int[] {apply.register()};
        } else if (instruction instanceof Apply2 apply) {
            return new int[] {apply.left(), apply.right()};
        } else if (instruction instanceof Drop drop) {
            return new int[] {drop.register()};
        }
        return new int[0];
    }

    private Task task(
            Instruction instruction, int at, float[][][] registers, List<Operand> operands) {
        float[][] to = registers[at];
        float[][] spare = workers.scratch(0, block);
        if (instruction instanceof Load load) {
            Operand operand = operands.get(load.input());
            return once(instruction, operands)
                    ? null
                    : (from, length, slot) -> operand.load(from, to[slot], length);
        } else if (instruction instanceof Drop drop) {
            float[][] a = registers[drop.register()];
            DropoutLoop loop = new DropoutLoop(drop.op(), workers.threads());
            return (from, length, slot) -> loop.run(seed, from, a[slot], to[slot], length, slot);
        } else if (instruction instanceof Apply2 apply) {
            float[][] a = registers[apply.left()];
            float[][] b = registers[apply.right()];
            BlockLoop loop = ElementLoops.of(apply.op());
            return (from, length, slot) -> loop.run(a[slot], b[slot], to[slot], length);
        }
        Apply1 apply = (Apply1) instruction;
        float[][] a = registers[apply.register()];
        BlockLoop loop = ElementLoops.of(apply.op());
        return (from, length, slot) -> loop.run(a[slot], spare[slot], to[slot], length);
    }

    @Override
    public void run(long runSeed) {
        seed = runSeed;
        before.forEach(Runnable::run);
        workers.run(Blocks.quotient(blocks, perPart), this::part);
    }

    private void part(int part, int slot) {
        int end = Math.min(blocks, (part + 1) * perPart);
        for (int i = part * perPart; i < end; i++) {
            int from = i * block;
            int length = Math.min(block, elements - from);
            for (Task task : tasks) {
                task.run(from, length, slot);
            }
            for (int result = 0; result < stored.length; result++) {
                outputs.get(result).put(from, stored[result][slot], 0, length);
            }
        }
    }
}
