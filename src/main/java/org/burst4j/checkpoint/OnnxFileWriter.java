package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import onnx.Onnx;
import org.burst4j.file.AtomicFiles;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Writes an ONNX file whose weights are never held: their lengths are known beforehand, so that the
 * messages around them can be written, and then the numbers stream through a buffer.
 *
 * <p>Source: onnx.proto of ONNX 1.12 (IR version 8), and its rules for external data.
 */
final class OnnxFileWriter {
    /** Files above 2 GB cannot be read by protobuf; the graph itself needs less than 1 MB. */
    static final long LARGEST_FILE = Integer.MAX_VALUE - (1L << 20);

    private static final int IR_VERSION = 8;

    /** External data begins at multiples of this, so that any reader can map it. */
    private static final int ALIGNMENT = 4096;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Onnx.GraphProto graph;
    private final Map<String, StoredTensor> weights;
    private final Map<String, String> metadata;
    private final WeightStream stream;

    /** What was written. */
    record Written(long bytes, String sha256) {
        static final Written NOTHING = new Written(0, "");
    }

    OnnxFileWriter(
            Onnx.GraphProto graph,
            Map<String, StoredTensor> weights,
            Map<String, String> metadata,
            WeightStream stream) {
        this.graph = graph;
        this.weights = weights;
        this.metadata = metadata;
        this.stream = stream;
    }

    /** Whether everything fits into one file. */
    boolean fitsOneFile() {
        return weights.values().stream().mapToLong(stream::bytes).sum() < LARGEST_FILE;
    }

    /** Writes one file. */
    Written writeWhole(Path file) {
        return write(file, this::whole);
    }

    /** Writes the weights alone, for a file that refers to them. */
    Written writeData(Path file) {
        return write(file, this::data);
    }

    /** Writes the graph with references to the file of weights. */
    Written writeReferring(Path file, Path data) {
        return write(file, out -> referring(data.getFileName().toString()).writeTo(out));
    }

    private interface Content {
        void writeTo(DigestChannel out) throws IOException;
    }

    private static Written write(Path file, Content content) {
        Written[] written = new Written[1];
        AtomicFiles.write(file, (FileChannel channel) -> written[0] = written(channel, content));
        return written[0];
    }

    @SuppressWarnings("resource") // closing it does nothing: AtomicFiles owns the channel
    private static Written written(FileChannel channel, Content content) throws IOException {
        DigestChannel out = new DigestChannel(channel);
        content.writeTo(out);
        return new Written(out.bytes(), out.sha256());
    }

    private Onnx.ModelProto.Builder model() {
        Onnx.ModelProto.Builder model =
                Onnx.ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("burst4j");
        model.addOpsetImportBuilder().setDomain("").setVersion(EncoderGraph.OPSET);
        metadata.forEach(
                (key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
        return model;
    }

    private void whole(DigestChannel file) throws IOException {
        Map<String, Onnx.TensorProto> headers = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> headers.put(name, stream.header(name, tensor).build()));
        long graphBytes = graph.getSerializedSize();
        for (Map.Entry<String, Onnx.TensorProto> header : headers.entrySet()) {
            long tensorBytes = tensorBytes(header.getValue(), weights.get(header.getKey()));
            graphBytes += fieldBytes(Onnx.GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes);
        }
        CodedOutputStream out = CodedOutputStream.newInstance(file, BUFFER_BYTES);
        model().build().writeTo(out);
        startField(out, Onnx.ModelProto.GRAPH_FIELD_NUMBER, graphBytes);
        graph.writeTo(out);
        for (Map.Entry<String, Onnx.TensorProto> header : headers.entrySet()) {
            StoredTensor tensor = weights.get(header.getKey());
            long tensorBytes = tensorBytes(header.getValue(), tensor);
            startField(out, Onnx.GraphProto.INITIALIZER_FIELD_NUMBER, tensorBytes);
            header.getValue().writeTo(out);
            startField(out, Onnx.TensorProto.RAW_DATA_FIELD_NUMBER, stream.bytes(tensor));
            out.flush();
            stream.write(header.getKey(), tensor, file);
        }
        out.flush();
    }

    private long tensorBytes(Onnx.TensorProto header, StoredTensor tensor) {
        return header.getSerializedSize()
                + fieldBytes(Onnx.TensorProto.RAW_DATA_FIELD_NUMBER, stream.bytes(tensor));
    }

    private static long fieldBytes(int field, long length) {
        return CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt64SizeNoTag(length)
                + length;
    }

    private static void startField(CodedOutputStream out, int field, long length)
            throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }

    private void data(DigestChannel out) throws IOException {
        for (Map.Entry<String, StoredTensor> weight : weights.entrySet()) {
            out.write(new byte[padding(out.bytes())]);
            stream.write(weight.getKey(), weight.getValue(), out);
        }
    }

    private static int padding(long position) {
        return (int) ((ALIGNMENT - position % ALIGNMENT) % ALIGNMENT);
    }

    private Onnx.ModelProto referring(String data) {
        Onnx.GraphProto.Builder whole = graph.toBuilder();
        long offset = 0;
        for (Map.Entry<String, StoredTensor> weight : weights.entrySet()) {
            offset += padding(offset);
            long length = stream.bytes(weight.getValue());
            Onnx.TensorProto.Builder header = stream.header(weight.getKey(), weight.getValue());
            header.setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL);
            header.addExternalDataBuilder().setKey("location").setValue(data);
            header.addExternalDataBuilder().setKey("offset").setValue(Long.toString(offset));
            header.addExternalDataBuilder().setKey("length").setValue(Long.toString(length));
            whole.addInitializer(header);
            offset += length;
        }
        return model().setGraph(whole).build();
    }
}
