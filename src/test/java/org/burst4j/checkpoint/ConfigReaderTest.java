package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.Burst4jException;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    @TempDir Path folder;

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    private CheckpointConfig read(String json) throws IOException {
        return ConfigReader.read(file(json));
    }

    @Test
    void absent_keys_have_the_defaults_of_the_published_base_models() throws IOException {
        CheckpointConfig wav2vec = read("{\"model_type\": \"wav2vec2\"}");
        assertThat(wav2vec.convChannels()).hasSize(7).containsOnly(512);
        assertThat(wav2vec.receptiveFieldSamples()).isEqualTo(400);
        assertThat(wav2vec.strideSamples()).isEqualTo(320);
        assertThat(wav2vec.groupNorm()).isTrue();
        assertThat(wav2vec.preNorm()).isFalse();
        assertThat(wav2vec.positional())
                .isEqualTo(new CheckpointConfig.Positional(1, 128, 16, true));
        CheckpointConfig data2vec = read("{\"model_type\": \"data2vec-audio\"}");
        assertThat(data2vec.groupNorm()).isFalse();
        assertThat(data2vec.positional())
                .isEqualTo(new CheckpointConfig.Positional(5, 19, 16, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'add_adapter': true | add_adapter is true",
                "'adapter_attn_dim': 16 | adapter_attn_dim is 16",
                "'conv_pos_batch_norm': true | conv_pos_batch_norm is true",
                "'position_embeddings_type': 'rotary' | position_embeddings_type is \"rotary\"",
                "'hidden_act': 'gelu_new' | hidden_act is \"gelu_new\"",
                "'feat_extract_activation': 'relu' | feat_extract_activation is \"relu\"",
                "'feat_extract_norm': 'batch' | feat_extract_norm is \"batch\"",
                "'quantization_config': {} | quantization_config is {}",
                "'auto_map': {'AutoModel': 'x.Y'} | auto_map is {",
                "'hidden_size': -8 | hidden_size is -8, expected 1 to 16384",
                "'hidden_size': 1000000 | hidden_size is 1000000, expected 1 to 16384",
                "'hidden_size': 1e3 | hidden_size is 1000.0, expected a whole number",
                "'hidden_size': 99999999999 | expected a whole number of at most 2^31 - 1",
                "'hidden_size': '768' | hidden_size is \"768\", expected a whole number",
                "'hidden_size': null | hidden_size is null, expected a whole number",
                "'num_attention_heads': 7 | num_attention_heads is 7, which does not divide",
                "'num_conv_pos_embedding_groups': 7 | does not divide hidden_size 768",
                "'num_hidden_layers': 2000000000 | num_hidden_layers is 2000000000",
                "'conv_dim': [512, 512] | conv_dim, conv_kernel and conv_stride have 2, 7 and 7",
                "'conv_dim': 512 | conv_dim is 512, expected a short list",
                "'conv_stride': [5,2,2,2,2,2,0] | conv_stride is 0, expected 1 to 1024",
                "'conv_stride': [1000,1000,1000,1000,2,2,2] | frames of more than 1048576 samples",
                "'num_feat_extract_layers': 6 | num_feat_extract_layers is 6, but conv_dim has 7",
                "'layer_norm_eps': -1e-5 | layer_norm_eps is -1.0E-5",
                "'layer_norm_eps': 'x' | layer_norm_eps is \"x\", expected a number",
                "'conv_bias': 1 | conv_bias is 1, expected true or false",
            })
    void what_is_wrong_or_not_supported_is_named_with_its_value(String entry, String message)
            throws IOException {
        Path file = file(("{'model_type': 'wav2vec2', " + entry + "}").replace('\'', '"'));
        assertThatThrownBy(() -> ConfigReader.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type': 'wavlm'} | model_type is \"wavlm\", expected one of data2vec-audio,",
                "{} | model_type is missing",
                "{'model_type': 3} | model_type is 3",
                "[] | holds no JSON object",
                "{'a': | not valid JSON",
                "{} {} | not valid JSON",
                "{'a': 1, 'a': 2} | not valid JSON",
                "`` | holds no JSON object",
            })
    void a_file_of_another_model_or_no_json_is_told(String json, String message)
            throws IOException {
        Path file = file(json.replace('\'', '"'));
        assertThatThrownBy(() -> ConfigReader.read(file))
                .isInstanceOf(Burst4jException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    @Test
    void an_endless_or_deeply_nested_file_is_refused() throws IOException {
        Path deep = file("{\"a\":" + "[".repeat(500_000));
        assertThatThrownBy(() -> ConfigReader.read(deep)).isInstanceOf(ModelException.class);
        Path large = file("{\"a\": \"" + "x".repeat(9_000_000) + "\"}");
        assertThatThrownBy(() -> ConfigReader.read(large))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has more than 8388608 bytes");
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.json")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("none.json cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'sampling_rate': 8000} | sampling_rate is 8000, expected 16000",
                "{'padding_value': -1} | padding_value is -1, expected 0",
                "{'feature_size': 80} | feature_size is 80, expected 1",
                "{'do_normalize': 'yes'} | do_normalize is \"yes\", expected true or false",
            })
    void audio_that_we_do_not_make_is_refused(String json, String message) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("preprocessor_config.json"), json.replace('\'', '"'));
        assertThatThrownBy(() -> PreprocessorConfig.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void the_preprocessors_defaults_are_those_of_hugging_face() throws IOException {
        Path file = Files.writeString(folder.resolve("preprocessor_config.json"), "{}");
        assertThat(PreprocessorConfig.read(file)).isEqualTo(new PreprocessorConfig(true, false));
    }
}
