package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The directory of a zip file whose entries are stored without compression, as torch.save writes
 * them: where each entry's bytes lie, so that they can be mapped. Sizes beyond 4 GB (zip64) are
 * read. Compressed entries are refused: unpacking them could need any amount of memory.
 *
 * <p>Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
 */
final class ZipEntries {
    /** Bytes [begin, begin + length) of the file. */
    record Entry(long begin, long length) {}

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final long LARGEST_DIRECTORY = 1 << 24;
    private static final long UNSIGNED = 0xFFFFFFFFL;

    private final MappedFile file;

    private ZipEntries(MappedFile file) {
        this.file = file;
    }

    static Map<String, Entry> read(MappedFile file) throws IOException {
        return new ZipEntries(file).entries();
    }

    private Map<String, Entry> entries() throws IOException {
        long end = findEnd();
        ByteBuffer record = file.view(end, END_BYTES);
        long count = record.getShort(10) & 0xFFFF;
        long length = record.getInt(12) & UNSIGNED;
        long begin = record.getInt(16) & UNSIGNED;
        if (end >= 20 && file.view(end - 20, 4).getInt(0) == LOCATOR64) {
            ByteBuffer record64 = file.view(file.view(end - 20, 20).getLong(8), 56);
            if (record64.getInt(0) != END64) {
                throw file.broken("has a zip64 end record that is none");
            }
            count = record64.getLong(32);
            length = record64.getLong(40);
            begin = record64.getLong(48);
        }
        if (length < 0 || length > LARGEST_DIRECTORY || begin < 0 || begin > end - length) {
            throw file.broken(
                    "has a zip directory of " + length + " bytes at " + begin + ", of " + end);
        }
        ByteBuffer directory = file.view(begin, length);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (long number = 0; number < count; number++) {
            entry(directory, begin, entries);
        }
        return entries;
    }

    private long findEnd() throws IOException {
        long from = Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT);
        ByteBuffer tail = file.view(from, file.size() - from);
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                return from + at;
            }
        }
        throw file.broken("has no zip directory at its end: it is cut off");
    }

    private void entry(ByteBuffer directory, long end, Map<String, Entry> entries)
            throws IOException {
        int at = directory.position();
        if (directory.remaining() < 46 || directory.getInt(at) != CENTRAL) {
            throw file.broken("has a zip directory that is cut off or damaged");
        }
        int flags = directory.getShort(at + 8);
        int method = directory.getShort(at + 10) & 0xFFFF;
        int nameLength = directory.getShort(at + 28) & 0xFFFF;
        int extraLength = directory.getShort(at + 30) & 0xFFFF;
        int commentLength = directory.getShort(at + 32) & 0xFFFF;
        if (directory.remaining() < 46 + nameLength + extraLength + commentLength) {
            throw file.broken("has a zip directory that is cut off or damaged");
        }
        byte[] nameBytes = new byte[nameLength];
        directory.get(at + 46, nameBytes);
        String name = new String(nameBytes, StandardCharsets.UTF_8);
        String shown = PickleGlobal.printable(name);
        long[] sizes = {
            directory.getInt(at + 24) & UNSIGNED,
            directory.getInt(at + 20) & UNSIGNED,
            directory.getInt(at + 42) & UNSIGNED
        };
        extras(directory.slice(at + 46 + nameLength, extraLength).order(directory.order()), sizes);
        directory.position(at + 46 + nameLength + extraLength + commentLength);
        if (method != 0 || (flags & 1) != 0 || sizes[0] != sizes[1]) {
            throw file.broken("holds the compressed or encrypted entry " + shown);
        }
        ByteBuffer local = file.view(sizes[2], 30);
        if (local.getInt(0) != LOCAL) {
            throw file.broken("has no entry where its directory says " + shown + " begins");
        }
        long begin = sizes[2] + 30 + (local.getShort(26) & 0xFFFF) + (local.getShort(28) & 0xFFFF);
        if (sizes[0] < 0 || begin > end || sizes[0] > end - begin) {
            throw file.broken(
                    "has an entry " + shown + " of " + sizes[0] + " bytes that leaves the file");
        }
        if (entries.put(name, new Entry(begin, sizes[0])) != null) {
            throw file.broken("has two entries " + shown);
        }
    }

    /** The zip64 field holds those of uncompressed size, compressed size, offset that are -1. */
    private void extras(ByteBuffer extra, long[] sizes) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xFFFF;
            int length = extra.getShort() & 0xFFFF;
            if (length > extra.remaining()) {
                throw file.broken("has a zip directory that is cut off or damaged");
            }
            int next = extra.position() + length;
            if (id == 1) {
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == UNSIGNED && next - extra.position() >= Long.BYTES) {
                        sizes[i] = extra.getLong();
                    }
                }
            }
            extra.position(next);
        }
    }
}
