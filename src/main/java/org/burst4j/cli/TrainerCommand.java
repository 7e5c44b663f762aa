package org.burst4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top command: only a table of the others. */
@Command(
        name = "trainer",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = "Vocal-burst emotion analysis on Deeplearning4j.",
        subcommands = {
            DemoCommand.class,
            SynthCommand.class,
            ValidateDataCommand.class,
            ExportOnnxCommand.class,
            ImportOnnxCommand.class,
            PresetsCommand.class,
            TrainCommand.class,
            ExperimentCommand.class,
            EvaluateCommand.class,
            ProbeCommand.class,
            PredictCommand.class,
            EnsembleCommand.class,
            SignificanceCommand.class,
            SubmitCommand.class,
            InspectCommand.class,
            InfoCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:a bug in Burst4J",
            "  2:usage or configuration",
            "  3:data: missing, broken or inconsistent audio or labels",
            "  4:model: ONNX file, graph, weights or bundle",
            "  5:training diverged",
            "  6:environment: native libraries, memory, disk",
            "130:interrupted, state saved"
        },
        footer = {"", "Results go to standard output, everything else to standard error."})
final class TrainerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return spec.exitCodeOnInvalidInput();
    }
}
