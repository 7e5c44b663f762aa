package org.burst4j.run.experiment;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.burst4j.Burst4jException;
import org.burst4j.ConfigException;
import org.burst4j.EnvironmentException;
import org.burst4j.RunInterruptedException;
import org.burst4j.run.Backend;
import org.burst4j.run.TrainingRun;
import org.burst4j.run.experiment.RunOutcome.State;
import org.burst4j.train.StopSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the runs of a plan one after the other. What a run leaves on disk is all the state
 * there is: the same experiment started again skips what is finished and goes on with the rest.
 */
public final class Experiment {
    private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);

    private static final String GO_ON = "The same command goes on with the experiment.";

    private final ExperimentPlan plan;
    private final ExperimentObserver observer;
    private final Consumer<List<RunOutcome>> tables;
    private final StopSignal stop;
    private final ExperimentState state;
    private final List<RunOutcome> outcomes = new ArrayList<>();
    private RuntimeException firstFailure;

    /**
     * Describes an experiment.
     *
     * @param plan what is run
     * @param observer watches it
     * @param tables writes tables of all outcomes; called at the start, after each run, and last
     * @param stop ends the run under way, its state saved, and with it the experiment
     */
    public Experiment(
            ExperimentPlan plan,
            ExperimentObserver observer,
            Consumer<List<RunOutcome>> tables,
            StopSignal stop) {
        this.plan = plan;
        this.observer = observer;
        this.tables = tables;
        this.stop = stop;
        this.state = new ExperimentState(plan.folder());
    }

    /**
     * Runs everything that is not finished. A run that fails does not keep the others from being
     * run; a failed one is tried again by the next call.
     *
     * @param overwrite whether runs that were made with other settings are deleted and run anew
     * @param maxMinutes the run under way ends, its state saved, after this time, and no other
     *     begins; 0: no limit
     * @return an outcome a run, in the plan's order
     * @throws ConfigException if a run was made with other settings and is not to be deleted;
     *     nothing has been run then
     * @throws RunInterruptedException if the stop signal was given; state and tables are written
     */
    public List<RunOutcome> run(boolean overwrite, double maxMinutes) {
        outcomes.clear();
        firstFailure = null;
        List<RunAction> actions = plan.actions();
        if (!overwrite) {
            requireUnchanged(actions);
        }
        long endNanos = System.nanoTime() + (long) (maxMinutes * 60e9);
        Map<String, RunFailure> failures = state.failures();
        for (int i = 0; i < actions.size(); i++) {
            PlannedRun run = plan.runs().get(i);
            outcomes.add(found(run, actions.get(i), failures.get(state.relative(run))));
        }
        // Outside of the guard below: who cannot write a table at all learns it before hours of
        // work.
        state.write(outcomes);
        tables.accept(List.copyOf(outcomes));
        for (int i = 0; i < actions.size(); i++) {
            double minutesLeft = maxMinutes > 0 ? (endNanos - System.nanoTime()) / 60e9 : 0;
            if (maxMinutes > 0 && minutesLeft <= 0) {
                LOG.info("the time is over before run {} of {}", i + 1, actions.size());
                break;
            }
            if (actions.get(i).kind() != RunAction.Kind.SKIP) {
                requireGoOn();
                outcomes.set(i, attempt(i, actions.get(i), minutesLeft));
                record();
            }
            observer.ended(outcomes.get(i), i + 1);
        }
        return List.copyOf(outcomes);
    }

    /**
     * The first failure of the last {@link #run}.
     *
     * @return null if every run that was begun ended well; not a {@link Burst4jException} if it was
     *     not foreseen
     */
    public RuntimeException firstFailure() {
        return firstFailure;
    }

    private void record() {
        state.write(outcomes);
        try {
            tables.accept(List.copyOf(outcomes));
        } catch (RuntimeException e) {
            LOG.error("the tables cannot be written", e);
            remember(e);
        }
    }

    private void requireUnchanged(List<RunAction> actions) {
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i).kind() == RunAction.Kind.CHANGED) {
                PlannedRun run = plan.runs().get(i);
                changed.add(
                        run.label()
                                + " in "
                                + run.folder().directory()
                                + " has "
                                + actions.get(i).changes());
            }
        }
        if (!changed.isEmpty()) {
            throw new ConfigException(
                    "runs were made with other settings (there -> now): "
                            + String.join("; ", changed),
                    "Give the settings as they were, or another --out, or --overwrite to run these"
                            + " anew.");
        }
    }

    /** What is known of a run before anything is done. */
    private static RunOutcome found(PlannedRun run, RunAction action, RunFailure failure) {
        return switch (action.kind()) {
            case SKIP -> new RunOutcome(run, State.FINISHED, RunResult.read(run.folder()), null);
            case RESUME -> unfinished(run, failure);
            case START, CHANGED ->
                    failure == null
                            ? new RunOutcome(run, State.WAITING, null, null)
                            : new RunOutcome(run, State.FAILED, null, failure);
        };
    }

    private static RunOutcome unfinished(PlannedRun run, RunFailure failure) {
        boolean scored = Files.exists(run.folder().summary());
        return new RunOutcome(
                run,
                failure == null ? State.UNFINISHED : State.FAILED,
                scored ? RunResult.read(run.folder()) : null,
                failure);
    }

    private void requireGoOn() {
        if (stop.stopRequested()) {
            throw new RunInterruptedException("stopped between two runs", GO_ON);
        }
    }

    private RunOutcome attempt(int index, RunAction action, double minutesLeft) {
        PlannedRun run = plan.runs().get(index);
        ExperimentObserver.Watch watch = observer.watch(run, action, index + 1);
        try {
            boolean finished = train(run, action, minutesLeft, watch);
            return finished
                    ? new RunOutcome(run, State.FINISHED, RunResult.read(run.folder()), null)
                    : unfinished(run, null);
        } catch (RunInterruptedException e) {
            outcomes.set(index, unfinished(run, null));
            record();
            if (stop.stopRequested()) {
                throw new RunInterruptedException(
                        run.label() + " is not finished: " + e.getMessage(), GO_ON, e);
            }
            // The time was over before there was an epoch to rate.
            return unfinished(run, null);
        } catch (RuntimeException e) {
            // Also what ND4J throws: the other runs are worth no less for it.
            return failed(run, e);
        } catch (OutOfMemoryError e) {
            // The next encoder may be smaller.
            return failed(
                    run,
                    new EnvironmentException(
                            "out of memory: " + e.getMessage(),
                            "Lower train.batchSize or audio.maxSeconds, or give Java more with"
                                    + " -Xmx.",
                            e));
        } finally {
            watch.atEnd().run();
        }
    }

    /** True if training ended by itself. */
    private boolean train(
            PlannedRun run, RunAction action, double minutesLeft, ExperimentObserver.Watch watch) {
        Backend.start(run.config().threads());
        TrainingRun training =
                new TrainingRun(
                        run.config(), run.folder(), watch.listeners(), watch.checkProgress(), stop);
        return (action.kind() == RunAction.Kind.RESUME
                        ? training.resume(minutesLeft)
                        : training.start(action.kind() == RunAction.Kind.CHANGED, minutesLeft))
                .finished();
    }

    private RunOutcome failed(PlannedRun run, RuntimeException e) {
        if (e instanceof Burst4jException) {
            LOG.info("{} failed", run.label(), e);
        } else {
            LOG.error("{} failed unforeseen", run.label(), e);
        }
        remember(e);
        return new RunOutcome(run, State.FAILED, null, RunFailure.of(e));
    }

    private void remember(RuntimeException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }
}
