package org.burst4j.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.data.Batch;
import org.burst4j.data.SeededOrder;
import org.burst4j.engine.Engine;
import org.burst4j.engine.ForwardRun;
import org.burst4j.model.EmbeddingGraph;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Embeddings by running the encoder, a part of the batch at a time. */
final class EncoderEmbeddings implements Embeddings {
    /** No parts: groups of clips are made so that they fit, and so do not depend on settings. */
    static final int WHOLE = 0;

    private final MultitaskNet net;
    private final EmbeddingGraph graph;
    private final int microBatchSize;
    private final ForwardRun run;

    /**
     * Prepares runs; they keep memory for the shapes that they meet until this is closed.
     *
     * @param engine what runs the graph
     * @param microBatchSize clips that are computed together; 0: all
     */
    EncoderEmbeddings(MultitaskNet net, EmbeddingGraph graph, Engine engine, int microBatchSize) {
        this.net = net;
        this.graph = graph;
        this.microBatchSize = microBatchSize;
        run = engine.forward(graph.graph(), List.of(GraphNames.EMBEDDING));
    }

    /** What a part of a batch draws follows from this; a batch in one part draws as a whole. */
    static long partSeed(long batchSeed, int part) {
        return part == 0 ? batchSeed : SeededOrder.bits(batchSeed, "part", part);
    }

    /** The inputs of an embedding graph for a part of a batch; the caller closes them. */
    static Map<String, INDArray> feeds(
            Batch part, MultitaskNet net, EmbeddingGraph graph, long partSeed) {
        Map<String, INDArray> feeds = BatchFeeds.audio(part);
        SpanFeeds.add(feeds, part, net, graph.regularization(), partSeed);
        return feeds;
    }

    @Override
    public INDArray of(Batch batch) {
        return of(batch, 0);
    }

    /**
     * The same of a graph that draws.
     *
     * @param seed of what is drawn
     */
    INDArray of(Batch batch, long seed) {
        return BatchFeeds.rowsOf(rows(batch, seed), batch);
    }

    /** One row a clip [B,D], row-major. */
    private float[] rows(Batch batch, long seed) {
        int width = net.width();
        float[] rows = new float[batch.size() * width];
        List<Batch> parts = batch.parts(microBatchSize);
        int from = 0;
        for (int i = 0; i < parts.size(); i++) {
            long partSeed = partSeed(seed, i);
            Map<String, INDArray> feeds = feeds(parts.get(i), net, graph, partSeed);
            try (INDArray result = run.run(feeds, partSeed).get(GraphNames.EMBEDDING);
                    INDArray ordered = result.dup('c')) {
                int length = parts.get(i).size() * width;
                System.arraycopy(ordered.data().asFloat(), 0, rows, from, length);
                from += length;
            } finally {
                feeds.values().forEach(INDArray::close);
            }
        }
        return rows;
    }

    /** The same, an array a clip. */
    float[][] table(Batch batch) {
        float[] rows = rows(batch, 0);
        float[][] table = new float[batch.size()][net.width()];
        for (int clip = 0; clip < table.length; clip++) {
            System.arraycopy(rows, clip * net.width(), table[clip], 0, net.width());
        }
        return table;
    }

    /** Memory that a run over the first part takes for its values; empty where not known. */
    OptionalLong plannedBytes(Batch batch) {
        Map<String, INDArray> feeds = feeds(batch.parts(microBatchSize).get(0), net, graph, 0);
        try {
            return run.plannedBytes(BatchFeeds.shapes(feeds));
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    /** Frees the memory of the runs until the next one. */
    void release() {
        run.release();
    }

    @Override
    public void close() {
        run.close();
    }
}
