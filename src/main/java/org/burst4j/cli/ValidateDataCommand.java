package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.Loudness;
import org.burst4j.data.AudioCheck;
import org.burst4j.data.Clipping;
import org.burst4j.data.ClippingLog;
import org.burst4j.data.Problem;
import org.burst4j.data.Problems;
import org.burst4j.data.Split;
import org.burst4j.data.TableRead;
import org.burst4j.data.TableSummary;
import org.burst4j.data.TableSummaryText;
import org.burst4j.data.WaveformSource;
import org.burst4j.run.Backend;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.DataFigures;
import org.burst4j.run.PreparedData;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a data set: labels, splits, every audio file. */
@Command(
        name = "validate-data",
        description = "Check labels, splits and every audio file of a data set, and sum it up.")
final class ValidateDataCommand extends BurstCommand {
    @Mixin private DataOptions data;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting, e.g. audio.maxSeconds=12.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            description =
                    "Draw how the labels are distributed, e.g. age by country, as SVG, PNG and CSV"
                            + " into this folder; with data.oversample also the training clips"
                            + " before and after it.")
    private Path figures;

    @Option(
            names = "--figure-splits",
            paramLabel = "SPLIT",
            split = ",",
            defaultValue = "train,val",
            description = "Splits that the figures count (default: ${DEFAULT-VALUE}).")
    private List<String> figureSplits;

    @Override
    void run() {
        List<String> all = new ArrayList<>(settings);
        all.addAll(data.settings());
        // Collect every problem first; whether they end the command is decided at its end.
        all.add("data.skipBad=true");
        RunConfig config = ConfigFiles.load(RunConfig.DEFAULTS, null, all);
        Backend.start(config.threads());
        TableRead read = PreparedData.readTable(config);
        // Before the audio is read, which takes long.
        config.data().oversampledTasks(read.table().tasks());
        List<Split> splits = figureSplits.stream().map(ValidateDataCommand::split).toList();
        if (figures != null) {
            new DataFigures(config).requireAny(read.table(), splits);
        }
        AudioCheck.Result audio;
        ClippingLog clippingLog = new ClippingLog();
        try (CountProgress progress = count("checking clips", read.table().clips().size())) {
            WaveformSource source = PreparedData.source(config, clippingLog);
            audio = AudioCheck.run(read.table(), source, true, progress);
        }
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(audio.problems());
        TableSummary summary =
                TableSummary.of(
                        audio.table(), audio.lengthsSamples(), config.audio().sampleRateHz());
        Clipping clipping =
                config.audio().loudness() == Loudness.NONE
                        ? null
                        : clippingLog.of(audio.table().clips());
        List<Path> drawn =
                figures == null
                        ? List.of()
                        : new DataFigures(config).write(audio.table(), splits, figures);
        if (format == OutputFormat.JSON) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("summary", summary);
            json.put("problems", problems);
            if (clipping != null) {
                json.put("clipping", clipping);
            }
            if (figures != null) {
                json.put("figures", drawn.stream().map(Path::toString).toList());
            }
            Tables.json(out(), json);
        } else {
            out().print(TableSummaryText.of(summary));
            if (clipping != null) {
                AudioConfig heard = config.audio();
                out().println(
                                heard.loudnessText()
                                        + " "
                                        + heard.clipsText()
                                        + " "
                                        + clipping.text());
            }
            drawn.forEach(file -> out().println("figure: " + file));
            out().println();
        }
        Problems collected = new Problems(config.data().path());
        collected.addAll(problems);
        if (data.settings().contains("data.skipBad=true")) {
            if (!problems.isEmpty()) {
                err().println(collected.text());
            }
        } else {
            collected.throwIfAny();
        }
    }

    private static Split split(String word) {
        return Split.named(word)
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "--figure-splits names '" + word + "', which is no split",
                                        "Use train, val or test, several with a comma between."));
    }
}
