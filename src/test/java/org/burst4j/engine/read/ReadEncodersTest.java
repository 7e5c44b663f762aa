package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.rewrite.Simplify;
import org.burst4j.onnx.EncoderOutputs;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Encoders of every topology, with and without their mask, are read as they are. */
class ReadEncodersTest {
    private static final String FOLDER = "/org/burst4j/onnx/encoders/";

    /** One file for each topology and use of a mask. */
    static List<String> files() throws IOException {
        try (InputStream in = ReadEncodersTest.class.getResourceAsStream(FOLDER + "index.json")) {
            JsonNode exports = new ObjectMapper().readTree(in).get("exports");
            Map<String, String> files = new LinkedHashMap<>();
            for (JsonNode export : exports) {
                boolean whole = export.get("spec").get("precision").asText().equals("float32");
                if (whole) {
                    String key = export.get("topology").asText() + export.get("hasMask");
                    files.putIfAbsent(key, export.get("file").asText());
                }
            }
            return List.copyOf(files.values());
        }
    }

    private static Path path(String file) throws URISyntaxException {
        return Path.of(ReadEncodersTest.class.getResource(FOLDER + file).toURI());
    }

    @ParameterizedTest
    @MethodSource("files")
    void hidden_states_and_gradients(String file) throws URISyntaxException {
        try (OnnxEncoder encoder = OnnxEncoder.read(path(file))) {
            SameDiff sd = SameDiff.create();
            SDVariable samples = sd.placeHolder("input_values", DataType.FLOAT, -1, -1);
            SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
            EncoderOutputs built = encoder.build(sd, samples, mask, WeightBinder.VARIABLES);
            List<String> outputs = new ArrayList<>();
            built.hiddenStates().forEach(state -> outputs.add(state.name()));
            int frames = 4;
            int last = 320 * (frames - 1) + 400;
            float[][] noise = new float[2][last];
            float[][] valid = new float[2][last];
            for (int clip = 0; clip < 2; clip++) {
                for (int s = 0; s < last - 350 * clip; s++) {
                    noise[clip][s] = (float) Math.sin(s * s * 0.37 + clip);
                    valid[clip][s] = 1;
                }
            }
            Map<String, INDArray> feeds =
                    Map.of(
                            "input_values", Nd4j.createFromArray(noise),
                            "attention_mask", Nd4j.createFromArray(valid));
            Program program = Agreement.check(sd, feeds, outputs, Simplify.READ::apply);
            assertThat(program.nodes()).noneMatch(node -> node.op() instanceof Op.Stock);
            assertThat(program.weights())
                    .containsKeys(encoder.weights().keySet().toArray(new String[0]));

            SDVariable y = built.lastHiddenState();
            long[] shape = program.outputs().get(y.name()).shape().longs();
            SDVariable loss = y.mul(sd.constant(Agreement.some(1, shape))).sum();
            sd.setLossVariables(loss.name());
            List<String> wanted = List.copyOf(encoder.weights().keySet());
            Agreement.checkGradients(sd, feeds, wanted, loss.name());
        }
    }
}
