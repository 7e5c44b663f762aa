package org.burst4j.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;

/**
 * The same batches in every epoch, all padded to one length.
 *
 * @param training batches of an epoch
 * @param validating batches of the validation
 */
record TorchBatches(List<Batch> training, List<Batch> validating) implements TrainingData {
    @Override
    public int trainBatches() {
        return training.size();
    }

    @Override
    public Batches train(int stage, int epoch, int from) {
        return new Listed(training.subList(from, training.size()).iterator());
    }

    @Override
    public Batches validation() {
        return new Listed(validating.iterator());
    }

    @Override
    public Batches trainLabels(int stage, int epoch, int from) {
        return new Listed(training.stream().skip(from).map(TorchBatches::labels).iterator());
    }

    @Override
    public Batches validationLabels() {
        return new Listed(validating.stream().map(TorchBatches::labels).iterator());
    }

    @Override
    public List<List<Clip>> equalLengths() {
        return all().map(Batch::clips).distinct().toList();
    }

    @Override
    public Batches load(List<List<Clip>> groups) {
        List<Batch> batches = new ArrayList<>();
        for (List<Clip> group : groups) {
            batches.add(
                    all().filter(batch -> batch.clips().equals(group)).findFirst().orElseThrow());
        }
        return new Listed(batches.iterator());
    }

    private Stream<Batch> all() {
        return Stream.concat(training.stream(), validating.stream());
    }

    @Override
    public Map<String, String> audioKeys(IntConsumer done) {
        Map<String, String> keys = new LinkedHashMap<>();
        all().flatMap(batch -> batch.clips().stream())
                .forEach(
                        clip -> {
                            keys.put(clip.id(), clip.id());
                            done.accept(keys.size());
                        });
        return keys;
    }

    private static Batch labels(Batch batch) {
        return new Batch(batch.clips(), 0, new float[0], batch.lengthsSamples(), batch.targets());
    }

    private record Listed(Iterator<Batch> batches) implements Batches {
        @Override
        public boolean hasNext() {
            return batches.hasNext();
        }

        @Override
        public Batch next() {
            return batches.next();
        }

        @Override
        public void close() {}
    }
}
