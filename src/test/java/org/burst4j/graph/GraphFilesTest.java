package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;

class GraphFilesTest {
    @TempDir Path folder;

    @Test
    void a_saved_graph_loads_with_stock_calls_and_predicts_the_same() throws IOException {
        SameDiff sd = head();
        Path path = folder.resolve("model.fb");

        GraphFiles.save(sd, path);

        assertThat(folder.toFile().list()).containsExactly("model.fb");
        Map<String, INDArray> input = Map.of("x", Init.uniform(1, "x", 1, 3, 5));
        INDArray expected = sd.outputSingle(input, "high/logits");
        assertThat(SameDiff.load(path.toFile(), false).outputSingle(input, "high/logits"))
                .isEqualTo(expected);
        assertThat(GraphFiles.load(path).outputSingle(input, "high/logits")).isEqualTo(expected);
    }

    @Test
    void description_counts_parameters_and_operations() {
        GraphFiles.Description description = GraphFiles.describe(head());

        assertThat(description.inputs()).containsExactly("x");
        assertThat(description.outputs()).containsExactly("high/logits");
        assertThat(description.parameters()).isEqualTo(5 * 4 + 4 + 4 * 2 + 2);
        assertThat(description.bytes()).isEqualTo(34 * Float.BYTES);
        assertThat(description.operations()).containsEntry("erf", 1).containsEntry("biasadd", 2);
    }

    @Test
    void operations_of_our_own_are_refused() {
        SameDiff sd = head();
        new Own(sd).outputVariable();

        assertThatThrownBy(() -> GraphFiles.save(sd, folder.resolve("model.fb")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Own");
    }

    @Test
    void missing_and_broken_files_are_two_clear_errors() throws IOException {
        Path path = folder.resolve("model.fb");
        assertThatThrownBy(() -> GraphFiles.load(path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is no file");
        Files.write(path, new byte[64]);
        assertThatThrownBy(() -> GraphFiles.load(path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be loaded");
    }

    private static SameDiff head() {
        SameDiff sd = SameDiff.create();
        Heads.mlp(
                sd,
                sd.placeHolder("x", DataType.FLOAT, -1, 5),
                Heads.init(1, "high", 5, 4, 2),
                "high");
        return sd;
    }

    /** An operation that only this program knows. */
    private static final class Own extends Identity {
        Own(SameDiff sd) {
            super(sd, sd.getVariable("high/logits"));
        }
    }
}
