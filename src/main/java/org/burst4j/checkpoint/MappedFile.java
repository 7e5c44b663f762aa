package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.burst4j.ModelException;

/** A file read through memory maps, of any length; each part is mapped once, when asked for. */
final class MappedFile implements AutoCloseable {
    /** Maps start at multiples of this and are twice as long, so that every view fits into one. */
    private static final long SEGMENT_BYTES = 1L << 29;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Map<Long, ByteBuffer> segments = new HashMap<>();

    private MappedFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    @SuppressWarnings("MustBeClosedChecker") // the new object closes the channel
    static MappedFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new MappedFile(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** A read-only little-endian view of bytes that must lie in the file. */
    ByteBuffer view(long begin, long length) throws IOException {
        if (begin < 0 || length < 0 || length > SEGMENT_BYTES || begin > size - length) {
            throw broken(
                    "ends within something: bytes "
                            + begin
                            + " to "
                            + begin
                            + "+"
                            + length
                            + " are needed, it has "
                            + size);
        }
        long number = begin / SEGMENT_BYTES;
        ByteBuffer segment = segments.get(number);
        if (segment == null) {
            long start = number * SEGMENT_BYTES;
            segment =
                    channel.map(
                            FileChannel.MapMode.READ_ONLY,
                            start,
                            Math.min(2 * SEGMENT_BYTES, size - start));
            segments.put(number, segment);
        }
        int at = (int) (begin - number * SEGMENT_BYTES);
        return segment.slice(at, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The exception for a file that breaks its format's rules. */
    ModelException broken(String problem) {
        return new ModelException(
                path + " is no sound PyTorch file: it " + problem,
                "Get the file again, or model.safetensors instead of it.");
    }

    @Override
    public void close() throws IOException {
        segments.clear();
        channel.close();
    }
}
