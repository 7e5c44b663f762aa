package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pooled features of the clips of a run: one row of D numbers a clip, all finite. */
final class FeatureTable {
    private final Map<String, float[]> rows;
    private final int width;

    /**
     * Takes the rows over without copying them.
     *
     * @param rows D numbers by clip id, at least one row
     * @throws ModelException if there is no row, or rows differ in length
     */
    FeatureTable(Map<String, float[]> rows) {
        if (rows.isEmpty()) {
            throw new ModelException("no clip has features", "Give at least one clip.");
        }
        this.rows = new LinkedHashMap<>(rows);
        width = rows.values().iterator().next().length;
        rows.forEach(
                (id, row) -> {
                    if (row.length != width) {
                        throw new ModelException(
                                "clip '"
                                        + id
                                        + "' has "
                                        + row.length
                                        + " features, expected "
                                        + width
                                        + " as the first clip has",
                                "Delete the folder of cached features.");
                    }
                });
    }

    /**
     * The width of the encoder.
     *
     * @return D
     */
    int width() {
        return width;
    }

    /**
     * The number of clips.
     *
     * @return at least 1
     */
    int size() {
        return rows.size();
    }

    /**
     * The features of a batch.
     *
     * @param clips B of the clips, in any order
     * @return [B,D] row-major, a copy
     * @throws ModelException if a clip is unknown
     */
    float[] of(List<Clip> clips) {
        float[] values = new float[clips.size() * width]; // [B,D]
        for (int row = 0; row < clips.size(); row++) {
            float[] features = rows.get(clips.get(row).id());
            if (features == null) {
                throw new ModelException(
                        "clip '" + clips.get(row).id() + "' has no features",
                        "Ask only for the training and validation clips of the run.");
            }
            System.arraycopy(features, 0, values, row * width, width);
        }
        return values;
    }

    /**
     * The features as what a net's heads take.
     *
     * @return needs no closing
     */
    Embeddings embeddings() {
        return new Embeddings() {
            @Override
            public INDArray of(Batch batch) {
                return BatchFeeds.rowsOf(FeatureTable.this.of(batch.clips()), batch); // [B,D]
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
