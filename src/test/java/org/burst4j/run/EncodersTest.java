package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.ModelException;
import org.burst4j.model.SmallNet;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodersTest {
    @TempDir Path models;

    private void assertOpens(String encoder) {
        try (OnnxEncoder opened = Encoders.open(encoder, models.toString());
                OnnxEncoder small = OnnxEncoder.read(SmallNet.encoderFile())) {
            assertThat(opened.info().sha256()).isEqualTo(small.info().sha256());
        }
    }

    @Test
    void a_name_is_a_file_or_a_folder_of_models() throws IOException {
        Files.copy(SmallNet.encoderFile(), models.resolve("one.v2.onnx"));
        assertOpens("one.v2");
        Files.createDirectory(models.resolve("two"));
        Files.copy(SmallNet.encoderFile(), models.resolve("two/model.onnx"));
        assertOpens("two");
        Files.writeString(models.resolve("two.onnx"), "not read where the first is there");
        Files.copy(
                SmallNet.encoderFile(),
                models.resolve("two.onnx"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(models.resolve("two/model.onnx"), "the second place");
        assertOpens("two");
    }

    @Test
    void a_path_is_not_looked_up_in_models() {
        assertOpens(SmallNet.encoderFile().toString());
        assertThatThrownBy(() -> Encoders.open("some.onnx", models.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessage("encoder some.onnx does not exist");
        assertThatThrownBy(() -> Encoders.open("facebook/some", models.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessage("encoder facebook/some does not exist");
    }

    @Test
    void an_unknown_name_tells_where_it_was_looked_for() {
        assertThatThrownBy(() -> Encoders.open("data2vec-audio-base", models.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "encoder data2vec-audio-base was not found: there is neither "
                                + models.resolve("data2vec-audio-base.onnx")
                                + " nor "
                                + models.resolve("data2vec-audio-base").resolve("model.onnx"))
                .extracting(e -> ((ModelException) e).cure())
                .asString()
                .contains(
                        "export-onnx --checkpoint " + models.resolve("data2vec-audio-base"),
                        "--set models=FOLDER",
                        "builtin:demo");
    }

    @Test
    void a_checkpoint_that_is_not_exported_yet_gets_the_command() throws IOException {
        Path checkpoint = Files.createDirectory(models.resolve("data2vec-audio-base"));
        Files.writeString(checkpoint.resolve("config.json"), "{}");
        assertThatThrownBy(() -> Encoders.open("data2vec-audio-base", models.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("but " + checkpoint + " holds a Hugging Face checkpoint")
                .extracting(e -> ((ModelException) e).cure())
                .isEqualTo(
                        "Turn it into ONNX first: java -jar trainer.jar export-onnx --checkpoint "
                                + checkpoint
                                + " --out "
                                + models.resolve("data2vec-audio-base.onnx"));
    }
}
