package org.burst4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.burst4j.EnvironmentException;
import org.burst4j.ModelException;
import org.burst4j.onnx.OnnxEncoder;

/** Opens encoders by path or by the name of one inside the jar. */
public final class Encoders {
    private static final String RESOURCE = "/org/burst4j/encoders/demo-encoder.onnx";

    private Encoders() {}

    /**
     * Opens an encoder.
     *
     * @param encoder path of an ONNX file, or {@link RunConfig#DEMO_ENCODER}
     * @return the encoder; the caller closes it
     * @throws ModelException if it cannot be used
     */
    public static OnnxEncoder open(String encoder) {
        if (!encoder.equals(RunConfig.DEMO_ENCODER)) {
            if (!Files.isRegularFile(Path.of(encoder))) {
                throw new ModelException(
                        "encoder " + encoder + " does not exist",
                        "Give the path of an ONNX file, or " + RunConfig.DEMO_ENCODER + ".");
            }
            return OnnxEncoder.read(Path.of(encoder));
        }
        try (InputStream in = Encoders.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new ModelException(
                        "the jar does not hold the demo encoder " + RESOURCE,
                        "Build it with Maven, which puts it there from onnx-export/.");
            }
            Path copy = Files.createTempFile("burst4j-encoder", ".onnx");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                return OnnxEncoder.read(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the demo encoder cannot be unpacked: " + e.getMessage(),
                    "Check the free space of the temporary folder.",
                    e);
        }
    }
}
