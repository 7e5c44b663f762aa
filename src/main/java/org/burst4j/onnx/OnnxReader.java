package org.burst4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.burst4j.ModelException;
import org.burst4j.file.Digests;

/**
 * Reads and checks ONNX files. The file is mapped: weights are views of it until they are copied
 * into arrays, so that reading takes next to no heap, whatever the model's size.
 */
final class OnnxReader {
    static final String EXPORT_AGAIN =
            "Check that the file is a complete ONNX model; export it again if need be.";

    private OnnxReader() {}

    /**
     * Reads a file.
     *
     * @throws ModelException if it cannot be read, or breaks the format's rules
     */
    static OnnxFile read(Path file) {
        ByteBuffer bytes = map(file);
        try (ExternalData external = new ExternalData(file)) {
            ModelReader model = new ModelReader(external);
            model.read(Wire.over(bytes));
            OnnxGraph graph = model.graph();
            if (graph == null) {
                throw new ModelException(
                        "it is not an ONNX model: it holds no graph with operations", EXPORT_AGAIN);
            }
            if (model.opset() < 0) {
                throw new ModelException(
                        "it names no version of the standard ONNX operators", EXPORT_AGAIN);
            }
            return new OnnxFile(
                    file.getFileName().toString(),
                    graph,
                    model.opset(),
                    model.producer(),
                    sha256(bytes, external));
        } catch (ModelException e) {
            throw new ModelException(file + ": " + e.getMessage(), e.cure(), e);
        }
    }

    static ByteBuffer map(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ModelException(
                        file
                                + " has "
                                + channel.size()
                                + " bytes, but a file of the ONNX format ends at 2^31 - 1",
                        "Export larger models with external data:"
                                + " onnx.save(model, path, save_as_external_data=True).");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be read: " + e, "Check the path and its permissions.", e);
        }
    }

    /** Of the file's bytes, and then of those of the tensors outside it. */
    private static String sha256(ByteBuffer bytes, ExternalData external) {
        MessageDigest digest = Digests.sha256();
        digest.update(bytes.duplicate());
        external.addTo(digest);
        return Digests.hex(digest);
    }
}
