package org.burst4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name a data set; each stands for a setting of the configuration. */
final class DataOptions {
    @Mixin private DataPathOptions place;

    @Option(
            names = "--tasks",
            split = ",",
            paramLabel = "NAME",
            description = "Tasks to use, e.g. high,type (default: all that the labels hold).")
    private List<String> tasks;

    @Option(
            names = "--skip-bad",
            description = "Leave out clips that cannot be used instead of stopping.")
    private boolean skipBad;

    /** The options as words of --set, which quotes nothing by itself. */
    List<String> settings() {
        List<String> settings = new ArrayList<>(place.settings());
        if (tasks != null) {
            settings.add("data.tasks=[" + String.join(",", tasks) + "]");
        }
        if (skipBad) {
            settings.add("data.skipBad=true");
        }
        return settings;
    }
}
