package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.challenge.Challenges;
import org.burst4j.challenge.Submission;
import org.burst4j.run.Backend;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import org.burst4j.run.Submissions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the files that a challenge wants. */
@Command(
        name = "submit",
        description = "Write a challenge's submission files, checked: all rows are right or none.")
final class SubmitCommand extends BurstCommand {
    /** Where the predictions come from. */
    private static final class From {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "DIR",
                description = "Model bundle that predicts: the 'model' folder of a run.")
        private Path model;

        @Option(
                names = "--predictions",
                required = true,
                paramLabel = "FILE",
                description = "Predictions (CSV) that 'evaluate --out' or 'ensemble --out' wrote.")
        private Path predictions;
    }

    @Option(
            names = "--challenge",
            required = true,
            paramLabel = "NAME",
            description = "avb or exvo.")
    private String challenge;

    @ArgGroup(multiplicity = "1")
    private From from;

    @Mixin private DataPathOptions data;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--split",
            defaultValue = "test",
            description = "train, val, test or all (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--team",
            required = true,
            paramLabel = "NAME",
            description = "Team name, a part of the file names.")
    private String team;

    @Option(
            names = "--number",
            required = true,
            paramLabel = "N",
            description = "Number of this submission, 1 to 5.")
    private int number;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the files.")
    private Path folder;

    @Override
    void run() {
        List<String> settings = new ArrayList<>(data.settings());
        settings.addAll(compute.settingsWithoutTraining());
        RunConfig config = ConfigFiles.load(RunConfig.DEFAULTS, null, settings);
        Submission submission = new Submission(Challenges.named(challenge), team, number, folder);
        Submission.Written written;
        if (from.predictions != null) {
            written = Submissions.fromTable(submission, from.predictions, config, split);
        } else {
            Backend.start(config.threads());
            try (CountProgress progress = count("predicting", 0)) {
                written = Submissions.fromModel(submission, from.model, config, split, progress);
            }
        }
        written.leftOut()
                .forEach((name, why) -> err().println("not written: " + name + ": " + why));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("file", "rows"));
        String count = Integer.toString(written.rows());
        written.files().forEach(file -> rows.add(List.of(file.toString(), count)));
        Tables.print(out(), rows);
    }
}
