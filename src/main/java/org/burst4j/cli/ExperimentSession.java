package org.burst4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.RunInterruptedException;
import org.burst4j.report.ComparisonTable;
import org.burst4j.report.Comparisons;
import org.burst4j.run.RunConfig;
import org.burst4j.run.experiment.EnsembleOutcome;
import org.burst4j.run.experiment.Experiment;
import org.burst4j.run.experiment.ExperimentObserver;
import org.burst4j.run.experiment.ExperimentPlan;
import org.burst4j.run.experiment.ExperimentRun;
import org.burst4j.run.experiment.ExperimentTable;
import org.burst4j.run.experiment.PlannedRun;
import org.burst4j.run.experiment.RunAction;
import org.burst4j.run.experiment.RunOutcome;
import org.burst4j.run.experiment.TableSettings;

/** An experiment under a console: a line and a log file each run, and a Ctrl-C that saves first. */
final class ExperimentSession implements ExperimentObserver {
    private final BurstCommand command;
    private final ExperimentPlan plan;
    private final ExperimentTable table;
    private final boolean seedsOnly;

    /** Many configurations. */
    ExperimentSession(BurstCommand command, ExperimentPlan plan, ExperimentTable table) {
        this(command, plan, table, false);
    }

    private ExperimentSession(
            BurstCommand command, ExperimentPlan plan, ExperimentTable table, boolean seedsOnly) {
        this.command = command;
        this.plan = plan;
        this.table = table;
        this.seedsOnly = seedsOnly;
    }

    /** One configuration with several seeds: {@code seed-N} in the folder. */
    static ExperimentSession ofSeeds(
            BurstCommand command, Path folder, RunConfig config, int seeds) {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        ExperimentPlan plan =
                ExperimentPlan.ofSeeds(
                        folder, new ExperimentRun(name, "", Map.of(), config), seeds);
        TableSettings settings =
                new TableSettings("Seeds of " + name, List.of(), Map.of(), List.of());
        return new ExperimentSession(command, plan, new ExperimentTable(plan, settings), true);
    }

    /** Runs it, prints the tables, and ends with the first failure if there was one. */
    void run(boolean overwrite, double maxMinutes) {
        try (InterruptGuard guard = new InterruptGuard(command.err())) {
            Experiment experiment = new Experiment(plan, this, table::write, guard);
            try {
                List<RunOutcome> outcomes = experiment.run(overwrite, maxMinutes);
                table.conclude(outcomes).forEach(this::tell);
                print(outcomes);
            } catch (RunInterruptedException e) {
                // The process ends as soon as the guard lets it: what follows may not be reached.
                command.tell(e);
                throw e;
            }
            command.err().println("tables: " + plan.folder().resolve("index.html"));
            RuntimeException failure =
                    experiment.firstFailure() != null
                            ? experiment.firstFailure()
                            : table.firstFailure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    private void tell(EnsembleOutcome outcome) {
        String label = outcome.ensemble().label();
        if (outcome.failure() != null) {
            command.err().println(label + " is not joined: " + outcome.failure().problem());
        } else if (outcome.finished()) {
            command.err().println(label + " is joined: " + outcome.ensemble().folder());
        } else {
            command.err().println(label + " waits for " + String.join(", ", outcome.waitsFor()));
        }
    }

    private void print(List<RunOutcome> outcomes) {
        if (seedsOnly) {
            Tables.print(
                    command.out(), table.seedTable(plan.configurations().get(0), outcomes).rows());
        } else {
            ComparisonTable compared = table.of(outcomes);
            Tables.print(command.out(), Comparisons.rows(compared));
            compared.notes().forEach(note -> command.out().println("\n" + note));
        }
        long left = outcomes.stream().filter(o -> o.state() != RunOutcome.State.FINISHED).count();
        if (left > 0) {
            command.err()
                    .println(
                            left
                                    + " of "
                                    + outcomes.size()
                                    + " runs are not finished; the same command goes on with"
                                    + " them");
        }
    }

    @Override
    public Watch watch(PlannedRun run, RunAction action, int number) {
        command.err()
                .println(
                        "run "
                                + number
                                + " of "
                                + plan.runs().size()
                                + ": "
                                + run.label()
                                + ", "
                                + action.kind().word()
                                + ": "
                                + run.folder().directory());
        LogFile log = new LogFile(run.folder());
        TrainingProgress progress = command.trainingProgress();
        CountProgress checks = command.count("checking clips", 0);
        return new Watch(
                List.of(log, progress),
                checks,
                () -> {
                    checks.close();
                    progress.close();
                    log.close();
                });
    }

    @Override
    public void ended(RunOutcome outcome, int number) {
        String label = "run " + number + " of " + plan.runs().size() + ": " + outcome.run().label();
        switch (outcome.state()) {
            case FINISHED -> command.err().println(label + " is finished");
            case FAILED -> command.err().println(label + " failed: " + outcome.failure().problem());
            case UNFINISHED -> command.err().println(label + " is not finished");
            case WAITING -> command.err().println(label + " waits");
        }
        command.err().flush();
    }
}
