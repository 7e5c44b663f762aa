package org.burst4j.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.burst4j.data.Batch;
import org.burst4j.data.BatchLoader;
import org.burst4j.data.BatchPlan;
import org.burst4j.data.Clip;
import org.burst4j.data.WaveformSource;

/** Clips in groups of three, and an encoder whose bits depend on the group. */
final class FeatureClips implements TrainingData {
    static final int WIDTH = 4;
    static final int GROUP = 3;

    private final List<Clip> clips = new ArrayList<>();
    private final WaveformSource source;
    private final BatchLoader loader;

    /** The groups that the encoder was given, by the ids of their clips. */
    final List<List<String>> computed = new ArrayList<>();

    /** Clips of one sample, their number. */
    FeatureClips(int count) {
        this(count, file -> new float[] {number(file)}, 1);
    }

    /** Clips whose files are named by their number, from 0. */
    FeatureClips(int count, WaveformSource source, int bucketSamples) {
        this.source = source;
        loader = new BatchLoader(source, List.of(), bucketSamples);
        for (int index = 0; index < count; index++) {
            clips.add(new Clip("clip" + index, Path.of("" + index), null, null, Map.of()));
        }
    }

    static int number(Path file) {
        return Integer.parseInt(file.toString());
    }

    /** D numbers of the clip, the row, and all clips of its group. */
    float[][] embed(Batch batch) {
        computed.add(batch.clips().stream().map(Clip::id).toList());
        float all = 0;
        for (float value : batch.inputValues()) {
            all += value;
        }
        float[][] features = new float[batch.size()][WIDTH];
        for (int row = 0; row < features.length; row++) {
            for (int column = 0; column < WIDTH; column++) {
                features[row][column] =
                        (float) Math.sin(batch.inputValues()[row] + column) + all * 1e-7f;
            }
        }
        return features;
    }

    List<Clip> clips() {
        return clips;
    }

    float[] computeAll() {
        return FeatureExtractionTest.extract(this, FeatureStore.inMemory(WIDTH)).of(clips);
    }

    @Override
    public List<List<Clip>> equalLengths() {
        int[] padded =
                clips.stream()
                        .mapToInt(clip -> loader.paddedSamples(source.read(clip.file()).length))
                        .toArray();
        return BatchPlan.ofEqualLengths(padded, GROUP, Integer.MAX_VALUE).of(clips, 0);
    }

    @Override
    public Batches load(List<List<Clip>> groups) {
        return FixedData.over(groups.stream().map(loader::load).iterator());
    }

    @Override
    public Map<String, String> audioKeys(IntConsumer done) {
        Map<String, String> keys = new LinkedHashMap<>();
        clips.forEach(clip -> keys.put(clip.id(), "audio of " + clip.id()));
        return keys;
    }

    @Override
    public int trainBatches() {
        return 0;
    }

    @Override
    public Batches train(int stage, int epoch, int from) {
        return load(List.of());
    }

    @Override
    public List<List<Clip>> validationGroups() {
        return List.of();
    }

    @Override
    public Batches trainLabels(int stage, int epoch, int from) {
        return load(List.of());
    }

    @Override
    public Batches validationLabels() {
        return load(List.of());
    }
}
