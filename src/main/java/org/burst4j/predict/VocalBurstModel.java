package org.burst4j.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.burst4j.DataException;
import org.burst4j.ModelException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioDecoder;
import org.burst4j.audio.AudioPreprocessor;
import org.burst4j.audio.Pcm;
import org.burst4j.audio.Waveform;
import org.burst4j.engine.Engine;
import org.burst4j.engine.ForwardRun;
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
    private final Engine engine;
    private final ForwardRun scores;

    private VocalBurstModel(
            ModelManifest manifest, AudioConfig audio, SameDiff graph, Engine engine) {
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
        this.engine = engine;
        this.scores = engine.forward(graph, outputs);
    }

    /**
     * Loads a model, to be run by plans.
     *
     * @param bundle the bundle's folder, e.g. {@code runs/demo/model}
     * @return the model; the caller closes it
     * @throws ModelException if the bundle is missing, damaged, too old or too new
     */
    public static VocalBurstModel load(Path bundle) {
        return load(bundle, Engine.PLANNED);
    }

    /**
     * Loads a model.
     *
     * @param bundle the bundle's folder, e.g. {@code runs/demo/model}
     * @param engine what runs its graph
     * @return the model; the caller closes it
     * @throws ModelException if the bundle is missing, damaged, too old or too new
     */
    public static VocalBurstModel load(Path bundle, Engine engine) {
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
        return new VocalBurstModel(opened.manifest(), audio, opened.readGraph(), engine);
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
        ClipPrediction[] predictions = new ClipPrediction[waveforms.size()];
        batches(names, waveforms)
                .forEach(batch -> predict(names, batch, (clip, made) -> predictions[clip] = made));
        return List.of(predictions);
    }

    /**
     * Predicts audio files of any format, rate and channel count; the next ones are decoded while
     * the net is at work.
     *
     * @param files the files
     * @return the predictions in the same order
     * @throws DataException if a file cannot be used
     */
    public List<ClipPrediction> predict(List<Path> files) {
        ClipPrediction[] predictions = new ClipPrediction[files.size()];
        predict(
                files.stream().map(file -> file.getFileName().toString()).toList(),
                clip -> prepare(files.get(clip)),
                (clip, prediction) -> predictions[clip] = prediction);
        return List.of(predictions);
    }

    /**
     * Predicts clips, those of one padded length together as far as memory should go; the next ones
     * are prepared by a background thread while the net is at work.
     *
     * @param names what each clip is called in the prediction and in errors
     * @param source prepares each clip
     * @param listener told each prediction, and each clip that cannot be used
     */
    public void predict(
            List<String> names, ClipSource source, ClipListener<ClipPrediction> listener) {
        hear(names, source, batch -> predict(names, batch, listener::heard), listener::refused);
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
        return new RepresentationReader(this, engine.forward(graph, representations));
    }

    /** The batches of clips that are prepared already. */
    List<PaddedBatch> batches(List<String> names, List<Waveform> waveforms) {
        if (names.size() != waveforms.size()) {
            throw new DataException(
                    names.size() + " names for " + waveforms.size() + " clips",
                    "Give one name a clip.");
        }
        BatchFormer former = new BatchFormer(manifest.bucketSamples());
        List<PaddedBatch> batches = new ArrayList<>();
        for (int clip = 0; clip < names.size(); clip++) {
            requireLongEnough(waveforms.get(clip), names.get(clip));
            batches.addAll(former.add(clip, waveforms.get(clip)));
        }
        batches.addAll(former.rest());
        return batches;
    }

    /** Runs a net over clips while a background thread prepares the next ones. */
    void hear(
            List<String> names,
            ClipSource source,
            Consumer<PaddedBatch> net,
            BiConsumer<Integer, DataException> refused) {
        ClipSource checked =
                clip -> {
                    Waveform waveform = source.read(clip);
                    requireLongEnough(waveform, names.get(clip));
                    return waveform;
                };
        try (ClipPipeline pipeline =
                new ClipPipeline(names.size(), checked, manifest.bucketSamples())) {
            Iterator<ClipPipeline.Work> all = pipeline.work();
            while (all.hasNext()) {
                ClipPipeline.Work work = all.next();
                work.refusals().forEach(refusal -> refused.accept(refusal.clip(), refusal.why()));
                if (work.batch() != null) {
                    net.accept(work.batch());
                }
            }
        }
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

    private void predict(
            List<String> names, PaddedBatch batch, BiConsumer<Integer, ClipPrediction> into) {
        Map<String, float[]> outputs = run(scores, batch);
        int rows = batch.clips().size();
        for (int row = 0; row < rows; row++) {
            Map<String, TaskPrediction> tasks = new LinkedHashMap<>();
            for (Task task : manifest.tasks()) {
                float[] values = row(outputs.get(GraphNames.score(task.name())), row, task.size());
                tasks.put(task.name(), TaskPrediction.of(task, values));
            }
            float[] embeddings = outputs.get(GraphNames.EMBEDDING);
            Waveform waveform = batch.waveforms().get(row);
            int clip = batch.clips().get(row);
            into.accept(
                    clip,
                    new ClipPrediction(
                            names.get(clip),
                            (double) waveform.samples().length / waveform.sampleRateHz(),
                            tasks,
                            row(embeddings, row, embeddings.length / rows)));
        }
    }

    /** Runs the net over a batch; no two runs of a graph may be at work at once. */
    synchronized Map<String, float[]> run(ForwardRun wanted, PaddedBatch batch) {
        int rows = batch.clips().size();
        int padded = batch.samples();
        try (INDArray input = Nd4j.createFromArray(batch.values()).reshape('c', rows, padded);
                INDArray inputMask =
                        Nd4j.createFromArray(batch.mask()).reshape('c', rows, padded)) {
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
        scores.close();
    }
}
