package org.burst4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;

/**
 * {@code metrics.csv}: one row an epoch, appended and flushed as it ends.
 *
 * <p>Columns: {@code stage,epoch,global_epoch,train_loss,val_loss,learning_rate,seconds,best}, then
 * the metrics under their own names ({@code val/high.ccc}), then for each task {@code
 * loss/train/high}, {@code loss/val/high}, {@code weight/high} and {@code sigma/high}, and further
 * numbers of the training as {@code term/age/adversarial}. Numbers are written so that reading them
 * gives the same double; an unknown number is an empty cell.
 */
public final class MetricsCsv implements AutoCloseable {
    private static final List<String> FIXED =
            List.of(
                    "stage",
                    "epoch",
                    "global_epoch",
                    "train_loss",
                    "val_loss",
                    "learning_rate",
                    "seconds",
                    "best");
    private static final String LOSS = "loss/";
    private static final String WEIGHT = "weight/";
    private static final String SIGMA = "sigma/";
    static final String TERM = "term/";

    private final List<String> header;
    private final CsvLog table;

    /**
     * Opens the file for appending, creating it with its header if there is none.
     *
     * @param file the file
     * @param metricNames names of the metrics, e.g. {@code val/high.ccc}, in the columns' order
     * @param taskNames names of the tasks, in the columns' order
     * @param termNames names of further numbers, e.g. {@code age/adversarial}
     * @throws DataException if the file exists with other columns or a broken row
     * @throws org.burst4j.EnvironmentException if it cannot be written
     */
    public MetricsCsv(
            Path file, List<String> metricNames, List<String> taskNames, List<String> termNames) {
        List<String> columns = new ArrayList<>(FIXED);
        columns.addAll(metricNames);
        taskNames.forEach(task -> columns.add(LOSS + "train/" + task));
        taskNames.forEach(task -> columns.add(LOSS + "val/" + task));
        taskNames.forEach(task -> columns.add(WEIGHT + task));
        taskNames.forEach(task -> columns.add(SIGMA + task));
        termNames.forEach(term -> columns.add(TERM + term));
        header = List.copyOf(columns);
        table = new CsvLog(file, header, "global_epoch");
    }

    /**
     * Adds an epoch.
     *
     * @param row the epoch; what it has no number for stays empty
     * @throws DataException if it holds a number for which there is no column
     * @throws org.burst4j.EnvironmentException if the file cannot be written
     */
    public void append(EpochRow row) {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("stage", Integer.toString(row.stage()));
        cells.put("epoch", Integer.toString(row.epoch()));
        cells.put("global_epoch", Integer.toString(row.globalEpoch()));
        cells.put("train_loss", Numbers.exact(row.trainLoss()));
        cells.put("val_loss", Numbers.exact(row.valLoss()));
        cells.put("learning_rate", Numbers.exact(row.learningRate()));
        cells.put("seconds", Numbers.exact(row.seconds()));
        cells.put("best", Boolean.toString(row.best()));
        row.metrics().forEach((name, value) -> cells.put(name, Numbers.exact(value)));
        row.rawLosses().forEach((name, value) -> cells.put(LOSS + name, Numbers.exact(value)));
        row.taskWeights().forEach((name, value) -> cells.put(WEIGHT + name, Numbers.exact(value)));
        row.sigmas().forEach((name, value) -> cells.put(SIGMA + name, Numbers.exact(value)));
        row.terms().forEach((name, value) -> cells.put(TERM + name, Numbers.exact(value)));
        table.append(Numbers.inOrder(header, cells));
    }

    /**
     * Drops the epochs after one, for a run that resumes from there.
     *
     * @param globalEpoch the last epoch to keep; 0 drops all
     * @throws org.burst4j.EnvironmentException if the file cannot be written
     */
    public void truncateAfter(int globalEpoch) {
        table.truncateAfter(globalEpoch);
    }

    /**
     * Reads the epochs of a file back, e.g. to report a run that was resumed.
     *
     * @param file a file written by this class
     * @return its rows, without the cells that are empty
     * @throws DataException if it cannot be read or a row is broken
     */
    public static List<EpochRow> read(Path file) {
        List<List<String>> records = CsvLog.read(file);
        if (records.isEmpty() || !records.get(0).containsAll(FIXED)) {
            throw new DataException(
                    file + " has no header with the columns " + FIXED,
                    "Give the metrics.csv of a run folder.");
        }
        List<EpochRow> rows = new ArrayList<>();
        for (int line = 1; line < records.size(); line++) {
            try {
                rows.add(row(records.get(0), records.get(line)));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw CsvLog.broken(file, line + 1, String.join(",", records.get(line)), e);
            }
        }
        return rows;
    }

    private static EpochRow row(List<String> header, List<String> cells) {
        Map<String, String> byName = new LinkedHashMap<>();
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        Map<String, Double> weights = new LinkedHashMap<>();
        Map<String, Double> sigmas = new LinkedHashMap<>();
        Map<String, Double> terms = new LinkedHashMap<>();
        for (int column = 0; column < header.size(); column++) {
            String name = header.get(column);
            String cell = cells.get(column);
            byName.put(name, cell);
            if (!FIXED.contains(name) && !cell.isEmpty()) {
                double value = Double.parseDouble(cell);
                if (name.startsWith(LOSS)) {
                    losses.put(name.substring(LOSS.length()), value);
                } else if (name.startsWith(WEIGHT)) {
                    weights.put(name.substring(WEIGHT.length()), value);
                } else if (name.startsWith(SIGMA)) {
                    sigmas.put(name.substring(SIGMA.length()), value);
                } else if (name.startsWith(TERM)) {
                    terms.put(name.substring(TERM.length()), value);
                } else {
                    metrics.put(name, value);
                }
            }
        }
        return new EpochRow(
                Integer.parseInt(byName.get("stage")),
                Integer.parseInt(byName.get("epoch")),
                Integer.parseInt(byName.get("global_epoch")),
                Numbers.parse(byName.get("train_loss")),
                Numbers.parse(byName.get("val_loss")),
                Numbers.parse(byName.get("learning_rate")),
                Numbers.parse(byName.get("seconds")),
                Boolean.parseBoolean(byName.get("best")),
                metrics,
                losses,
                weights,
                sigmas,
                terms);
    }

    @Override
    public void close() {
        table.close();
    }
}
