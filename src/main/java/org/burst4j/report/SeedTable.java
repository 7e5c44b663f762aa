package org.burst4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.burst4j.file.AtomicFiles;

/**
 * The scores of one configuration with several seeds: a line for each metric with its mean, sample
 * standard deviation and each seed's score.
 *
 * @param title what was run
 * @param seeds the scores of each seed
 */
public record SeedTable(String title, List<SeedScores> seeds) {
    private static final String NO_DEVIATION = "-";
    private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    /** Copies the list. */
    public SeedTable {
        seeds = List.copyOf(seeds);
    }

    /**
     * Writes {@code seeds.md} and {@code seeds.csv}.
     *
     * @param folder where; missing folders are made
     * @throws org.burst4j.EnvironmentException if a file cannot be written
     */
    public void write(Path folder) {
        AtomicFiles.write(
                folder.resolve("seeds.md"), "# " + title + "\n\n" + MarkdownTable.of(rows()));
        AtomicFiles.write(folder.resolve("seeds.csv"), csv());
    }

    /**
     * The table for people.
     *
     * @return rows of cells, the header first; three decimals, "-" for the deviation of one seed
     */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("metric", "mean", "deviation", "seeds"));
        seeds.forEach(seed -> header.add("seed " + seed.seed()));
        rows.add(header);
        spreads()
                .forEach(
                        (metric, spread) -> {
                            List<String> row = new ArrayList<>();
                            row.add(metric);
                            row.add(Numbers.score(spread.mean()));
                            row.add(
                                    Double.isNaN(spread.deviation())
                                            ? NO_DEVIATION
                                            : Numbers.score(spread.deviation()));
                            row.add(Integer.toString(spread.count()));
                            seeds.forEach(seed -> row.add(Numbers.score(value(seed, metric))));
                            rows.add(row);
                        });
        return rows;
    }

    private String csv() {
        StringBuilder text = new StringBuilder("metric,mean,deviation,seeds");
        seeds.forEach(seed -> text.append(",seed_").append(seed.seed()));
        text.append('\n');
        spreads()
                .forEach(
                        (metric, spread) -> {
                            List<String> row = new ArrayList<>();
                            row.add(metric);
                            row.add(Numbers.exact(spread.mean()));
                            row.add(Numbers.exact(spread.deviation()));
                            row.add(Integer.toString(spread.count()));
                            seeds.forEach(seed -> row.add(Numbers.exact(value(seed, metric))));
                            text.append(CSV.format(row.toArray())).append('\n');
                        });
        return text.toString();
    }

    /** Mean and deviation by metric; per-clip figures behind the official ones. */
    private Map<String, Spread> spreads() {
        Set<String> metrics = new LinkedHashSet<>();
        seeds.forEach(seed -> metrics.addAll(seed.scores().keySet()));
        seeds.forEach(
                seed ->
                        seed.perClip()
                                .keySet()
                                .forEach(key -> metrics.add(key + Comparisons.PER_CLIP_SUFFIX)));
        Map<String, Spread> spreads = new LinkedHashMap<>();
        for (String metric : metrics) {
            spreads.put(
                    metric, Spread.of(seeds.stream().map(seed -> value(seed, metric)).toList()));
        }
        return spreads;
    }

    private static double value(SeedScores seed, String metric) {
        return metric.endsWith(Comparisons.PER_CLIP_SUFFIX)
                ? seed.perClip()
                        .getOrDefault(
                                metric.substring(
                                        0, metric.length() - Comparisons.PER_CLIP_SUFFIX.length()),
                                Double.NaN)
                : seed.scores().getOrDefault(metric, Double.NaN);
    }
}
