package org.burst4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code steps.csv}: one row an optimiser step, appended and flushed as it ends.
 *
 * <p>Columns: {@code step,stage,global_epoch,loss,learning_rate,gradient_norm,clips,seconds}, then
 * {@code loss/high} for each task, and further numbers as {@code term/age/adversarial}. Numbers are
 * written so that reading them gives the same double; an unknown number is an empty cell.
 */
public final class StepsCsv implements AutoCloseable {
    private static final List<String> FIXED =
            List.of(
                    "step",
                    "stage",
                    "global_epoch",
                    "loss",
                    "learning_rate",
                    "gradient_norm",
                    "clips",
                    "seconds");
    private static final String LOSS = "loss/";
    private static final String TERM = MetricsCsv.TERM;

    private final List<String> header;
    private final CsvLog table;

    /**
     * Opens the file for appending, creating it with its header if there is none.
     *
     * @param file the file
     * @param taskNames names of the tasks, in the columns' order
     * @param termNames names of further numbers, e.g. {@code age/adversarial}
     * @throws org.burst4j.DataException if the file exists with other columns or a broken row
     * @throws org.burst4j.EnvironmentException if it cannot be written
     */
    public StepsCsv(Path file, List<String> taskNames, List<String> termNames) {
        List<String> columns = new ArrayList<>(FIXED);
        taskNames.forEach(task -> columns.add(LOSS + task));
        termNames.forEach(term -> columns.add(TERM + term));
        header = List.copyOf(columns);
        table = new CsvLog(file, header, "step");
    }

    /**
     * Adds a step.
     *
     * @param row the step; what it has no number for stays empty
     * @throws org.burst4j.DataException if it holds a task for which there is no column
     * @throws org.burst4j.EnvironmentException if the file cannot be written
     */
    public void append(StepRow row) {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("step", Long.toString(row.step()));
        cells.put("stage", Integer.toString(row.stage()));
        cells.put("global_epoch", Integer.toString(row.globalEpoch()));
        cells.put("loss", Numbers.exact(row.loss()));
        cells.put("learning_rate", Numbers.exact(row.learningRate()));
        cells.put("gradient_norm", Numbers.exact(row.gradientNorm()));
        cells.put("clips", Integer.toString(row.clips()));
        cells.put("seconds", Numbers.exact(row.seconds()));
        row.rawLosses().forEach((name, value) -> cells.put(LOSS + name, Numbers.exact(value)));
        row.terms().forEach((name, value) -> cells.put(TERM + name, Numbers.exact(value)));
        table.append(Numbers.inOrder(header, cells));
    }

    /**
     * Drops the steps after one, for a run that resumes from there.
     *
     * @param step the last step to keep; 0 drops all
     * @throws org.burst4j.EnvironmentException if the file cannot be written
     */
    public void truncateAfter(long step) {
        table.truncateAfter(step);
    }

    @Override
    public void close() {
        table.close();
    }
}
