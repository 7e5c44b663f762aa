package org.burst4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
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
        return with(encoder, OnnxEncoder::read);
    }

    /**
     * Does something with an encoder's file, which for one inside the jar is unpacked meanwhile.
     *
     * @param encoder path of an ONNX file, or {@link RunConfig#DEMO_ENCODER}
     * @param action what to do with the file
     * @param <T> what comes of it
     * @return the action's result
     * @throws ModelException if there is no such file
     */
    public static <T> T with(String encoder, Function<Path, T> action) {
        if (!encoder.equals(RunConfig.DEMO_ENCODER)) {
            if (!Files.isRegularFile(Path.of(encoder))) {
                throw new ModelException(
                        "encoder " + encoder + " does not exist",
                        "Give the path of an ONNX file, or " + RunConfig.DEMO_ENCODER + ".");
            }
            return action.apply(Path.of(encoder));
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
                return action.apply(copy);
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
