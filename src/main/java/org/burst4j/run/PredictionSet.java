package org.burst4j.run;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Stand-in for the class of the branch stats. */
public record PredictionSet(List<Task> tasks, EvaluationResult result) {
    public static PredictionSet read(Path file, List<Clip> clips, List<Task> tasks) {
        Map<String, Clip> byId = clips.stream().collect(Collectors.toMap(Clip::id, c -> c));
        List<Clip> chosen = new ArrayList<>();
        Map<String, float[]> predictions = new LinkedHashMap<>();
        Map<String, float[]> targets = new LinkedHashMap<>();
        try (Reader reader = Files.newBufferedReader(file);
                var parser =
                        CSVFormat.DEFAULT
                                .builder()
                                .setHeader()
                                .setSkipHeaderRecord(true)
                                .get()
                                .parse(reader)) {
            List<CSVRecord> rows = parser.getRecords();
            rows.forEach(row -> chosen.add(byId.get(row.get("file"))));
            for (Task task : tasks) {
                float[] values = new float[rows.size() * task.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] =
                            Float.parseFloat(
                                    rows.get(i / task.size())
                                            .get(
                                                    task.name()
                                                            + "."
                                                            + task.labels().get(i % task.size())));
                }
                predictions.put(task.name(), values);
                targets.put(task.name(), Evaluation.targets(task, chosen));
            }
        } catch (IOException e) {
            throw new DataException("cannot read " + file, "", e);
        }
        return new PredictionSet(
                tasks,
                EvaluationResult.rate(tasks, chosen, predictions, targets, Double.NaN, Map.of()));
    }

    public static PredictionSet average(List<PredictionSet> sets, List<Double> weights) {
        PredictionSet first = sets.get(0);
        Map<String, float[]> predictions = new LinkedHashMap<>();
        for (Task task : first.tasks) {
            float[] mean = new float[first.result.predictions().get(task.name()).length];
            for (int i = 0; i < mean.length; i++) {
                double sum = 0;
                for (PredictionSet set : sets) {
                    sum += set.result.predictions().get(task.name())[i];
                }
                mean[i] = (float) (sum / weights.size());
            }
            predictions.put(task.name(), mean);
        }
        return new PredictionSet(
                first.tasks,
                EvaluationResult.rate(
                        first.tasks,
                        first.result.clips(),
                        predictions,
                        first.result.targets(),
                        Double.NaN,
                        Map.of()));
    }

    public void write(Path file) {
        PredictionTable.write(file, tasks, result);
    }
}
