package org.burst4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes zip files byte by byte, so that a test can make sound and unsound ones. */
final class TinyZip {
    private record Entry(String name, int length, int offset) {}

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Entry> entries = new ArrayList<>();

    /** Compression method and flags as written in the directory. */
    int method;

    int flags;

    /** Added to the sizes and offsets that the directory tells. */
    int sizeLie;

    int offsetLie;

    /** Whether sizes and offsets are in zip64 fields. */
    boolean zip64;

    TinyZip add(String name, byte[] content) {
        entries.add(new Entry(name, content.length, bytes.position()));
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        bytes.putInt(0x04034b50).position(bytes.position() + 14);
        bytes.putInt(content.length).putInt(content.length);
        bytes.putShort((short) nameBytes.length).putShort((short) 3);
        bytes.put(nameBytes).put(new byte[] {9, 9, 9}).put(content);
        return this;
    }

    byte[] build() {
        int begin = bytes.position();
        for (Entry entry : entries) {
            directoryEntry(entry);
        }
        int length = bytes.position() - begin;
        if (zip64) {
            int end64 = bytes.position();
            bytes.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
            bytes.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
            bytes.putLong(length).putLong(begin);
            bytes.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        }
        bytes.putInt(0x06054b50).putInt(0);
        short count = zip64 ? -1 : (short) entries.size();
        bytes.putShort(count).putShort(count);
        bytes.putInt(zip64 ? -1 : length).putInt(zip64 ? -1 : begin).putShort((short) 0);
        byte[] all = new byte[bytes.position()];
        bytes.get(0, all);
        return all;
    }

    private void directoryEntry(Entry entry) {
        byte[] nameBytes = entry.name().getBytes(StandardCharsets.UTF_8);
        int size = entry.length() + sizeLie;
        int offset = entry.offset() + offsetLie;
        bytes.putInt(0x02014b50).putInt(0).putShort((short) flags).putShort((short) method);
        bytes.putInt(0).putInt(0);
        bytes.putInt(zip64 ? -1 : size).putInt(zip64 ? -1 : size);
        bytes.putShort((short) nameBytes.length).putShort((short) (zip64 ? 28 : 0));
        bytes.putShort((short) 0).putInt(0).putInt(0).putInt(zip64 ? -1 : offset);
        bytes.put(nameBytes);
        if (zip64) {
            bytes.putShort((short) 1).putShort((short) 24);
            bytes.putLong(size).putLong(size).putLong(offset);
        }
    }
}
