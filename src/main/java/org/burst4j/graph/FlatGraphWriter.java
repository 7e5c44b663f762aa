package org.burst4j.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.burst4j.ModelException;
import org.burst4j.file.AtomicFiles;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Streams a graph into a file that stock {@code SameDiff.load} reads: first the graph, then its
 * arrays. {@code SameDiff.save} builds the file in a buffer on the heap that doubles and ends at 1
 * GiB of weights; this needs no more memory than the graph without its arrays.
 */
final class FlatGraphWriter {
    /** Arrays begin at multiples of this many bytes, behind the 4 of their length. */
    private static final int ALIGNMENT = 64;

    private FlatGraphWriter() {}

    /** Writes a graph with the arrays of those variables that the predicate takes. */
    static void write(SameDiff sd, Path path, Predicate<SDVariable> keepsArray) {
        FlatGraphBuilder.Skeleton skeleton = FlatGraphBuilder.build(sd, keepsArray);
        Map<String, Long> starts = new LinkedHashMap<>();
        long end = skeleton.bytes().limit();
        for (String name : skeleton.arrays().keySet()) {
            long start = align(end + Integer.BYTES);
            starts.put(name, start);
            end = start + ArrayBytes.size(array(sd, name));
        }
        checkSize(end, path);
        starts.forEach((name, start) -> skeleton.point(name, start - Integer.BYTES));
        AtomicFiles.write(
                path,
                channel -> {
                    ByteBuffer graph = skeleton.bytes().rewind();
                    while (graph.hasRemaining()) {
                        channel.write(graph);
                    }
                    for (Map.Entry<String, Long> entry : starts.entrySet()) {
                        INDArray array = array(sd, entry.getKey());
                        writeLength(channel, entry.getValue(), ArrayBytes.size(array));
                        ArrayBytes.write(channel, array);
                    }
                });
    }

    static void checkSize(long bytes, Path path) {
        if (bytes > GraphFiles.LARGEST_BYTES) {
            throw new ModelException(
                    path
                            + " would have "
                            + bytes
                            + " bytes, but ND4J reads flat-buffer files up to "
                            + GraphFiles.LARGEST_BYTES,
                    "Save the graph without weights, and the weights as safetensors.");
        }
    }

    /** Fills up to the array's start: the last 4 bytes are its length. */
    private static void writeLength(FileChannel channel, long start, long bytes)
            throws IOException {
        int gap = Math.toIntExact(start - channel.position());
        ByteBuffer lead = ByteBuffer.allocate(gap).order(ByteOrder.LITTLE_ENDIAN);
        lead.putInt(gap - Integer.BYTES, Math.toIntExact(bytes));
        while (lead.hasRemaining()) {
            channel.write(lead);
        }
    }

    private static INDArray array(SameDiff sd, String name) {
        return sd.getVariable(name).getArr();
    }

    private static long align(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
