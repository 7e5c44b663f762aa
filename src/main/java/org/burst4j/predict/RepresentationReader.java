package org.burst4j.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.audio.Waveform;
import org.burst4j.graph.ForwardSession;

/**
 * Reads what a model's net holds of clips between its encoder and its heads. Clips are padded and
 * batched as for a prediction, so a row is what the prediction of that clip was made of.
 */
public final class RepresentationReader implements AutoCloseable {
    private final VocalBurstModel model;
    private final ForwardSession session;

    RepresentationReader(VocalBurstModel model, ForwardSession session) {
        this.model = model;
        this.session = session;
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
        if (names.size() != waveforms.size()) {
            throw new DataException(
                    names.size() + " names for " + waveforms.size() + " clips",
                    "Give one name a clip.");
        }
        Map<String, float[][]> rows = new LinkedHashMap<>();
        for (PaddedBatch batch : model.batches(names, waveforms)) {
            List<Integer> clips = batch.clips();
            model.run(session, batch, waveforms)
                    .forEach(
                            (name, values) -> {
                                float[][] into =
                                        rows.computeIfAbsent(
                                                name, key -> new float[waveforms.size()][]);
                                int width = values.length / clips.size();
                                for (int row = 0; row < clips.size(); row++) {
                                    into[clips.get(row)] = VocalBurstModel.row(values, row, width);
                                }
                            });
        }
        return rows;
    }

    /** Ends the reader; the model stays open. */
    @Override
    public void close() {
        session.close();
    }
}
