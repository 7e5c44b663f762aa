package org.burst4j.report;

import java.util.ArrayList;
import java.util.List;

/** Round numbers for the marks of an axis. */
final class Ticks {
    private Ticks() {}

    /** About {@code wanted} multiples of 1, 2 or 5 times a power of ten within the range. */
    static List<Double> linear(double low, double high, int wanted) {
        double step = step((high - low) / wanted);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** Multiples of 1, 2 or 5 times a power of ten, at least {@code least}. */
    static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double digit = least / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    /** Powers of ten within the range, with their 2- and 5-fold if that is not too many. */
    static List<Double> logarithmic(double low, double high) {
        boolean few = Math.log10(high / low) < 2.5;
        List<Double> ticks = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(low));
                exponent <= Math.log10(high);
                exponent++) {
            for (int digit : few ? new int[] {1, 2, 5} : new int[] {1}) {
                double tick = digit * Math.pow(10, exponent);
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }
}
