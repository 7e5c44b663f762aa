package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.data.LayoutName;
import org.burst4j.run.ConfigFiles;
import picocli.CommandLine.Option;

/** Options that say where a data set is; each stands for a setting of the configuration. */
final class DataPathOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Data folder (A-VB, ExVo) or manifest file (CSV).")
    private Path path;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = "auto, avb, exvo or manifest (default: auto).")
    private LayoutName layout;

    @Option(
            names = "--audio-root",
            paramLabel = "DIR",
            description = "Folder that a manifest's file names are relative to.")
    private Path audioRoot;

    /** The options as words of --set, which quotes nothing by itself. */
    List<String> settings() {
        List<String> settings = new ArrayList<>();
        if (path != null) {
            settings.add(ConfigFiles.setting("data.path", path.toString()));
        }
        if (layout != null) {
            settings.add("data.layout=" + layout.name().toLowerCase(Locale.ROOT));
        }
        if (audioRoot != null) {
            settings.add(ConfigFiles.setting("data.audioRoot", audioRoot.toString()));
        }
        return settings;
    }

    boolean hasPath() {
        return path != null;
    }
}
