package org.burst4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.burst4j.ConfigException;
import org.burst4j.EnvironmentException;
import org.burst4j.RunInterruptedException;
import org.burst4j.file.AtomicFiles;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.model.ModelBundle;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.train.Checkpoints;
import org.burst4j.train.EvaluationResult;
import org.burst4j.train.FeatureCache;
import org.burst4j.train.StopSignal;
import org.burst4j.train.TaskWeights;
import org.burst4j.train.Trainer;
import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out a run: data, encoder, training, evaluation of the best model, bundle, report. */
public final class TrainingRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RunConfig config;
    private final RunFolder folder;
    private final List<TrainingListener> listeners;
    private final IntConsumer checkProgress;
    private final StopSignal stop;

    /**
     * Describes a run; {@link Backend#start} must have been called.
     *
     * @param config everything that decides the numbers
     * @param folder where it is written
     * @param listeners who watches the training
     * @param checkProgress told the number of clips checked so far
     * @param stop asked after every step
     */
    public TrainingRun(
            RunConfig config,
            RunFolder folder,
            List<TrainingListener> listeners,
            IntConsumer checkProgress,
            StopSignal stop) {
        this.config = config;
        this.folder = folder;
        this.listeners = List.copyOf(listeners);
        this.checkProgress = checkProgress;
        this.stop = stop;
    }

    /**
     * Starts a run anew.
     *
     * @param overwrite whether an earlier run in the folder is deleted
     * @param maxMinutes training stops, its state saved, after this time; 0: no limit
     * @return the outcome
     */
    public RunSummary start(boolean overwrite, double maxMinutes) {
        folder.requireFree(overwrite);
        try (OnnxEncoder encoder = Encoders.open(config.encoder(), config.models())) {
            return run(encoder, prepare(encoder), () -> begin(overwrite), false, maxMinutes);
        }
    }

    private void begin(boolean overwrite) {
        folder.createNew(overwrite);
        AtomicFiles.write(folder.config(), ConfigFiles.toYaml(config));
    }

    /**
     * Goes on with an interrupted run.
     *
     * @param maxMinutes as for {@link #start}
     * @return the outcome
     */
    public RunSummary resume(double maxMinutes) {
        if (!Files.exists(folder.config())) {
            throw new ConfigException(
                    folder.directory() + " has no config.yaml: there is no run to go on with",
                    "Start one without --resume.");
        }
        boolean started = Files.exists(new Checkpoints(folder.checkpoints()).last());
        try (OnnxEncoder encoder = Encoders.open(config.encoder(), config.models())) {
            return run(encoder, prepare(encoder), () -> {}, started, maxMinutes);
        }
    }

    private PreparedData prepare(OnnxEncoder encoder) {
        return PreparedData.of(config, encoder.info().receptiveFieldSamples(), checkProgress);
    }

    /**
     * @param begin done when all is known to fit together: data or settings that cannot be used
     *     cost no earlier run
     */
    private RunSummary run(
            OnnxEncoder encoder,
            PreparedData data,
            Runnable begin,
            boolean resume,
            double maxMinutes) {
        data.problems().forEach(problem -> LOG.warn("left out: {}", problem));
        List<TaskSpec> specs =
                TaskSpecs.of(data.table().tasks(), config.model(), data.trainClips());
        MultitaskNet net = new MultitaskNet(encoder, config.model(), specs);
        Map<String, INDArray> weights = net.initialWeights(config.seed(), config.train().encoder());
        try {
            Trainer.requireSettings(net, config.train(), weights.keySet());
            // Whether every task has clips for a batch.
            data.trainBatches();
            begin.run();
            Map<String, Object> provenance = Provenance.of(config, data, encoder.info());
            if (resume) {
                Provenance.requireSame(folder.provenance(), provenance);
            } else {
                writeJson(folder.provenance(), provenance);
            }
            FeatureCache cache = FeatureCaches.of(config, folder, encoder.info());
            boolean finished = train(net, weights, data, cache, resume, maxMinutes);
            return conclude(net, weights, data, encoder, provenance, finished);
        } finally {
            weights.values().forEach(INDArray::close);
        }
    }

    /** Trains; false if the time was over first. */
    private boolean train(
            MultitaskNet net,
            Map<String, INDArray> weights,
            PreparedData data,
            FeatureCache cache,
            boolean resume,
            double maxMinutes) {
        Checkpoints checkpoints = new Checkpoints(folder.checkpoints());
        TrainerState from = resume ? checkpoints.lastState() : TrainerState.START;
        StopSignal deadline =
                maxMinutes > 0 ? StopSignal.afterMinutes(maxMinutes) : StopSignal.NEVER;
        try (RunRecorder recorder = recorder(net, data, from)) {
            List<TrainingListener> all = new ArrayList<>(List.of(recorder));
            all.addAll(listeners);
            all.add(new DataNotes(config, data));
            new Trainer(
                            net,
                            config.train(),
                            config.seed(),
                            data,
                            cache,
                            checkpoints,
                            all,
                            stop.or(deadline))
                    .run(weights, resume);
            return true;
        } catch (RunInterruptedException e) {
            if (stop.stopRequested() || !Files.exists(checkpoints.best())) {
                throw e;
            }
            LOG.warn("the time is over: {}", e.getMessage());
            checkpoints.restoreBest(weights);
            return false;
        }
    }

    private RunRecorder recorder(MultitaskNet net, PreparedData data, TrainerState from) {
        List<Task> tasks = data.table().tasks();
        return new RunRecorder(
                folder, tasks, PerClipScores.shown(tasks, config.model()), net.terms(), from);
    }

    private RunSummary conclude(
            MultitaskNet net,
            Map<String, INDArray> weights,
            PreparedData data,
            OnnxEncoder encoder,
            Map<String, Object> provenance,
            boolean finished) {
        Checkpoints checkpoints = new Checkpoints(folder.checkpoints());
        Bundles bundles = new Bundles(config, encoder.info(), provenance);
        List<Task> tasks = data.table().tasks();
        Map<String, INDArray> saved = net.savedWeights(weights);
        ModelBundle.write(
                folder.model(),
                bundles.manifest(net.tasks(), Map.of()),
                saved,
                net.inferenceGraph(saved));
        EvaluationResult result;
        try (VocalBurstModel model =
                VocalBurstModel.load(folder.model(), config.train().executor())) {
            result = Evaluation.of(model, data.validationClips(), tasks, done -> {});
        }
        ModelBundle.rewriteManifest(
                folder.model(), bundles.manifest(net.tasks(), result.headline()));
        PredictionTable.write(folder.predictions(), tasks, result);
        RunSummary summary =
                new Summaries(config, data)
                        .of(
                                result,
                                checkpoints.lastState(),
                                checkpoints.bestState(),
                                TaskWeights.of(net, weights),
                                finished,
                                saved.values().stream().mapToLong(INDArray::length).sum());
        new RunReports(config, folder, data, encoder.info()).write(summary, result);
        // Last: a summary says that all the rest is there.
        writeJson(folder.summary(), summary);
        return summary;
    }

    private static void writeJson(Path file, Object value) {
        try {
            AtomicFiles.write(file, JSON.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new EnvironmentException(file + " cannot be put into JSON", "", e);
        }
    }

    /**
     * Everything but the training itself: reads the data, builds the graph, and does one step on
     * throw-away weights, if it fits.
     *
     * @return sizes by name, and whether a step fits
     */
    public DryRun.Outcome dryRun() {
        return new DryRun(config, checkProgress, Memory::room).run();
    }

    /**
     * What the summary says, in the order of the tasks: for the console.
     *
     * @param summary a summary
     * @return lines of a table
     */
    public static List<List<String>> table(RunSummary summary) {
        List<List<String>> rows = new ArrayList<>();
        Map<String, Double> scores = new LinkedHashMap<>(summary.val());
        scores.forEach(
                (key, score) -> {
                    List<Double> interval = summary.interval().get(key);
                    Double ceiling = summary.ceiling().get(key);
                    rows.add(
                            List.of(
                                    key,
                                    Numbers.three(score),
                                    interval == null
                                            ? ""
                                            : Numbers.three(interval.get(0))
                                                    + " to "
                                                    + Numbers.three(interval.get(1)),
                                    Numbers.three(summary.chance().get(key)),
                                    Numbers.three(ceiling)));
                });
        for (String task : summary.perClipTasks()) {
            rows.add(
                    List.of(
                            task + PerClipCcc.SUFFIX,
                            Numbers.three(summary.perClip().get(task)),
                            "",
                            Numbers.three(summary.chancePerClip().get(task)),
                            ""));
        }
        return rows;
    }
}
