package org.burst4j.run.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.ClipTable;
import org.burst4j.run.DataSettings;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.PreparedData;

/** Predictions of runs with the labels of their data sets, each of which is read once. */
final class Labels {
    private record Source(DataSettings data, List<?> customTasks) {}

    private final Map<Source, ClipTable> tables = new LinkedHashMap<>();

    /** A table of predictions for the clips of a run. */
    PredictionSet of(PlannedRun run, Path predictions) {
        Source source = new Source(run.config().data(), run.config().customTasks());
        ClipTable table = tables.get(source);
        if (table == null) {
            table = PreparedData.readTable(run.config()).table();
            tables.put(source, table);
        }
        return PredictionSet.read(predictions, table.clips(), table.tasks());
    }
}
