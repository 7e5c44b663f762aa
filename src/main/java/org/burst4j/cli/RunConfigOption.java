package org.burst4j.cli;

import java.nio.file.Path;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.Option;

/** The configuration of a run, which names its data set and tasks of one's own. */
final class RunConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A run's config.yaml: tells of custom tasks and, without --data, the data set.")
    private Path file;

    /** The file's settings, or the defaults, and above them those of the data options. */
    RunConfig load(DataOptions data) {
        return ConfigFiles.load(RunConfig.DEFAULTS, file, data.settings());
    }
}
