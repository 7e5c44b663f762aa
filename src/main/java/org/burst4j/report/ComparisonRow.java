package org.burst4j.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One line of a {@link ComparisonTable}: a run, or the runs of one configuration with several
 * seeds, beside the figures that a paper gives for it.
 *
 * @param kind whether it was run, or only stands there to compare with
 * @param name short and unique, e.g. {@code avb-paper/-SM}
 * @param title what it is, in words; may be empty
 * @param seeds scores of each run; empty if none has any
 * @param paper the paper's figures by metric key; empty if it has none
 * @param bestEpoch where the best epoch lies, in words; may be empty
 * @param weightRatio largest over smallest learnt task weight at the best epoch
 * @param seconds training time of a run
 * @param remark what went wrong or is still to be done, in words; empty if all went well
 * @param marks signs that stand behind a score, by metric key; may be empty
 */
public record ComparisonRow(
        Kind kind,
        String name,
        String title,
        List<SeedScores> seeds,
        Map<String, Double> paper,
        String bestEpoch,
        Spread weightRatio,
        Spread seconds,
        String remark,
        Map<String, String> marks) {

    /** What a line stands for. */
    public enum Kind {
        /** Something that was run, or is to be; only such lines compete for the best. */
        RUN,
        /** Figures of the paper only. */
        PAPER,
        /** A bound that no training made: chance, or the noise ceiling. */
        BOUND
    }

    /** Copies lists and maps, keeping their order. */
    public ComparisonRow {
        seeds = List.copyOf(seeds);
        paper = EpochRow.ordered(paper);
        marks = EpochRow.ordered(marks);
    }

    /**
     * A line whose scores have no signs behind them.
     *
     * @param kind whether it was run
     * @param name short and unique
     * @param title what it is
     * @param seeds scores of each run
     * @param paper the paper's figures by metric key
     * @param bestEpoch where the best epoch lies
     * @param weightRatio largest over smallest learnt task weight
     * @param seconds training time of a run
     * @param remark what went wrong or is still to be done
     */
    public ComparisonRow(
            Kind kind,
            String name,
            String title,
            List<SeedScores> seeds,
            Map<String, Double> paper,
            String bestEpoch,
            Spread weightRatio,
            Spread seconds,
            String remark) {
        this(kind, name, title, seeds, paper, bestEpoch, weightRatio, seconds, remark, Map.of());
    }

    /**
     * The same line with signs behind its scores.
     *
     * @param signs by metric key
     * @return the line
     */
    public ComparisonRow marked(Map<String, String> signs) {
        return new ComparisonRow(
                kind, name, title, seeds, paper, bestEpoch, weightRatio, seconds, remark, signs);
    }

    /**
     * A line that was not run and has figures of the paper only.
     *
     * @param name its name
     * @param paper the figures by metric key
     * @return the line
     */
    public static ComparisonRow ofPaper(String name, Map<String, Double> paper) {
        return bare(Kind.PAPER, name, "as published", List.of(), paper);
    }

    /**
     * A bound to compare with.
     *
     * @param name its name
     * @param title what it is
     * @param scores its scores by metric key
     * @param perClip its per-clip figures by metric key
     * @return the line
     */
    public static ComparisonRow ofBound(
            String name, String title, Map<String, Double> scores, Map<String, Double> perClip) {
        SeedScores only = new SeedScores("", scores, Map.of(), perClip, null);
        return bare(Kind.BOUND, name, title, List.of(only), Map.of());
    }

    private static ComparisonRow bare(
            Kind kind,
            String name,
            String title,
            List<SeedScores> seeds,
            Map<String, Double> paper) {
        return new ComparisonRow(kind, name, title, seeds, paper, "", Spread.NONE, Spread.NONE, "");
    }

    /**
     * The score by one metric over all seeds.
     *
     * @param metric the metric's key
     * @return mean and deviation
     */
    public Spread score(String metric) {
        return over(SeedScores::scores, metric);
    }

    /**
     * The per-clip figure by one metric over all seeds.
     *
     * @param metric the metric's key
     * @return mean and deviation
     */
    public Spread perClip(String metric) {
        return over(SeedScores::perClip, metric);
    }

    /**
     * The paper's figure.
     *
     * @param metric the metric's key
     * @return NaN if it gives none
     */
    public double paper(String metric) {
        return paper.getOrDefault(metric, Double.NaN);
    }

    private Spread over(Function<SeedScores, Map<String, Double>> part, String metric) {
        return Spread.of(
                seeds.stream().map(s -> part.apply(s).getOrDefault(metric, Double.NaN)).toList());
    }
}
