package org.burst4j.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.audio.Waveform;
import org.burst4j.data.AudioCheck;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Problem;
import org.burst4j.data.SpeakerSplit;
import org.burst4j.data.Split;
import org.burst4j.data.TableRead;
import org.burst4j.data.WaveformCache;
import org.burst4j.data.WaveformSource;
import org.burst4j.model.ModelManifest;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;

/**
 * The clips of a split that a saved model is to hear, their audio checked.
 *
 * @param tasks the wanted tasks that the labels hold
 * @param clips the clips, good ones only
 * @param problems what was left out and why
 * @param source their waveforms, as the model wants them; those of the check are kept, as far as
 *     {@code data.cacheMegabytes} goes, so that no clip is decoded twice
 */
record ModelClips(
        List<Task> tasks, List<Clip> clips, List<Problem> problems, WaveformSource source) {
    /** The word for the clips of every split. */
    static final String ALL = "all";

    /** Reads the labels of the wanted tasks and decodes the clips of a split. */
    static ModelClips of(
            VocalBurstModel model,
            RunConfig config,
            List<Task> wanted,
            String split,
            IntConsumer progress) {
        TableRead read = config.data().read(wanted);
        WaveformSource source =
                new WaveformCache(
                        file -> {
                            Waveform waveform = model.prepare(file);
                            model.requireLongEnough(waveform, file.toString());
                            return waveform.samples();
                        },
                        (long) config.data().cacheMegabytes() << 20);
        // A split by speaker was made over the usable clips: they must be known before it.
        boolean checkFirst = !read.table().hasSplits();
        ClipTable table =
                checkFirst ? read.table() : chosen(read.table(), model.manifest(), config, split);
        AudioCheck.Result audio = AudioCheck.run(table, source, config.data().skipBad(), progress);
        List<Clip> clips =
                checkFirst
                        ? chosen(audio.table(), model.manifest(), config, split).clips()
                        : audio.table().clips();
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(audio.problems());
        return new ModelClips(read.table().tasks(), clips, problems, source);
    }

    /**
     * The clips of a split; where the table has none, the split of the model's own training.
     *
     * @param model the model that tells how it was split, or null if there is none
     */
    static ClipTable chosen(ClipTable all, ModelManifest model, RunConfig config, String word) {
        if (word.equals(ALL)) {
            return all;
        }
        Split split =
                Split.named(word)
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                "there is no split '" + word + "'",
                                                "Use train, val, test or all."));
        ClipTable table =
                all.hasSplits()
                        ? all
                        : SpeakerSplit.assign(
                                all,
                                number(model, Provenance.VAL_FRACTION).doubleValue(),
                                number(model, Provenance.SEED).longValue());
        List<Clip> clips = table.clips(split);
        if (clips.isEmpty()) {
            throw new DataException(
                    config.data().path() + " has no clip in the split '" + word + "'",
                    "Choose another --split, or 'all'.");
        }
        return new ClipTable(table.layout(), table.root(), table.tasks(), clips, table.hasSplits());
    }

    private static Number number(ModelManifest model, String key) {
        if (model != null && model.provenance().get(key) instanceof Number number) {
            return number;
        }
        throw new ConfigException(
                "the data set has no split column, and "
                        + (model == null
                                ? "predictions do not tell how clips were split"
                                : "model.json does not tell how the training clips were split (no "
                                        + key
                                        + ")"),
                "Use --split all, or add a split column.");
    }
}
