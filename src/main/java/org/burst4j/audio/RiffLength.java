package org.burst4j.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.DataException;

/**
 * Finds WAV files that end before their data chunk does, which FFmpeg plays without a word.
 *
 * <p>Left alone are: files that are no RIFF WAVE; data sizes of 0 and 0xFFFFFFFF, by which programs
 * that write to a pipe say "up to the end of the file"; less than one frame missing; files without
 * a data chunk among the first 1000.
 */
final class RiffLength {
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int FORMAT_BYTES = 16;

    /** A file of zeros is a chunk of no length every 8 bytes: not to be read to its end. */
    private static final int MOST_CHUNKS = 1000;

    private static final long UNKNOWN = 0xFFFFFFFFL;

    private RiffLength() {}

    /** Throws a DataException where the file is shorter than its data chunk promises. */
    static void check(Path file, String name) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            ByteBuffer header = read(in, 0, RIFF_HEADER_BYTES);
            if (!tag(header, 0).equals("RIFF") || !tag(header, 8).equals("WAVE")) {
                return;
            }
            int blockBytes = 1;
            long position = RIFF_HEADER_BYTES;
            for (int chunks = 0;
                    chunks < MOST_CHUNKS && position + CHUNK_HEADER_BYTES <= in.size();
                    chunks++) {
                ByteBuffer chunk = read(in, position, CHUNK_HEADER_BYTES);
                long chunkBytes = Integer.toUnsignedLong(chunk.getInt(4));
                position += CHUNK_HEADER_BYTES;
                if (tag(chunk, 0).equals("fmt ") && in.size() - position >= FORMAT_BYTES) {
                    blockBytes =
                            Math.max(
                                    1,
                                    Short.toUnsignedInt(
                                            read(in, position, FORMAT_BYTES).getShort(12)));
                } else if (tag(chunk, 0).equals("data")) {
                    compare(name, chunkBytes, in.size() - position, blockBytes);
                    return;
                }
                position += chunkBytes + (chunkBytes & 1); // chunks start at even offsets
            }
        }
    }

    private static void compare(String name, long promised, long held, int blockBytes) {
        if (promised == 0 || promised == UNKNOWN || promised - held < blockBytes) {
            return;
        }
        throw new DataException(
                name
                        + ": the WAV is cut off: its header promises "
                        + promised / blockBytes
                        + " blocks ("
                        + promised
                        + " bytes) of samples, the file holds "
                        + held / blockBytes
                        + " ("
                        + held
                        + " bytes)",
                AudioDecoder.CURE_BROKEN);
    }

    private static ByteBuffer read(SeekableByteChannel in, long position, int size)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        in.position(position);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = in.read(bytes); // -1 at the end of the file: what is missing stays 0
        }
        return bytes;
    }

    private static String tag(ByteBuffer bytes, int offset) {
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            tag.append((char) (bytes.get(offset + i) & 0xFF));
        }
        return tag.toString();
    }
}
