package org.burst4j.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.FrameMask;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A speech encoder read from an ONNX file: its weights, and a builder of its graph.
 *
 * <p>The graph computes what Hugging Face's class computes in evaluation mode. The attention mask
 * zeroes padded frames before the positional convolutions and takes padded keys out of the
 * attention; padding must be at the end of a clip. An encoder exported without the mask is built
 * without it, see {@link MaskUse}. The positional convolutions of data2vec see the zeros, and
 * normalise them, so the last 45 real frames of a clip depend on whether and how far it is padded,
 * in Hugging Face's model as here. Where the first convolution has a group norm, all frames do.
 *
 * <p>Weights carry the parameter names of Hugging Face's checkpoints, without the prefix of a
 * head's model. Their layout is that of the graph: dense layers [in,out] and convolutions
 * [k,in/groups,out], where the checkpoint has [out,in] and [out,in/groups,k].
 */
public final class OnnxEncoder implements AutoCloseable {
    private final EncoderPlan plan;
    private final EncoderInfo info;
    private final Map<String, INDArray> weights;
    private final FileStages stages;

    private OnnxEncoder(
            EncoderPlan plan, EncoderInfo info, Map<String, INDArray> weights, FileStages stages) {
        this.plan = plan;
        this.info = info;
        this.weights = Collections.unmodifiableMap(weights);
        this.stages = stages;
    }

    /**
     * Reads an encoder.
     *
     * @param file an ONNX file of an encoder: with one input [B,S] for the audio, and perhaps a
     *     second for the mask; and with the output {@code last_hidden_state} [B,T,D], or else that
     *     of one dense layer behind it
     * @return the encoder, with its weights in memory
     * @throws ModelException if the file cannot be read or holds anything that is not understood
     */
    public static OnnxEncoder read(Path file) {
        OnnxFile parsed = OnnxReader.read(file);
        Canonicaliser canonicaliser = new Canonicaliser(parsed);
        EncoderMatcher matcher =
                new EncoderMatcher(canonicaliser.canonical(), canonicaliser.audio());
        EncoderPlan plan = matcher.plan();
        new MaskCheck(plan, canonicaliser.sizes()).run(canonicaliser.probe());
        EncoderInfo info = EncoderFacts.of(parsed, canonicaliser, matcher);
        Map<String, INDArray> weights = new LinkedHashMap<>();
        matcher.weights().forEach((name, tensor) -> weights.put(name, tensor.toArray()));
        FileStages stages = new FileStages(Boundary.of(parsed), matcher.stages());
        return new OnnxEncoder(plan, info, weights, stages);
    }

    /** Where the encoder's stages are found in its file. */
    FileStages stages() {
        return stages;
    }

    /**
     * What is known of the encoder.
     *
     * @return sizes, origin and hash
     */
    public EncoderInfo info() {
        return info;
    }

    /**
     * The weights, in the order of the data's way.
     *
     * @return unmodifiable map of parameter names to the encoder's own FLOAT arrays; changing the
     *     numbers in them changes every graph that was built over them
     */
    public Map<String, INDArray> weights() {
        return weights;
    }

    /** Frees the weights; graphs that were built over them end with it. */
    @Override
    public void close() {
        weights.values().forEach(INDArray::close);
    }

    /**
     * Builds the encoder into a graph; may be called for any number of graphs.
     *
     * @param sd the graph, which holds no weights of an encoder yet
     * @param inputValues [B,S] normalised samples at 16 kHz, floating point; S at least the
     *     receptive field
     * @param attentionMask [B,S], 1 for real samples, then 0 for padding, any type
     * @param binder decides how each weight enters the graph
     * @return the values made
     */
    public EncoderOutputs build(
            SameDiff sd, SDVariable inputValues, SDVariable attentionMask, WeightBinder binder) {
        return build(sd, inputValues, attentionMask, binder, EncoderOptions.AS_EXPORTED);
    }

    /**
     * Builds the encoder into a graph with a choice of what is in it.
     *
     * @param sd the graph, which holds no weights of an encoder yet
     * @param inputValues [B,S] normalised samples at 16 kHz, floating point; S at least the
     *     receptive field
     * @param attentionMask [B,S], 1 for real samples, then 0 for padding, any type
     * @param binder decides how each weight enters the graph
     * @param options use of the mask, and what training adds
     * @return the values made
     */
    public EncoderOutputs build(
            SameDiff sd,
            SDVariable inputValues,
            SDVariable attentionMask,
            WeightBinder binder,
            EncoderOptions options) {
        SDVariable frames =
                FrameMask.fromSamples(
                        sd, attentionMask, info.receptiveFieldSamples(), info.strideSamples());
        SDVariable frameMask = frames.castTo(inputValues.dataType()); // [B,T]
        return new EncoderLowering(plan, weights, sd, binder, options)
                .build(inputValues, frameMask);
    }

    /**
     * The group of a weight, for freezing or for learning rates: {@code convs}, {@code projection},
     * {@code positional} or {@code layer.N}, counted from 0.
     *
     * @param weightName a name of {@link #weights()}
     * @return the group
     * @throws ModelException if the name is not one of an encoder's weights
     */
    public static String groupOf(String weightName) {
        if (weightName.startsWith("feature_extractor.")) {
            return "convs";
        }
        if (weightName.startsWith("feature_projection.")) {
            return "projection";
        }
        String layers = "encoder.layers.";
        if (weightName.startsWith(layers)) {
            String rest = weightName.substring(layers.length());
            return "layer." + rest.substring(0, rest.indexOf('.'));
        }
        if (weightName.startsWith("encoder.")) {
            return "positional";
        }
        throw new ModelException(
                "'" + weightName + "' is not the name of an encoder's weight",
                "Names look like encoder.layers.0.attention.q_proj.weight.");
    }
}
