package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The programs that are shown to people who have ND4J alone. */
class PlainProgramTest {
    private static final Path PROGRAMS =
            Path.of(System.getProperty("burst4j.projectDirectory", "."), "samediff-graphs");

    @TempDir Path folder;

    @Test
    void the_graph_without_weights_and_the_weights_become_one_model() throws Exception {
        SameDiff sd = SameDiff.create();
        Heads.mlp(
                sd,
                sd.placeHolder("x", DataType.FLOAT, -1, 5),
                Heads.init(1, "high", 5, 4, 2),
                "high");
        Map<String, INDArray> weights = new TreeMap<>();
        for (SDVariable variable : sd.variables()) {
            if (variable.getVariableType() == VariableType.VARIABLE) {
                weights.put(variable.name(), variable.getArr());
            }
        }
        Path graphFile = folder.resolve("model.fb");
        Path weightsFile = folder.resolve("weights.safetensors");
        GraphFiles.saveWithoutWeights(sd, graphFile);
        SafeTensors.write(weightsFile, weights, Map.of());

        SameDiff loaded;
        try (URLClassLoader programs = compiled("LoadSplitModel")) {
            Method load =
                    programs.loadClass("LoadSplitModel")
                            .getDeclaredMethod("load", File.class, File.class);
            load.setAccessible(true);
            loaded = (SameDiff) load.invoke(null, graphFile.toFile(), weightsFile.toFile());
        }

        Map<String, INDArray> input = Map.of("x", Init.uniform(1, "x", 1, 3, 5));
        assertThat(loaded.outputSingle(input, "high/logits"))
                .isEqualTo(sd.outputSingle(input, "high/logits"));
    }

    private URLClassLoader compiled(String program) throws Exception {
        Path classes = folder.resolve("classes");
        int errors =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-classpath",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                PROGRAMS.resolve(program + ".java").toString());
        assertThat(errors).isZero();
        return new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }
}
