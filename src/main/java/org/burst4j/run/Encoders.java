package org.burst4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.burst4j.EnvironmentException;
import org.burst4j.ModelException;
import org.burst4j.onnx.OnnxEncoder;

/** Opens encoders by path, by their name in a local folder, or by that of one inside the jar. */
public final class Encoders {
    private static final String RESOURCE = "/org/burst4j/encoders/demo-encoder.onnx";

    private Encoders() {}

    /**
     * Opens an encoder.
     *
     * @param encoder path of an ONNX file, its name in the folder, or {@link
     *     RunConfig#DEMO_ENCODER}. A name has no slash and no {@code .onnx}
     * @param models folder in which the name n is looked up: {@code n.onnx}, then {@code
     *     n/model.onnx}
     * @return the encoder; the caller closes it
     * @throws ModelException if there is none or it cannot be used
     */
    public static OnnxEncoder open(String encoder, String models) {
        return isName(encoder)
                ? OnnxEncoder.read(find(encoder, Path.of(models)))
                : with(encoder, OnnxEncoder::read);
    }

    private static boolean isName(String encoder) {
        return !encoder.equals(RunConfig.DEMO_ENCODER)
                && !encoder.contains("/")
                && !encoder.contains("\\")
                && !encoder.toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private static Path find(String name, Path models) {
        Path file = models.resolve(name + ".onnx");
        Path folder = models.resolve(name);
        List<Path> places = List.of(file, folder.resolve("model.onnx"));
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> missing(name, folder, file, places));
    }

    private static ModelException missing(String name, Path folder, Path file, List<Path> places) {
        boolean checkpoint = Files.isRegularFile(folder.resolve("config.json"));
        String command =
                "java -jar trainer.jar export-onnx --checkpoint " + folder + " --out " + file;
        return new ModelException(
                "encoder "
                        + name
                        + " was not found: there is neither "
                        + places.get(0)
                        + " nor "
                        + places.get(1)
                        + (checkpoint
                                ? ", but " + folder + " holds a Hugging Face checkpoint"
                                : ""),
                checkpoint
                        ? "Turn it into ONNX first: " + command
                        : "Put the checkpoint's folder at "
                                + folder
                                + " and turn it into ONNX: "
                                + command
                                + "; or look elsewhere with --set models=FOLDER; or give the path"
                                + " of an ONNX file, or "
                                + RunConfig.DEMO_ENCODER
                                + ".");
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
