package org.burst4j.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A chart of curves over the epochs, for SVG and PNG alike.
 *
 * @param name file name without ending
 * @param title what it shows
 * @param yTitle what the curves count
 * @param epochs the global epochs, growing
 * @param lines the curves
 * @param stageStarts global epochs at which a new stage begins, without the first
 */
record LineChart(
        String name,
        String title,
        String yTitle,
        List<Integer> epochs,
        List<Line> lines,
        List<Integer> stageStarts) {

    /** Beyond this many epochs dots would hide a curve. */
    static final int MOST_DOTS = 60;

    // From here on a linear axis would press most curves against its bottom.
    private static final double LOGARITHMIC_RATIO = 30;

    /**
     * One curve.
     *
     * @param name its name in the legend
     * @param values one an epoch, NaN for none
     * @param colour index into the palette, so that related curves share a colour
     * @param style how it is drawn
     */
    record Line(String name, List<Double> values, int colour, Style style) {}

    /** How a curve is drawn. */
    enum Style {
        /** A solid line with a dot at each epoch. */
        SOLID,
        /** A dashed line. */
        DASHED,
        /** Rings without a line, to mark epochs. */
        RINGS
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Whether the values are so far apart, and all positive, that the axis is logarithmic. */
    boolean logarithmic() {
        return least() > 0 && most() / least() > LOGARITHMIC_RATIO;
    }

    double least() {
        return values().min().orElse(0);
    }

    double most() {
        return values().max().orElse(1);
    }

    /** The height of a linear axis; a lone value gets as much as it is away from zero. */
    double span() {
        return most() > least() ? most() - least() : Math.max(1e-9, Math.abs(most()));
    }

    /** The lower end of a linear axis: zero if it is near, else a little below the least value. */
    double lowEnd() {
        return least() >= 0 && least() <= span() ? 0 : least() - 0.05 * span();
    }

    private DoubleStream values() {
        return lines.stream()
                .flatMap(line -> line.values().stream())
                .filter(Double::isFinite)
                .mapToDouble(Double::doubleValue);
    }
}
