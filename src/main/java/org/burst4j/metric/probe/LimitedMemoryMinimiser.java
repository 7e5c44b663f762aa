package org.burst4j.metric.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.UnaryOperator;

/**
 * L-BFGS with a given inverse of the first curvature and a step that is halved until the function
 * has fallen enough (Nocedal 1980, Mathematics of Computation 35: the two loops). For smooth,
 * strictly convex functions.
 */
final class LimitedMemoryMinimiser {
    private static final int MEMORY = 12;
    private static final int MOST_STEPS = 1000;
    private static final int MOST_HALVINGS = 40;
    private static final double SUFFICIENT = 1e-4;

    /**
     * Size of the rounding error of a mean loss, which is small beside the logits it is made of.
     */
    private static final double ROUNDING = 1e-13;

    private LimitedMemoryMinimiser() {}

    /** A function that also writes its gradient. */
    @FunctionalInterface
    interface Objective {
        double at(double[] point, double[] gradient);
    }

    /** Where it ended. */
    @SuppressWarnings("ArrayRecordComponent") // Package-private carrier, never compared.
    record Result(double[] point, double largestGradient) {}

    /** One step and the change of the gradient along it. */
    @SuppressWarnings("ArrayRecordComponent") // Private carrier, never compared.
    private record Pair(double[] step, double[] change, double product) {}

    static Result minimise(
            Objective objective,
            UnaryOperator<double[]> inverseCurvature,
            double[] start,
            double tolerance) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = objective.at(point, gradient);
        Deque<Pair> pairs = new ArrayDeque<>();
        for (int step = 0; step < MOST_STEPS && largest(gradient) > tolerance; step++) {
            double[] direction = direction(pairs, inverseCurvature, gradient);
            double slope = dot(direction, gradient);
            double length = 1;
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double nextValue = Double.NaN;
            boolean fallen = false;
            for (int halving = 0; halving < MOST_HALVINGS && !fallen; halving++) {
                for (int i = 0; i < point.length; i++) {
                    next[i] = point[i] + length * direction[i];
                }
                nextValue = objective.at(next, nextGradient);
                double allowed =
                        SUFFICIENT * length * slope + ROUNDING * Math.max(1, Math.abs(value));
                fallen = nextValue - value <= allowed;
                length /= 2;
            }
            if (!fallen) {
                break;
            }
            remember(pairs, point, next, gradient, nextGradient);
            point = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return new Result(point, largest(gradient));
    }

    private static void remember(
            Deque<Pair> pairs, double[] from, double[] to, double[] before, double[] after) {
        double[] step = new double[from.length];
        double[] change = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            step[i] = to[i] - from[i];
            change[i] = after[i] - before[i];
        }
        double product = dot(step, change);
        if (product > 0) {
            pairs.addLast(new Pair(step, change, product));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    private static double[] direction(
            Deque<Pair> pairs, UnaryOperator<double[]> inverseCurvature, double[] gradient) {
        double[] vector = gradient.clone();
        double[] shares = new double[pairs.size()];
        int at = pairs.size();
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
            Pair pair = newest.next();
            shares[--at] = dot(pair.step(), vector) / pair.product();
            add(vector, -shares[at], pair.change());
        }
        vector = inverseCurvature.apply(vector);
        for (Pair pair : pairs) {
            double share = dot(pair.change(), vector) / pair.product();
            add(vector, shares[at++] - share, pair.step());
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = -vector[i];
        }
        return vector;
    }

    private static void add(double[] vector, double factor, double[] other) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += factor * other[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
