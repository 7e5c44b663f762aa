package org.burst4j.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.ModelException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioDecoder;
import org.burst4j.audio.AudioPreprocessor;
import org.burst4j.audio.Pcm;
import org.burst4j.audio.Waveform;
import org.burst4j.graph.ForwardSession;
import org.burst4j.model.EncoderGraph;
import org.burst4j.model.GraphNames;
import org.burst4j.model.ModelBundle;
import org.burst4j.model.ModelManifest;
import org.burst4j.task.Task;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained model, ready to hear clips.
 *
 * <pre>{@code
 * try (VocalBurstModel model = VocalBurstModel.load(Path.of("run/model"))) {
 *     ClipPrediction laugh = model.predict(Path.of("laugh.ogg"));
 *     System.out.println(laugh.task("high").score("Amusement"));
 * }
 * }</pre>
 *
 * <p>A clip's prediction does not depend on what it is predicted with: it is padded to a multiple
 * of the model's bucket and shares a batch only with clips of the same padded length. Calls from
 * several threads are safe and run one after the other. An ND4J back end must be on the class path.
 */
public final class VocalBurstModel implements AutoCloseable {
    private final ModelManifest manifest;
    private final AudioPreprocessor preprocessor;
    private final AudioConfig audio;
    private final SameDiff graph;
    private final ForwardSession session;

    private VocalBurstModel(ModelManifest manifest, AudioConfig audio, SameDiff graph) {
        this.manifest = manifest;
        this.audio = audio;
        this.preprocessor = new AudioPreprocessor(audio);
        List<String> outputs = new ArrayList<>();
        manifest.tasks().forEach(task -> outputs.add(GraphNames.score(task.name())));
        outputs.add(GraphNames.EMBEDDING);
        for (String output : outputs) {
            if (!graph.hasVariable(output)) {
                throw new ModelException(
                        "the graph has no output '" + output + "' that model.json promises",
                        "The bundle is damaged; write it again from its run.");
            }
        }
        this.graph = graph;
        this.session = new ForwardSession(graph, outputs);
    }

    /**
     * Loads a model.
     *
     * @param bundle the bundle's folder, e.g. {@code runs/demo/model}
     * @return the model; the caller closes it
     * @throws ModelException if the bundle is missing, damaged, too old or too new
     */
    public static VocalBurstModel load(Path bundle) {
        ModelBundle opened = ModelBundle.open(bundle);
        AudioConfig audio;
        try {
            audio =
                    new ObjectMapper()
                            .convertValue(opened.manifest().preprocessing(), AudioConfig.class);
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    bundle + "/model.json: preprocessing is not understood: " + e.getMessage(),
                    "Use the Burst4J version that wrote the bundle.",
                    e);
        }
        return new VocalBurstModel(opened.manifest(), audio, opened.readGraph());
    }

    /**
     * What the model is.
     *
     * @return the manifest
     */
    public ModelManifest manifest() {
        return manifest;
    }

    /**
     * The tasks, in the order of the predictions.
     *
     * @return at least one
     */
    public List<Task> tasks() {
        return manifest.tasks();
    }

    /**
     * How the model wants its audio.
     *
     * @return the settings that {@link #prepare} follows
     */
    public AudioConfig audio() {
        return audio;
    }

    /**
     * Predicts an audio file of any format, rate and channel count.
     *
     * @param file the file
     * @return the prediction
     * @throws DataException if the file cannot be used
     */
    public ClipPrediction predict(Path file) {
        return predict(List.of(file.getFileName().toString()), List.of(prepare(file))).get(0);
    }

    /**
     * Predicts audio from a stream, read to its end and not closed.
     *
     * @param stream bytes of an audio file
     * @param name what the clip is called in the prediction and in errors
     * @return the prediction
     * @throws DataException if the audio cannot be used
     */
    public ClipPrediction predict(InputStream stream, String name) {
        return predict(AudioDecoder.decode(stream, name), name);
    }

    /**
     * Predicts samples.
     *
     * @param pcm samples of any rate and channel count, full scale at 1
     * @param name what the clip is called in the prediction and in errors
     * @return the prediction
     * @throws DataException if the samples cannot be used
     */
    public ClipPrediction predict(Pcm pcm, String name) {
        return predict(List.of(name), List.of(preprocessor.prepare(pcm, name))).get(0);
    }

    /**
     * Decodes and prepares a file, as far as it can be done without the net.
     *
     * @param file the file
     * @return what the net hears
     * @throws DataException if the file cannot be used
     */
    public Waveform prepare(Path file) {
        return preprocessor.prepare(file);
    }

    /**
     * Predicts prepared clips, those of one padded length together as far as memory should go.
     *
     * @param names what each clip is called
     * @param waveforms the clips, from {@link #prepare}
     * @return the predictions in the same order
     */
    public List<ClipPrediction> predict(List<String> names, List<Waveform> waveforms) {
        if (names.size() != waveforms.size()) {
            throw new DataException(
                    names.size() + " names for " + waveforms.size() + " clips",
                    "Give one name a clip.");
        }
        ClipPrediction[] predictions = new ClipPrediction[waveforms.size()];
        batches(names, waveforms).forEach(batch -> predict(names, waveforms, batch, predictions));
        return List.of(predictions);
    }

    /**
     * The representations that {@link #reader} can read: {@code embedding}, and for a model with
     * shared and specific features those too.
     *
     * @return names of variables of the graph, in the order of the graph
     */
    public List<String> representations() {
        List<String> known = new ArrayList<>();
        known.add(GraphNames.EMBEDDING);
        known.add(GraphNames.PROJECTED);
        known.add(GraphNames.SHARED);
        for (Task task : manifest.tasks()) {
            known.add(GraphNames.specific(task.name()));
            known.add(GraphNames.combined(task.name()));
        }
        return known.stream().filter(graph::hasVariable).toList();
    }

    /**
     * A reader of representations, for as long as the model is open.
     *
     * @param representations names, of {@link #representations()}
     * @return the reader; the caller closes it before the model
     * @throws ModelException if the model has none of that name
     */
    public RepresentationReader reader(List<String> representations) {
        List<String> known = representations();
        for (String name : representations) {
            if (!known.contains(name)) {
                throw new ModelException(
                        "the model has no representation '" + name + "'", "It has: " + known + ".");
            }
        }
        return new RepresentationReader(this, new ForwardSession(graph, representations));
    }

    /** The clips of each batch: of one padded length, as many as memory should hold. */
    List<PaddedBatch> batches(List<String> names, List<Waveform> waveforms) {
        Map<Integer, List<Integer>> byLength = new LinkedHashMap<>();
        for (int i = 0; i < waveforms.size(); i++) {
            requireLongEnough(waveforms.get(i), names.get(i));
            int samples = waveforms.get(i).samples().length;
            byLength.computeIfAbsent(padded(samples), key -> new ArrayList<>()).add(i);
        }
        List<PaddedBatch> batches = new ArrayList<>();
        byLength.forEach(
                (padded, group) -> {
                    int most = Math.max(1, EncoderGraph.MOST_SAMPLES / padded);
                    for (int from = 0; from < group.size(); from += most) {
                        int end = Math.min(group.size(), from + most);
                        batches.add(new PaddedBatch(group.subList(from, end), padded));
                    }
                });
        return batches;
    }

    /**
     * Checks that a clip gives the encoder at least one frame.
     *
     * @param waveform the clip
     * @param name what it is called in the error
     * @throws DataException if it is shorter
     */
    public void requireLongEnough(Waveform waveform, String name) {
        if (waveform.samples().length < manifest.minimumSamples()) {
            throw new DataException(
                    name
                            + " has "
                            + waveform.samples().length
                            + " samples at "
                            + waveform.sampleRateHz()
                            + " Hz, the encoder needs "
                            + manifest.minimumSamples(),
                    "Leave the clip out.");
        }
    }

    private int padded(int samples) {
        int bucket = manifest.bucketSamples();
        return (samples + bucket - 1) / bucket * bucket;
    }

    private void predict(
            List<String> names,
            List<Waveform> waveforms,
            PaddedBatch batch,
            ClipPrediction[] into) {
        List<Integer> group = batch.clips();
        Map<String, float[]> outputs = run(session, batch, waveforms);
        for (int row = 0; row < group.size(); row++) {
            int clip = group.get(row);
            Map<String, TaskPrediction> tasks = new LinkedHashMap<>();
            for (Task task : manifest.tasks()) {
                float[] scores = row(outputs.get(GraphNames.score(task.name())), row, task.size());
                tasks.put(task.name(), TaskPrediction.of(task, scores));
            }
            float[] embeddings = outputs.get(GraphNames.EMBEDDING);
            Waveform waveform = waveforms.get(clip);
            into[clip] =
                    new ClipPrediction(
                            names.get(clip),
                            (double) waveform.samples().length / waveform.sampleRateHz(),
                            tasks,
                            row(embeddings, row, embeddings.length / group.size()));
        }
    }

    /** Runs a session over a batch; no two sessions of a graph may run at once. */
    synchronized Map<String, float[]> run(
            ForwardSession wanted, PaddedBatch batch, List<Waveform> waveforms) {
        int rows = batch.clips().size();
        int padded = batch.samples();
        try (INDArray input =
                        Nd4j.createFromArray(batch.values(waveforms)).reshape('c', rows, padded);
                INDArray inputMask =
                        Nd4j.createFromArray(batch.mask(waveforms)).reshape('c', rows, padded)) {
            Map<String, INDArray> feeds =
                    Map.of(
                            GraphNames.INPUT_VALUES, input, // [B,S]
                            GraphNames.ATTENTION_MASK, inputMask); // [B,S]
            Map<String, float[]> arrays = new LinkedHashMap<>();
            wanted.run(feeds)
                    .forEach(
                            (name, array) -> {
                                try (INDArray ordered = array.dup('c')) {
                                    arrays.put(name, ordered.data().asFloat());
                                }
                                array.close();
                            });
            return arrays;
        }
    }

    static float[] row(float[] values, int row, int width) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    @Override
    public synchronized void close() {
        session.close();
    }
}
