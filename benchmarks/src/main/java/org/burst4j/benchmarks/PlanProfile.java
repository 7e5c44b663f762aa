package org.burst4j.benchmarks;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.burst4j.engine.NodeTimes;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Collects what the nodes of a plan take, and prints it by kind of operation and by shape. */
final class PlanProfile implements NodeTimes {
    private static final int LONGEST_NAME = 72;

    private final Map<Node, Total> nodes = new HashMap<>();

    /** What one node, or all of one row, took in all runs. */
    private static final class Total {
        private int calls;
        private long nanoseconds;
        private double flops;
        private double bytes;

        void add(Total other) {
            calls += other.calls;
            nanoseconds += other.nanoseconds;
            flops += other.flops;
            bytes += other.bytes;
        }
    }

    @Override
    public void took(Node node, long nanoseconds) {
        Total total = nodes.computeIfAbsent(node, key -> new Total());
        total.calls++;
        total.nanoseconds += nanoseconds;
        total.flops += NodeWork.flops(node);
        total.bytes += NodeWork.bytes(node);
    }

    /** Milliseconds within nodes, all runs together. */
    double milliseconds() {
        return nodes.values().stream().mapToLong(total -> total.nanoseconds).sum() / 1e6;
    }

    /**
     * Prints two tables: kinds of operations, and kinds with shapes.
     *
     * @param runs that were collected
     * @param step milliseconds of a whole step, of which shares are told
     * @param rows most rows of the second table
     */
    void print(PrintStream out, int runs, double step, int rows) {
        table(out, PlanProfile::kind, runs, step, Integer.MAX_VALUE);
        out.println();
        table(out, PlanProfile::kindAndShapes, runs, step, rows);
    }

    private void table(
            PrintStream out, Function<Node, String> name, int runs, double step, int rows) {
        Map<String, Total> groups = new LinkedHashMap<>();
        nodes.forEach(
                (node, total) ->
                        groups.computeIfAbsent(name.apply(node), key -> new Total()).add(total));
        out.println("| operation | calls a step | ms a step | share | GFLOP/s | GB/s |");
        out.println("|---|---|---|---|---|---|");
        List<Map.Entry<String, Total>> sorted =
                groups.entrySet().stream()
                        .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanoseconds))
                        .toList();
        sorted.stream()
                .limit(rows)
                .forEach(entry -> row(out, entry.getKey(), entry.getValue(), runs, step));
        if (sorted.size() > rows) {
            Total rest = new Total();
            sorted.stream().skip(rows).forEach(entry -> rest.add(entry.getValue()));
            row(out, (sorted.size() - rows) + " others", rest, runs, step);
        }
    }

    private static void row(PrintStream out, String name, Total total, int runs, double step) {
        double milliseconds = total.nanoseconds / 1e6 / runs;
        double seconds = Math.max(1, total.nanoseconds) / 1e9;
        out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f %% | %s | %.1f |%n",
                name,
                total.calls / runs,
                milliseconds,
                100 * milliseconds / step,
                total.flops > 0
                        ? String.format(Locale.ROOT, "%.0f", total.flops / 1e9 / seconds)
                        : "",
                total.bytes / 1e9 / seconds);
    }

    private static String kind(Node node) {
        Op op = node.op();
        if (op instanceof Op.Unary unary) {
            return "Unary " + unary.kind();
        }
        if (op instanceof Op.Binary binary) {
            return "Binary " + binary.kind();
        }
        if (op instanceof Op.Stock stock) {
            return "Stock " + stock.name();
        }
        return op.getClass().getSimpleName();
    }

    private static String kindAndShapes(Node node) {
        String detail = "";
        if (node.op() instanceof Op.Fused fused) {
            detail = " " + steps(fused.expression());
        } else if (node.op() instanceof Op.MatMul product) {
            detail = (product.transposeA() ? " T" : " N") + (product.transposeB() ? "T" : "N");
        } else if (node.op() instanceof Op.LayerNorm norm) {
            detail = norm.gelu() ? " + GELU" : "";
        }
        String text =
                kind(node)
                        + detail
                        + ": "
                        + shapes(node.inputs())
                        + " to "
                        + shapes(node.outputs());
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "..." : text;
    }

    /** What a fused loop does, such as {@code ADD GELU}. */
    private static String steps(Expression expression) {
        return expression.instructions().stream()
                .map(PlanProfile::step)
                .filter(step -> !step.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String step(Expression.Instruction instruction) {
        if (instruction instanceof Expression.Apply1 apply) {
            return apply.op() instanceof Op.Unary unary
                    ? unary.kind().name()
                    : apply.op().getClass().getSimpleName();
        }
        if (instruction instanceof Expression.Apply2 apply) {
            return apply.op() instanceof Op.Binary binary
                    ? binary.kind().name()
                    : apply.op().getClass().getSimpleName();
        }
        return instruction instanceof Expression.Drop ? "Dropout" : "";
    }

    private static String shapes(List<Value> values) {
        return values.stream()
                .map(Value::shape)
                .map(Shape::toString)
                .collect(Collectors.joining(""));
    }
}
