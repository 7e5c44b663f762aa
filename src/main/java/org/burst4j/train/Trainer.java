package org.burst4j.train;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.Batch;
import org.burst4j.data.SeededOrder;
import org.burst4j.data.TaskSchedule;
import org.burst4j.metric.JointScore;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.WeightGroups;
import org.burst4j.task.Task;
import org.burst4j.train.optim.AdamW;
import org.burst4j.train.optim.Gradients;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a net in two stages: the heads over a frozen encoder, then everything from the best of the
 * first stage (Hallmen et al. 2022, section II).
 *
 * <p>A trainer that is given the checkpoints of an interrupted run goes on where that stood and
 * computes the same numbers as if nothing had happened.
 */
public final class Trainer {
    private static final int STAGES = 2;

    private final MultitaskNet net;
    private final TrainSettings settings;
    private final long seed;
    private final TrainingData data;
    private final FeatureCache cache;
    private final Checkpoints checkpoints;
    private final List<TrainingListener> listeners;
    private final StopSignal stop;

    private Map<String, INDArray> weights;
    private AdamW optimiser;
    private TrainerState state = TrainerState.START;
    private double secondsBefore;
    private long startNanos;
    private long roundStartNanos;

    /**
     * Prepares a run that keeps no embeddings of a frozen encoder.
     *
     * @param net the net
     * @param settings stages, optimiser, early stopping
     * @param seed of what is drawn in training, such as dropout
     * @param data the batches
     * @param checkpoints where the run keeps its state
     * @param listeners who watches
     * @param stop asked after every step
     */
    public Trainer(
            MultitaskNet net,
            TrainSettings settings,
            long seed,
            TrainingData data,
            Checkpoints checkpoints,
            List<TrainingListener> listeners,
            StopSignal stop) {
        this(net, settings, seed, data, FeatureCache.NONE, checkpoints, listeners, stop);
    }

    /**
     * Prepares a run.
     *
     * @param net the net
     * @param settings stages, optimiser, early stopping
     * @param seed of what is drawn in training, such as dropout
     * @param data the batches
     * @param cache where embeddings of a frozen encoder are kept
     * @param checkpoints where the run keeps its state
     * @param listeners who watches
     * @param stop asked after every step
     */
    public Trainer(
            MultitaskNet net,
            TrainSettings settings,
            long seed,
            TrainingData data,
            FeatureCache cache,
            Checkpoints checkpoints,
            List<TrainingListener> listeners,
            StopSignal stop) {
        this.net = net;
        this.settings = settings;
        this.seed = seed;
        this.data = data;
        this.cache = cache;
        this.checkpoints = checkpoints;
        this.listeners = List.copyOf(listeners);
        this.stop = stop;
    }

    /**
     * Trains until the last stage ends; then the weights are the best ones.
     *
     * @param startWeights all weights of the net by name; changed in place
     * @param resume whether to go on from the last checkpoint
     * @return the final state
     * @throws org.burst4j.ConfigException if a stage names groups of weights that do not exist
     * @throws RunInterruptedException if the stop signal ended the run; its state is saved
     * @throws org.burst4j.TrainingDivergedException if a number became NaN or infinite
     */
    public TrainerState run(Map<String, INDArray> startWeights, boolean resume) {
        weights = startWeights;
        requireSettings(net, settings, weights.keySet());
        optimiser = newOptimiser();
        startNanos = System.nanoTime();
        try {
            if (resume) {
                state = checkpoints.restoreLast(weights, optimiser);
                secondsBefore = state.elapsedSeconds();
            }
            return runStages();
        } finally {
            optimiser.close();
        }
    }

    private TrainerState runStages() {
        while (state.stage() <= STAGES) {
            runStage(settings.stage(state.stage()));
            if (state.globalEpoch() > 0) {
                checkpoints.restoreBest(weights);
            }
            optimiser.close();
            optimiser = newOptimiser();
            state = state.nextStage();
            saveLast();
        }
        return state;
    }

    /**
     * Checks that the settings fit the net, so that a wrong name in the second stage is told before
     * anything begins.
     *
     * @param net the net
     * @param settings stages, optimiser, early stopping
     * @param weightNames names of all weights of the net
     * @throws org.burst4j.ConfigException if a stage names groups of weights that do not exist, or
     *     clips are to be weighed by what is no class task of the net, or the monitor is no score
     *     of its tasks, or a task discriminator would see batches of all tasks
     */
    public static void requireSettings(
            MultitaskNet net, TrainSettings settings, Collection<String> weightNames) {
        SampleWeights.requireTask(settings.sampleWeights(), net.tasks());
        List<Task> tasks = net.tasks().stream().map(TaskSpec::task).toList();
        Burst2VecSettings adversaries = net.settings().burst2vec();
        if (net.settings().net() == NetKind.BURST2VEC
                && settings.taskSchedule() == TaskSchedule.JOINT
                && adversaries.discriminatorWeight() > 0) {
            throw new ConfigException(
                    "train.taskSchedule is joint, but a net of burst2vec has a task discriminator:"
                            + " it would be told every task for every clip",
                    "Set train.taskSchedule=roundRobin, or model.burst2vec.discriminatorWeight=0;"
                            + " the preset exvo-paper/V1 has all settings that belong together.");
        }
        settings.monitor()
                .require(
                        Stream.concat(
                                        tasks.stream()
                                                .flatMap(
                                                        task ->
                                                                Metric.of(task).stream()
                                                                        .map(m -> m.key(task))),
                                        JointScores.ofTasks(tasks).stream().map(JointScore::key))
                                .toList());
        WeightGroups groups = new WeightGroups(weightNames);
        for (StageSettings stage : List.of(settings.stage1(), settings.stage2())) {
            groups.frozen(stage.frozenGroups());
            groups.learningRateFactors(stage.learningRateFactors(), stage.layerDecay());
        }
    }

    private AdamW newOptimiser() {
        AdamW.Options usual = AdamW.Options.DEFAULTS;
        return new AdamW(
                new AdamW.Options(
                        usual.beta1(), usual.beta2(), usual.epsilon(), settings.weightDecay()));
    }

    private void runStage(StageSettings stage) {
        if (ended(stage)) {
            return;
        }
        Map<String, Double> rateFactors =
                new WeightGroups(weights.keySet())
                        .learningRateFactors(stage.learningRateFactors(), stage.layerDecay());
        Steppers steppers =
                new Steppers(net, weights, settings, data, cache, stop, this::embeddingsDone);
        int batches = data.trainBatches();
        Schedule schedule =
                new Schedule(
                        stage.schedule(),
                        stage.learningRate(),
                        Math.round(stage.warmupEpochs() * batches),
                        (long) stage.epochs() * batches);
        roundStartNanos = System.nanoTime();
        try (Stepper stepper = steppers.of(state.stage())) {
            long parameters =
                    stepper.trainable().stream()
                            .mapToLong(name -> weights.get(name).length())
                            .sum();
            listeners.forEach(listener -> listener.stageStarted(state.stage(), parameters, state));
            while (!ended(stage)) {
                if (!validationDue(stage)) {
                    train(new Round(stage, stepper, schedule, rateFactors, batches));
                }
                if (validationDue(stage)) {
                    // Also after a resume: a run may have been stopped just before it.
                    validate(stepper, schedule.at(state.stageStep() - 1));
                }
            }
        }
    }

    /** What the steps of a stage have in common. */
    private record Round(
            StageSettings stage,
            Stepper stepper,
            Schedule schedule,
            Map<String, Double> rateFactors,
            int batches) {}

    private void embeddingsDone(int clips, int of) {
        listeners.forEach(listener -> listener.embeddingsDone(clips, of));
    }

    private boolean ended(StageSettings stage) {
        return stage.outOfPatience(state.badEpochs())
                || (state.epoch() >= stage.epochs() && !validationDue(stage));
    }

    /** A function of the state alone, so that a resumed run validates where it should. */
    private boolean validationDue(StageSettings stage) {
        if (state.batchesSinceValidation() == 0) {
            return false;
        }
        int every = settings.validateEverySteps();
        boolean over = state.epoch() >= stage.epochs();
        return every == 0 ? state.batch() == 0 : over || state.stageStep() % every == 0;
    }

    /** Steps until the epoch ends or a validation is due. */
    private void train(Round round) {
        long lastSave = System.nanoTime();
        try (TrainingData.Batches source =
                round.stepper().batches(state.stage(), state.epoch(), state.batch())) {
            int epoch = state.epoch();
            while (state.epoch() == epoch && !validationDue(round.stage())) {
                step(round, source.next());
                if (state.batch() == round.batches()) {
                    state = state.nextEpoch();
                }
                boolean stopping = stop.stopRequested();
                double minutes = (System.nanoTime() - lastSave) / 60e9;
                if (stopping || minutes >= settings.checkpointMinutes()) {
                    saveLast();
                    lastSave = System.nanoTime();
                }
                if (stopping) {
                    throw new RunInterruptedException(
                            "training stopped in stage "
                                    + state.stage()
                                    + ", epoch "
                                    + state.epochNumber()
                                    + ", after step "
                                    + state.globalStep()
                                    + "; its state is saved in "
                                    + checkpoints.last(),
                            "Go on with --resume.");
                }
            }
        }
    }

    private void step(Round round, Batch batch) {
        long start = System.nanoTime();
        StageSettings stage = round.stage();
        double learningRate = round.schedule().at(state.stageStep());
        double epochs = (double) settings.stage1().epochs() + settings.stage2().epochs();
        int epochsBefore = state.stage() == 1 ? 0 : settings.stage1().epochs();
        double stepsBefore = (double) epochsBefore * round.batches() + state.stageStep();
        StepInput input =
                new StepInput(
                        batch,
                        // By position: a resumed run draws what the uninterrupted one would have.
                        SeededOrder.bits(
                                seed,
                                "regularization",
                                state.stage(),
                                state.epoch(),
                                state.batch()),
                        stepsBefore / (epochs * round.batches()));
        double loss;
        double norm;
        Map<String, Double> taskLosses;
        Map<String, Double> terms;
        try (GradientStep result = round.stepper().step(input)) {
            loss = result.loss();
            norm = Gradients.globalNorm(result.gradients());
            Divergence.check(loss, norm, result.gradients(), state, learningRate, batch);
            double factor =
                    settings.gradientClipNorm() > 0
                            ? Gradients.clipFactor(norm, settings.gradientClipNorm())
                            : 1;
            taskLosses = result.taskLosses();
            terms = result.terms();
            result.gradients()
                    .forEach(
                            (name, gradient) ->
                                    optimiser.step(
                                            name,
                                            weights.get(name),
                                            gradient,
                                            learningRate * round.rateFactors().get(name),
                                            settings.weightDecay(),
                                            factor));
        }
        Map<String, Double> numbers = new LinkedHashMap<>(taskLosses);
        numbers.putAll(terms);
        state = state.afterBatch(loss, numbers);
        StepRecord record =
                new StepRecord(
                        state.stage(),
                        state.epoch() + 1,
                        stage.epochs(),
                        state.batch(),
                        round.batches(),
                        state.globalEpoch() + 1,
                        state.globalStep(),
                        loss,
                        taskLosses,
                        terms,
                        learningRate,
                        norm,
                        batch.clips().size(),
                        (System.nanoTime() - start) / 1e9);
        listeners.forEach(listener -> listener.stepDone(record));
    }

    private void validate(Stepper stepper, double learningRate) {
        EvaluationResult validation = stepper.validate();
        double value = settings.monitor().value(validation);
        Divergence.checkMonitor(value, settings.monitor(), state);
        TrainerState before = state;
        state = state.afterValidation(value);
        boolean best = state.bestGlobalEpoch() == state.globalEpoch();
        if (best) {
            checkpoints.saveBest(weights, state);
        }
        Map<String, Double> trainLosses = before.means();
        Map<String, Double> terms = new LinkedHashMap<>(trainLosses);
        List<String> tasks = net.tasks().stream().map(TaskSpec::name).toList();
        trainLosses.keySet().retainAll(tasks);
        terms.keySet().removeAll(tasks);
        TaskWeights taskWeights = TaskWeights.of(net, weights);
        long now = System.nanoTime();
        EpochRecord record =
                new EpochRecord(
                        state.stage(),
                        state.epochNumber(),
                        state.globalEpoch(),
                        state.globalStep(),
                        before.lossSum() / before.batchesSinceValidation(),
                        trainLosses,
                        terms,
                        learningRate,
                        (now - roundStartNanos) / 1e9,
                        validation,
                        taskWeights.weights(),
                        taskWeights.sigmas(),
                        best);
        roundStartNanos = now;
        // Before the checkpoint: a run killed in between writes the same rows again.
        listeners.forEach(listener -> listener.epochDone(record));
        saveLast();
    }

    private void saveLast() {
        double seconds = secondsBefore + (System.nanoTime() - startNanos) / 1e9;
        state = state.withElapsedSeconds(seconds);
        checkpoints.saveLast(weights, optimiser, state);
    }
}
