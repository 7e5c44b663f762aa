package org.burst4j.train;

import org.burst4j.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the embeddings of a batch come from. */
interface Embeddings extends AutoCloseable {
    /** [B,D] with {@link BatchFeeds#rows} rows; the caller closes it. */
    INDArray of(Batch batch);

    @Override
    void close();
}
