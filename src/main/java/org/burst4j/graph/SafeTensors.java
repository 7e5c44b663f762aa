package org.burst4j.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Named arrays in a file of the safetensors format: 8 bytes of header length, a JSON header, then
 * the arrays' bytes in little-endian order without gaps. Nothing in such a file can run code, and
 * it has no size limit, unlike a flat-buffer graph.
 *
 * <p>Reads F64, F32, F16, BF16, I64, I32, U8 and BOOL; F16 and BF16 become FLOAT arrays, exactly.
 * Writes FLOAT, DOUBLE, LONG, INT, UBYTE and BOOL.
 *
 * <p>Source: the format description of huggingface/safetensors.
 */
public final class SafeTensors implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final SafeTensorsHeader header;

    private SafeTensors(Path path, FileChannel channel, SafeTensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its header completely; arrays are read when asked for.
     *
     * @param path the file
     * @return the open file
     * @throws ModelException when the file cannot be read or its header breaks the format's rules
     */
    public static SafeTensors open(Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            SafeTensors file =
                    new SafeTensors(path, channel, SafeTensorsHeader.read(path, channel));
            channel = null; // the new object closes it
            return file;
        } catch (IOException e) {
            throw unreadable(path, e);
        } finally {
            closeQuietly(channel, path);
        }
    }

    /**
     * Writes arrays in the order of the map, whatever their strides in 'c' order. The file appears
     * complete or not at all.
     *
     * @param path the file, replaced when it exists
     * @param arrays arrays by name
     * @param metadata any texts, may be empty
     * @throws ModelException when an array's type has no counterpart or the file cannot be written
     */
    public static void write(
            Path path, Map<String, INDArray> arrays, Map<String, String> metadata) {
        SafeTensorsWriter.write(path, arrays, metadata);
    }

    /**
     * Names of the arrays in the order of their bytes.
     *
     * @return the names
     */
    public Set<String> names() {
        return header.entries().keySet();
    }

    /**
     * Shape of one array.
     *
     * @param name its name
     * @return a copy of its shape, empty for a scalar
     * @throws ModelException when there is no such array
     */
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    /**
     * The texts kept beside the arrays.
     *
     * @return texts by key
     */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * Reads one array.
     *
     * @param name its name
     * @return a new array in 'c' order: FLOAT for F32, F16 and BF16, else of the stored type
     * @throws ModelException when there is no such array, or it cannot be read or held
     */
    public INDArray read(String name) {
        SafeTensorsHeader.Entry entry = entry(name);
        INDArray array = entry.type().create(entry.shape());
        try {
            long start = header.dataStart() + entry.begin();
            long bytes = entry.end() - entry.begin();
            long element = 0;
            for (long at = 0; at < bytes; at += SafeTensorsType.MAP_BYTES) {
                long length = Math.min(SafeTensorsType.MAP_BYTES, bytes - at);
                ByteBuffer map =
                        channel.map(FileChannel.MapMode.READ_ONLY, start + at, length)
                                .order(ByteOrder.LITTLE_ENDIAN);
                element = entry.type().read(map, array, element);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        return array;
    }

    /**
     * The element type of one array as the file stores it.
     *
     * @param name its name
     * @return the format's name of the type, such as F32 or BF16
     * @throws ModelException when there is no such array
     */
    public String storedType(String name) {
        return entry(name).type().name();
    }

    /**
     * Maps a part of an array's bytes, so that it need not be held.
     *
     * @param name its name
     * @param begin first byte of the part, counted from the array's first
     * @param length bytes of the part
     * @return a read-only little-endian view, valid also after {@link #close()}
     * @throws ModelException when there is no such array or part, or it cannot be mapped
     */
    public ByteBuffer map(String name, long begin, int length) {
        SafeTensorsHeader.Entry entry = entry(name);
        if (begin < 0 || length < 0 || begin > entry.end() - entry.begin() - length) {
            throw new ModelException(
                    path + ": tensor " + name + " has no bytes " + begin + "+" + length,
                    "Ask for bytes within the tensor.");
        }
        try {
            long start = header.dataStart() + entry.begin() + begin;
            return channel.map(FileChannel.MapMode.READ_ONLY, start, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Closes the file. Arrays that were read stay valid. */
    @Override
    public void close() {
        closeQuietly(channel, path);
    }

    private SafeTensorsHeader.Entry entry(String name) {
        SafeTensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new ModelException(
                    path + " has no tensor named " + name + " among its " + names().size(),
                    "Check that the file belongs to this model.");
        }
        return entry;
    }

    private static void closeQuietly(FileChannel channel, Path path) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
    }

    private static ModelException unreadable(Path path, IOException cause) {
        return new ModelException(
                path + " cannot be read: " + cause.getMessage(),
                "Check that the file exists and is readable.",
                cause);
    }
}
