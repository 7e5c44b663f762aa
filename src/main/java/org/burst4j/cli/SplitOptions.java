package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which clips of which data set a command is about. */
final class SplitOptions {
    @Mixin private DataOptions data;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A run's config.yaml: tells of custom tasks and, without --data, the data set.")
    private Path file;

    @Option(
            names = "--split",
            defaultValue = "val",
            description = "train, val, test or all (default: ${DEFAULT-VALUE}).")
    private String split;

    /** The file's settings, or the defaults, and above them those of the options. */
    RunConfig load() {
        List<String> settings = new ArrayList<>(data.settings());
        settings.addAll(compute.settingsWithoutTraining());
        return ConfigFiles.load(RunConfig.DEFAULTS, file, settings);
    }

    String split() {
        return split;
    }
}
