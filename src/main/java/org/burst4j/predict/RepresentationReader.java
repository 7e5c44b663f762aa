package org.burst4j.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.burst4j.DataException;
import org.burst4j.audio.Waveform;
import org.burst4j.engine.ForwardRun;

/**
 * Reads what a model's net holds of clips between its encoder and its heads. Clips are padded and
 * batched as for a prediction, so a row is what the prediction of that clip was made of.
 */
public final class RepresentationReader implements AutoCloseable {
    private final VocalBurstModel model;
    private final ForwardRun run;

    RepresentationReader(VocalBurstModel model, ForwardRun run) {
        this.model = model;
        this.run = run;
    }

    /**
     * Reads prepared clips.
     *
     * @param names what each clip is called in errors
     * @param waveforms the clips, from {@link VocalBurstModel#prepare}
     * @return for each representation by its name one row a clip, in the order of the clips
     * @throws DataException if a clip is too short
     */
    public Map<String, float[][]> read(List<String> names, List<Waveform> waveforms) {
        Map<String, float[][]> rows = new LinkedHashMap<>();
        for (PaddedBatch batch : model.batches(names, waveforms)) {
            read(
                    batch,
                    (clip, of) ->
                            of.forEach(
                                    (name, row) ->
                                            rows.computeIfAbsent(
                                                                    name,
                                                                    key ->
                                                                            new float
                                                                                    [waveforms
                                                                                            .size()]
                                                                                    [])[clip] =
                                                    row));
        }
        return rows;
    }

    /**
     * Reads clips while a background thread prepares the next ones.
     *
     * @param names what each clip is called in errors
     * @param source prepares each clip
     * @param listener told of each clip its row of each representation by name, and each clip that
     *     cannot be used
     */
    public void read(
            List<String> names, ClipSource source, ClipListener<Map<String, float[]>> listener) {
        model.hear(names, source, batch -> read(batch, listener::heard), listener::refused);
    }

    private void read(PaddedBatch batch, BiConsumer<Integer, Map<String, float[]>> into) {
        Map<String, float[]> values = model.run(run, batch);
        int rows = batch.clips().size();
        for (int i = 0; i < rows; i++) {
            int row = i;
            Map<String, float[]> own = new LinkedHashMap<>();
            values.forEach(
                    (name, all) -> own.put(name, VocalBurstModel.row(all, row, all.length / rows)));
            into.accept(batch.clips().get(row), own);
        }
    }

    /** Ends the reader; the model stays open. */
    @Override
    public void close() {
        run.close();
    }
}
