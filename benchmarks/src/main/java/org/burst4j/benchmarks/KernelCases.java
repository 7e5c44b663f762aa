package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.burst4j.ConfigException;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.burst4j.engine.kernel.Workers;

/** Every kernel at the sizes that a base encoder has on 4 clips of 2 s. */
final class KernelCases {
    private static final int CLIPS = 4;
    private static final int FRAMES = 99;
    private static final int CONV_FRAMES = 6399;
    private static final int CHANNELS = 512;
    private static final int WIDTH = 768;
    private static final int HIDDEN = 3072;
    private static final int HEADS = 12;
    private static final int GROUPS = 16;
    private static final Shape ROWS = Shape.of(CLIPS * FRAMES, WIDTH);
    private static final Shape HIDDEN_ROWS = Shape.of(CLIPS * FRAMES, HIDDEN);
    private static final Shape CONV_ROWS = Shape.of(CLIPS * CONV_FRAMES, CHANNELS);
    private static final Shape CONV = Shape.of(CLIPS, CONV_FRAMES, CHANNELS);
    private static final Shape SCORES = Shape.of(CLIPS * HEADS * FRAMES, FRAMES);
    private static final float EPSILON = 1e-5f;
    private static final float DROPOUT = 0.1f;

    private final Map<String, Program> programs = new LinkedHashMap<>();

    private KernelCases() {
        elementwise();
        norms();
        attention();
        convolutions();
        reductions();
    }

    /** Names of all cases. */
    static List<String> names() {
        return List.copyOf(new KernelCases().programs.keySet());
    }

    /** Binds one case. */
    static KernelCase bind(String name, Workers workers) {
        Program program = new KernelCases().programs.get(name);
        if (program == null) {
            throw new ConfigException(
                    "there is no kernel case '" + name + "'", "Expected one of " + names() + ".");
        }
        return KernelCase.of(name, program, workers);
    }

    /** Adds a case: one operation over placeholders, all of its outputs wanted. */
    private void add(String name, Op op, Shape... inputs) {
        add(name, op, values -> values, inputs);
    }

    /** The same where nodes before it make its inputs of the placeholders. */
    private void add(String name, Op op, UnaryOperator<List<Value>> before, Shape... inputs) {
        ProgramBuilder builder = new ProgramBuilder();
        List<Value> values = new ArrayList<>();
        for (Shape shape : inputs) {
            values.add(builder.placeholder("input" + values.size(), shape));
        }
        List<Value> results = builder.addAll(op, before.apply(values));
        for (int i = 0; i < results.size(); i++) {
            builder.output("output" + i, results.get(i));
        }
        programs.put(name, builder.build());
    }

    private void elementwise() {
        for (Shape shape : List.of(HIDDEN_ROWS, CONV_ROWS)) {
            Shape row = Shape.of(shape.columns());
            add("bias+GELU " + text(shape), biasGelu(shape, false), shape, row);
            add("bias+GELU backward " + text(shape), biasGelu(shape, true), shape, row, shape);
        }
        Op gelu = new Op.Unary(UnaryKind.GELU);
        add("GELU " + text(CONV_ROWS), gelu, CONV_ROWS);
        Op sum = new Op.Binary(BinaryKind.ADD);
        add("add " + text(CONV_ROWS), sum, CONV_ROWS, CONV_ROWS);
        Op dropout = new Op.Dropout("dropout", DROPOUT);
        add("dropout " + text(HIDDEN_ROWS), dropout, HIDDEN_ROWS);
        add("uniform " + text(HIDDEN_ROWS), new Op.Uniform("uniform", 0, 1, HIDDEN_ROWS));
    }

    /** gelu(x + bias), or its gradient dy gelu'(x + bias). */
    private static Op biasGelu(Shape shape, boolean backward) {
        List<Expression.Access> accesses = new ArrayList<>();
        accesses.add(new Expression.Access(1, shape.elements()));
        accesses.add(new Expression.Access(1, shape.columns()));
        List<Expression.Instruction> code = new ArrayList<>();
        code.add(new Expression.Load(0));
        code.add(new Expression.Load(1));
        code.add(new Expression.Apply2(new Op.Binary(BinaryKind.ADD), 0, 1));
        if (backward) {
            accesses.add(new Expression.Access(1, shape.elements()));
            code.add(new Expression.Load(2));
            code.add(new Expression.Apply2(new Op.GeluGradient(), 2, 3));
        } else {
            code.add(new Expression.Apply1(new Op.Unary(UnaryKind.GELU), 2));
        }
        return new Op.Fused(new Expression(shape, accesses, code, List.of(code.size() - 1)));
    }

    private void norms() {
        layerNorm(ROWS, false);
        layerNorm(CONV_ROWS, true);
        residualLayerNorm();
        Op.GroupNorm group = new Op.GroupNorm(EPSILON, true);
        Shape row = Shape.of(CHANNELS);
        Shape one = Shape.of(CLIPS, 1, CHANNELS);
        add("GroupNorm+GELU " + text(CONV), group, CONV, row, row);
        add(
                "GroupNorm+GELU backward " + text(CONV),
                new Op.GroupNormGradient(group),
                CONV,
                row,
                row,
                one,
                one,
                CONV);
    }

    private void layerNorm(Shape shape, boolean gelu) {
        Op.LayerNorm norm = new Op.LayerNorm(EPSILON, true, true, gelu);
        Shape row = Shape.of(shape.columns());
        Shape one = Shape.of(shape.rows(), 1);
        String name = gelu ? "LayerNorm+GELU " : "LayerNorm ";
        add(name + text(shape), norm, shape, row, row);
        add(
                name + "backward " + text(shape),
                new Op.LayerNormGradient(norm),
                shape,
                row,
                row,
                one,
                one,
                shape);
    }

    /** Two nodes: what is between them does not count as moved. */
    private void residualLayerNorm() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", ROWS);
        Value branch = builder.placeholder("branch", ROWS);
        Value gamma = builder.placeholder("gamma", Shape.of(WIDTH));
        Value beta = builder.placeholder("beta", Shape.of(WIDTH));
        Value sum = builder.add(new Op.Binary(BinaryKind.ADD), x, branch);
        builder.output(
                "y", builder.add(new Op.LayerNorm(EPSILON, true, true, false), sum, gamma, beta));
        programs.put("residual+LayerNorm " + text(ROWS), builder.build());
    }

    private void attention() {
        float scale = (float) Math.sqrt((double) HEADS / WIDTH);
        Shape bias = Shape.of(CLIPS * FRAMES);
        for (boolean drops : new boolean[] {false, true}) {
            Op.Attention attention =
                    new Op.Attention(
                            CLIPS,
                            HEADS,
                            scale,
                            true,
                            drops ? "attention" : "",
                            drops ? DROPOUT : 0);
            String name = (drops ? "attention+dropout " : "attention ") + "4x99x768";
            add(name, attention, ROWS, ROWS, ROWS, bias);
            add(
                    name + " backward",
                    new Op.AttentionGradient(attention),
                    ROWS,
                    ROWS,
                    ROWS,
                    bias,
                    ROWS);
        }
        add("softmax " + text(SCORES), new Op.Softmax(), SCORES);
        add("softmax backward " + text(SCORES), new Op.SoftmaxGradient(), SCORES, SCORES);
    }

    private void convolutions() {
        groupedConv("data2vec", 19, 9, 0);
        groupedConv("wav2vec2", 128, 64, 1);
    }

    private void groupedConv(String family, int kernel, int padding, int crop) {
        Op.GroupedConv conv = new Op.GroupedConv(GROUPS, padding, crop);
        Shape x = Shape.of(CLIPS, FRAMES, WIDTH);
        Shape weight = Shape.of(kernel, WIDTH / GROUPS, WIDTH);
        String name = "grouped conv " + family + " " + kernel + " taps";
        add(name, conv, x, weight);
        add(name + " backward", new Op.GroupedConvGradient(conv), x, weight, x);
    }

    private void reductions() {
        for (Shape shape : List.of(HIDDEN_ROWS, CONV_ROWS)) {
            add(
                    "column sums " + text(shape),
                    new Op.Reduce(ReduceKind.SUM, List.of(0), false),
                    shape);
        }
        add(
                "row sums " + text(HIDDEN_ROWS),
                new Op.Reduce(ReduceKind.SUM, List.of(1), false),
                HIDDEN_ROWS);
        add(
                "permute 4x99x12x64 to 4x12x99x64",
                new Op.Permute(List.of(0, 2, 1, 3)),
                Shape.of(CLIPS, FRAMES, HEADS, WIDTH / HEADS));
        add("transpose " + text(HIDDEN_ROWS), new Op.Permute(List.of(1, 0)), HIDDEN_ROWS);
    }

    private static String text(Shape shape) {
        StringBuilder text = new StringBuilder();
        for (int size : shape.sizes()) {
            text.append(text.isEmpty() ? "" : "x").append(size);
        }
        return text.toString();
    }
}
