package org.burst4j.challenge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The text of one file of a submission. */
final class SubmissionText {
    private final ChallengeFile file;
    private final SubmittedScores predictions;
    private final Refusals refusals;

    /** Cells that must not be handed in are added to the refusals. */
    SubmissionText(ChallengeFile file, SubmittedScores predictions, Refusals refusals) {
        this.file = file;
        this.predictions = predictions;
        this.refusals = refusals;
    }

    /** The header and one row a clip, in the given order of clips. */
    String of(List<Integer> order) {
        StringBuilder text = new StringBuilder(String.join(",", file.header())).append('\n');
        for (int clip : order) {
            List<String> cells = new ArrayList<>();
            cells.add("[" + predictions.ids().get(clip) + "]");
            for (ColumnGroup group : file.columns()) {
                PredictedTask task = predictions.tasks().get(group.task());
                if (group.content() == Content.VALUE) {
                    group.headers().forEach(label -> cells.add(value(group, clip, label, task)));
                } else {
                    cells.add(classCell(group, clip, task.classes().get(clip)));
                }
            }
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    private String value(ColumnGroup group, int clip, String label, PredictedTask task) {
        float value = task.value(clip, label);
        if (!Float.isFinite(value)) {
            refuse(clip, label, value + ", expected a finite number");
            return "";
        }
        if (!group.allows(value)) {
            refuse(clip, label, number(value) + ", expected " + group.range());
        }
        return number(value);
    }

    private String classCell(ColumnGroup group, int clip, String name) {
        int code = group.classes().indexOf(name);
        if (code < 0) {
            refuse(
                    clip,
                    group.headers().get(0),
                    "'" + name + "' is no class, expected one of " + group.classes());
        }
        return group.content() == Content.CLASS_CODE ? Integer.toString(code) : name;
    }

    private void refuse(int clip, String column, String what) {
        refusals.add(
                "clip "
                        + predictions.ids().get(clip)
                        + ", "
                        + file.name()
                        + " column '"
                        + column
                        + "': "
                        + what);
    }

    /** A number without exponent, with the digits that reading the same float back takes. */
    static String number(float value) {
        // Minus zero is the least number in [0, 1], but its sign looks like one below.
        return value == 0 ? "0.0" : new BigDecimal(Float.toString(value)).toPlainString();
    }
}
