package org.burst4j.engine;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Step;
import org.burst4j.engine.kernel.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The way back of a convolution as products of matrices, which run nearer to the processor's limit
 * than ND4J's own: the frames under each place of the kernel become a row, so that the weights'
 * gradient is one product; that of the input is another, whose rows are added up where they
 * overlap. A piece of a clip at a time, so that the rows stay in the cache and need little memory.
 */
final class ConvProducts {
    /** Frames of the result in a piece, at most. */
    private static final int PIECE_FRAMES = 1024;

    private final StockOperations operations;
    private final Workers workers;

    ConvProducts(StockOperations operations, Workers workers) {
        this.operations = operations;
        this.workers = workers;
    }

    /** Whether it can do a node: a gradient without padding, whose windows leave no frame out. */
    static boolean handles(Node node) {
        return node.op() instanceof Op.ConvGradient conv
                && conv.padding() == 0
                && node.input(1).shape().size(0) >= conv.stride();
    }

    /** Floats that it needs beside the node's values: rows, and a piece's part of the gradient. */
    static long workspace(Node node) {
        if (!handles(node)) {
            return 0;
        }
        long weights = node.input(1).shape().elements();
        return (long) frames(node) * row(node) + weights;
    }

    private static int frames(Node node) {
        return Math.min(PIECE_FRAMES, node.input(2).shape().size(1));
    }

    private static int row(Node node) {
        return node.input(1).shape().size(0) * node.input(1).shape().size(1);
    }

    /**
     * Binds a node.
     *
     * @param node a gradient that this handles
     * @param memory its values
     * @param offset where its workspace begins in the arena
     */
    Step bind(Node node, Memory memory, long offset) {
        INDArray x = memory.array(node.input(0));
        INDArray w = memory.array(node.input(1));
        INDArray dy = memory.array(node.input(2));
        INDArray dx = memory.array(node.outputs().get(0));
        INDArray dw = memory.array(node.outputs().get(1));
        int stride = ((Op.ConvGradient) node.op()).stride();
        int channels = (int) x.size(2);
        int outputs = (int) dy.size(2);
        int row = row(node);
        long rowsEnd = offset + (long) frames(node) * row;
        INDArray matrix = memory.view(w, 0, row, outputs); // [k*C,Cout]
        INDArray whole = memory.view(dw, 0, row, outputs); // [k*C,Cout]
        INDArray part = memory.arena(rowsEnd, row, outputs); // [k*C,Cout]
        FloatBuffer from = Memory.buffer(x);
        FloatBuffer to = Memory.buffer(dx);
        Overlaps overlaps = new Overlaps(channels, row, stride, (int) x.size(1), workers);
        List<Step> steps = new ArrayList<>();
        for (Piece piece : Piece.of(dy, PIECE_FRAMES)) {
            INDArray rows = memory.arena(offset, piece.frames(), row); // [n,k*C]
            FloatBuffer buffer = Memory.buffer(rows);
            INDArray gradient =
                    memory.view(dy, piece.firstElement(dy), piece.frames(), outputs); // [n,Cout]
            boolean start = piece.clip() == 0 && piece.start() == 0;
            boolean end = piece.endsClip(dy);
            int frame = piece.start() * stride;
            steps.add(seed -> overlaps.gather(from, piece.clip(), frame, piece.frames(), buffer));
            steps.add(operations.product(rows, gradient, start ? whole : part, true, false));
            if (!start) {
                steps.add(seed -> whole.addi(part));
            }
            steps.add(operations.product(gradient, matrix, rows, false, true));
            steps.add(
                    seed -> overlaps.scatter(buffer, piece.clip(), frame, piece.frames(), end, to));
        }
        return seed -> steps.forEach(step -> step.run(seed));
    }
}
