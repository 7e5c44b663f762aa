package org.burst4j.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.audio.Waveform;
import org.burst4j.data.Clip;
import org.burst4j.data.Problem;
import org.burst4j.metric.probe.LinearProbe;
import org.burst4j.metric.probe.ProbeSettings;
import org.burst4j.predict.RepresentationReader;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Probes the representations of a saved model for what they hold of the labels of a data set. */
public final class Probing {
    private static final Logger LOG = LoggerFactory.getLogger(Probing.class);

    private Probing() {}

    /**
     * What was found.
     *
     * @param rows for each representation in its order one row for each task
     * @param problems clips that were left out
     */
    public record Outcome(List<ProbeRow> rows, List<Problem> problems) {}

    /**
     * Hears the clips and probes.
     *
     * @param bundle the model's folder
     * @param config whose data settings name data set and tasks; without tasks all that the labels
     *     hold, known to the model or not
     * @param split train, val, test or all
     * @param representations names as {@link VocalBurstModel#representations()} has them; empty:
     *     all
     * @param settings how the probes are made
     * @param heard told the number of clips heard so far
     * @return what was found
     * @throws ConfigException if the model has no representation of a name
     * @throws org.burst4j.DataException as {@link LinearProbe#of}
     */
    public static Outcome run(
            Path bundle,
            RunConfig config,
            String split,
            List<String> representations,
            ProbeSettings settings,
            IntConsumer heard) {
        try (VocalBurstModel model = VocalBurstModel.load(bundle, config.train().executor())) {
            List<String> names = wanted(model, representations);
            ModelClips clips = ModelClips.of(model, config, tasks(model, config), split, d -> {});
            List<String> speakers = speakers(clips.clips());
            Map<String, double[][]> features = read(model, names, clips, heard);
            List<ProbeRow> rows = new ArrayList<>();
            for (String name : names) {
                double[][] of = features.get(name);
                for (Task task : clips.tasks()) {
                    float[] targets = Evaluation.targets(task, clips.clips());
                    LOG.info("probing {} for {}", name, task.name());
                    rows.add(
                            new ProbeRow(
                                    name,
                                    of[0].length,
                                    task,
                                    new LinearProbe(task, settings).of(of, targets, speakers)));
                }
            }
            return new Outcome(rows, clips.problems());
        }
    }

    private static List<String> wanted(VocalBurstModel model, List<String> representations) {
        List<String> known = model.representations();
        for (String name : representations) {
            if (!known.contains(name)) {
                throw new ConfigException(
                        "the model has no representation '" + name + "'",
                        "It has: " + String.join(", ", known) + ".");
            }
        }
        return representations.isEmpty() ? known : representations.stream().distinct().toList();
    }

    /** The tasks that are asked for, or all that the labels hold; the model's own come first. */
    private static List<Task> tasks(VocalBurstModel model, RunConfig config) {
        Map<String, Task> known = new LinkedHashMap<>();
        Stream.concat(model.tasks().stream(), config.wantedTasks().stream())
                .forEach(task -> known.putIfAbsent(task.name(), task));
        List<String> asked = config.data().tasks();
        if (!asked.isEmpty()) {
            return asked.stream()
                    .map(name -> known.containsKey(name) ? known.get(name) : Tasks.named(name))
                    .toList();
        }
        return PreparedData.distinct(config.data().read(List.copyOf(known.values())).table());
    }

    /** Who is heard; a clip without a speaker is one's own. */
    private static List<String> speakers(List<Clip> clips) {
        long unknown = Speakers.unknown(clips);
        if (unknown > 0) {
            LOG.warn(
                    "{} of {} clips name no speaker and count as one each: if speakers recur, the"
                            + " probes may know them, and the scores are too good",
                    unknown,
                    clips.size());
        }
        return Speakers.orSingle(clips);
    }

    private static Map<String, double[][]> read(
            VocalBurstModel model, List<String> names, ModelClips clips, IntConsumer heard) {
        Map<String, double[][]> features = new LinkedHashMap<>();
        int count = clips.clips().size();
        names.forEach(name -> features.put(name, new double[count][]));
        int rateHz = model.audio().sampleRateHz();
        try (RepresentationReader reader = model.reader(names)) {
            AtomicInteger done = new AtomicInteger();
            reader.read(
                    clips.clips().stream().map(Clip::id).toList(),
                    clip -> {
                        Clip of = clips.clips().get(clip);
                        return new Waveform(clips.source().read(of.file()), rateHz, 0);
                    },
                    (clip, rows) -> {
                        rows.forEach((name, row) -> features.get(name)[clip] = doubles(row));
                        heard.accept(done.incrementAndGet());
                    });
        }
        return features;
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
