package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;

/** Which input is what. */
class BoundaryTest {
    private static OnnxGraph.Input input(String name, ElementType type, Long... shape) {
        return new OnnxGraph.Input(name, type, List.of(shape));
    }

    private static Boundary of(OnnxGraph.Input... inputs) {
        OnnxGraph graph = new OnnxGraph(List.of(inputs), List.of("y"), List.of(), Map.of());
        return Boundary.of(new OnnxFile("encoder.onnx", graph, 17, "", ""));
    }

    @Test
    void names_decide_first() {
        Boundary boundary =
                of(
                        input("attention_mask", ElementType.FLOAT, -1L, -1L),
                        input("input_values", ElementType.FLOAT, -1L, -1L));
        assertThat(boundary.audio().name()).isEqualTo("input_values");
        assertThat(boundary.mask().name()).isEqualTo("attention_mask");
        assertThat(boundary.fixedBatch()).isEqualTo(-1);
    }

    @Test
    void then_types_and_what_is_called_a_mask() {
        Boundary whole =
                of(
                        input("l_a_", ElementType.INT32, -1L, 16_000L),
                        input("l_b_", ElementType.FLOAT16, -1L, 16_000L));
        assertThat(whole.audio().name()).isEqualTo("l_b_");
        assertThat(whole.mask().name()).isEqualTo("l_a_");
        assertThat(whole.fixedSamples()).isEqualTo(16_000);
        Boundary named =
                of(
                        input("Padding_Mask", ElementType.FLOAT, 2L, -1L),
                        input("wave", ElementType.FLOAT, 2L, -1L));
        assertThat(named.audio().name()).isEqualTo("wave");
        assertThat(named.fixedBatch()).isEqualTo(2);
        assertThat(of(input("wave", ElementType.FLOAT, -1L, -1L)).mask()).isNull();
    }

    @Test
    void what_is_ambiguous_is_refused_with_what_there_is() {
        OnnxGraph.Input a = input("a", ElementType.FLOAT, -1L, -1L);
        OnnxGraph.Input b = input("b", ElementType.FLOAT, -1L, -1L);
        OnnxGraph.Input mask = input("attention_mask", ElementType.INT64, -1L, -1L);
        OnnxGraph.Input third = input("position", ElementType.INT64, -1L, -1L);
        OnnxGraph.Input spectrogram = input("input_values", ElementType.FLOAT, -1L, -1L, 80L);
        List<OnnxGraph.Input[]> unclear =
                List.of(
                        new OnnxGraph.Input[] {a, b},
                        new OnnxGraph.Input[] {a, mask, third},
                        new OnnxGraph.Input[] {mask},
                        new OnnxGraph.Input[] {spectrogram});
        for (OnnxGraph.Input[] inputs : unclear) {
            assertThatThrownBy(() -> of(inputs))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("encoder.onnx")
                    .hasMessageContaining(inputs[0].name())
                    .hasMessageContaining("at most a mask");
        }
    }
}
