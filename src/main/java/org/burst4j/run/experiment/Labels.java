package org.burst4j.run.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.data.ClipTable;
import org.burst4j.run.DataSettings;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.PreparedData;
import org.burst4j.task.Task;

/** Predictions of runs with the labels of their data sets, each of which is read once. */
final class Labels {
    private record Source(DataSettings data, List<Task> customTasks) {}

    private final Map<Source, ClipTable> tables = new LinkedHashMap<>();

    /**
     * A table of predictions for clips of a run's data set: which ones, it says itself, since bad
     * clips may have been left out and the split may follow from the seed.
     */
    PredictionSet of(PlannedRun run, Path predictions) {
        Source source = new Source(run.config().data(), run.config().customTasks());
        ClipTable table = tables.get(source);
        if (table == null) {
            table = PreparedData.readTable(run.config()).table();
            tables.put(source, table);
        }
        if (!Files.isReadable(predictions)) {
            throw new DataException(
                    predictions + " cannot be read",
                    "Delete the summary.json beside it and run the experiment again: the run then"
                            + " ends anew.");
        }
        return PredictionSet.readNamed(predictions, table.clips(), table.tasks());
    }
}
