package org.burst4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.AudioCheck;
import org.burst4j.data.Problem;
import org.burst4j.data.Problems;
import org.burst4j.data.TableRead;
import org.burst4j.data.TableSummary;
import org.burst4j.data.TableSummaryText;
import org.burst4j.run.Backend;
import org.burst4j.run.ConfigFiles;
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

    @Override
    void run() {
        List<String> all = new ArrayList<>(settings);
        all.addAll(data.settings());
        // Collect every problem first; whether they end the command is decided at its end.
        all.add("data.skipBad=true");
        RunConfig config = ConfigFiles.load(RunConfig.DEFAULTS, null, all);
        Backend.start(config.threads());
        TableRead read = PreparedData.readTable(config);
        AudioCheck.Result audio;
        try (CountProgress progress = count("checking clips", read.table().clips().size())) {
            audio = AudioCheck.run(read.table(), PreparedData.source(config), true, progress);
        }
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(audio.problems());
        TableSummary summary =
                TableSummary.of(
                        audio.table(), audio.lengthsSamples(), config.audio().sampleRateHz());
        if (format == OutputFormat.JSON) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("summary", summary);
            json.put("problems", problems);
            Tables.json(out(), json);
        } else {
            out().println(TableSummaryText.of(summary));
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
}
