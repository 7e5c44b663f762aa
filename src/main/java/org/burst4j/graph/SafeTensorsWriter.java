package org.burst4j.graph;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.file.AtomicFiles;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Streams arrays into a safetensors file. */
final class SafeTensorsWriter {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private SafeTensorsWriter() {}

    static void write(Path path, Map<String, INDArray> arrays, Map<String, String> metadata) {
        byte[] header = header(path, arrays, metadata);
        AtomicFiles.write(
                path,
                channel -> {
                    ByteBuffer start =
                            ByteBuffer.allocate(Long.BYTES + header.length)
                                    .order(ByteOrder.LITTLE_ENDIAN);
                    writeFully(channel, start.putLong(header.length).put(header).flip());
                    ByteBuffer buffer =
                            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    for (INDArray array : arrays.values()) {
                        writeArray(channel, array, buffer);
                    }
                });
    }

    private static byte[] header(
            Path path, Map<String, INDArray> arrays, Map<String, String> metadata) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(SafeTensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        long next = 0;
        for (Map.Entry<String, INDArray> field : arrays.entrySet()) {
            INDArray array = field.getValue();
            SafeTensorsType type = SafeTensorsType.of(array.dataType());
            if (type == null || field.getKey().equals(SafeTensorsHeader.METADATA)) {
                throw new ModelException(
                        path
                                + " cannot hold tensor "
                                + field.getKey()
                                + " of type "
                                + array.dataType(),
                        "Cast it to FLOAT, and do not call it " + SafeTensorsHeader.METADATA + ".");
            }
            ObjectNode entry = root.putObject(field.getKey());
            entry.put("dtype", type.name());
            ArrayNode shape = entry.putArray("shape");
            for (long length : array.shape()) {
                shape.add(length);
            }
            long bytes = array.length() * type.bytes();
            entry.putArray("data_offsets").add(next).add(next + bytes);
            next += bytes;
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        if (json.length > SafeTensorsHeader.LARGEST_HEADER) {
            throw new ModelException(
                    path + " would need a header of " + json.length + " bytes",
                    "Write fewer tensors or shorter texts.");
        }
        int padded = (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        byte[] header = new byte[padded];
        System.arraycopy(json, 0, header, 0, json.length);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }

    private static void writeArray(FileChannel channel, INDArray array, ByteBuffer buffer)
            throws IOException {
        boolean plain =
                array.ordering() == 'c'
                        && !array.isView()
                        && array.length() == array.data().length();
        INDArray source = plain ? array : array.dup('c');
        try {
            SafeTensorsType type = SafeTensorsType.of(source.dataType());
            long element = 0;
            while (element < source.length()) {
                element = type.write(source, element, buffer.clear());
                writeFully(channel, buffer.flip());
            }
        } finally {
            if (!plain) {
                source.close();
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
