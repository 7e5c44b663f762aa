package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.Clip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExtractionTest {
    private static final FeatureSettings SETTINGS =
            FeatureSettings.of(Map.of("encoder", "abc", "bucketSamples", "8000"));

    @TempDir Path folder;

    static FeatureTable extract(FeatureClips clips, FeatureStore store) {
        return new FeatureExtraction(clips, store, StopSignal.NEVER)
                .run(clips::embed, (done, all) -> {});
    }

    private FeatureStore store() {
        return FeatureStore.in(folder, SETTINGS, FeatureClips.WIDTH);
    }

    @Test
    void features_are_read_from_the_folder_with_the_bits_that_were_computed() {
        FeatureClips clips = new FeatureClips(8);
        float[] fresh = clips.computeAll();
        clips.computed.clear();

        assertThat(extract(clips, store()).of(clips.clips())).isEqualTo(fresh);
        assertThat(clips.computed)
                .containsExactly(
                        List.of("clip0", "clip1", "clip2"),
                        List.of("clip3", "clip4", "clip5"),
                        List.of("clip6", "clip7"));
        clips.computed.clear();

        FeatureTable warm = extract(clips, store());
        assertThat(warm.of(clips.clips())).isEqualTo(fresh);
        assertThat(warm.width()).isEqualTo(FeatureClips.WIDTH);
        assertThat(warm.size()).isEqualTo(8);
        assertThat(clips.computed).isEmpty();
    }

    @Test
    void of_a_shared_folder_only_the_clips_of_the_run_are_kept_in_memory() {
        FeatureStore all = store();
        extract(new FeatureClips(9), all);
        assertThat(all.size()).isEqualTo(9);
        FeatureClips few = new FeatureClips(6);
        FeatureStore own = store();
        extract(few, own);
        assertThat(few.computed).isEmpty();
        assertThat(own.size()).isEqualTo(6);
    }

    @Test
    void a_group_of_which_one_clip_is_missing_is_computed_whole() {
        FeatureClips clips = new FeatureClips(8);
        float[] fresh = clips.computeAll();
        List<String> keys =
                List.copyOf(
                        FeatureKeys.of(clips.equalLengths(), clips.audioKeys(done -> {})).values());
        FeatureStore full = store();
        extract(clips, full);
        FeatureStore part = FeatureStore.inMemory(FeatureClips.WIDTH);
        for (int index : new int[] {0, 1, 2, 3, 5}) {
            part.put(keys.get(index), "clip", full.get(keys.get(index)).orElseThrow());
        }
        clips.computed.clear();

        assertThat(extract(clips, part).of(clips.clips())).isEqualTo(fresh);
        assertThat(clips.computed)
                .containsExactly(List.of("clip3", "clip4", "clip5"), List.of("clip6", "clip7"));
    }

    /** The last group is another one, and so its clips have other bits. */
    @Test
    void features_of_a_smaller_data_set_are_used_for_whole_groups_only() {
        extract(new FeatureClips(7), store());
        FeatureClips more = new FeatureClips(8);
        float[] fresh = more.computeAll();
        more.computed.clear();
        assertThat(extract(more, store()).of(more.clips())).isEqualTo(fresh);
        assertThat(more.computed).containsExactly(List.of("clip6", "clip7"));
    }

    @Test
    void a_stopped_extraction_keeps_what_it_has_and_goes_on_there() {
        FeatureClips clips = new FeatureClips(8);
        float[] fresh = clips.computeAll();
        clips.computed.clear();
        List<String> progress = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                new FeatureExtraction(
                                                clips, store(), () -> clips.computed.size() == 2)
                                        .run(
                                                clips::embed,
                                                (done, all) -> progress.add(done + "/" + all)))
                .isInstanceOf(RunInterruptedException.class)
                .hasMessage("stopped after the features of 6 of 8 clips");
        assertThat(progress).containsExactly("0/8", "3/8", "6/8");
        clips.computed.clear();
        progress.clear();

        // With nothing left to stop, the signal is of no effect here.
        FeatureTable table =
                new FeatureExtraction(clips, store(), () -> true)
                        .run(clips::embed, (done, all) -> progress.add(done + "/" + all));
        assertThat(table.of(clips.clips())).isEqualTo(fresh);
        assertThat(progress).containsExactly("6/8", "8/8");
        assertThat(clips.computed).containsExactly(List.of("clip6", "clip7"));
    }

    @Test
    void what_fails_in_the_middle_keeps_the_groups_before_it() {
        FeatureClips clips = new FeatureClips(6);
        assertThatThrownBy(
                        () ->
                                new FeatureExtraction(clips, store(), StopSignal.NEVER)
                                        .run(
                                                batch -> {
                                                    float[][] features = clips.embed(batch);
                                                    if (clips.computed.size() == 2) {
                                                        features[1][2] = Float.NaN;
                                                    }
                                                    return features;
                                                },
                                                (done, all) -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("feature 2 of clip 'clip4' is NaN, expected a finite number");
        clips.computed.clear();
        extract(clips, store());
        assertThat(clips.computed).containsExactly(List.of("clip3", "clip4", "clip5"));
    }

    @Test
    void rows_that_do_not_fit_are_refused() {
        FeatureClips clips = new FeatureClips(3);
        FeatureExtraction extraction =
                new FeatureExtraction(
                        clips, FeatureStore.inMemory(FeatureClips.WIDTH), StopSignal.NEVER);
        assertThatThrownBy(() -> extraction.run(batch -> new float[2][4], (done, all) -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("the encoder gave 2 rows of features for 3 clips");
        assertThatThrownBy(() -> extraction.run(batch -> new float[3][5], (done, all) -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("clip 'clip0' has 5 features, expected 4");
    }

    @Test
    void clips_without_features_are_refused_by_name() {
        FeatureTable table = extract(new FeatureClips(3), FeatureStore.inMemory(4));
        Clip other = new FeatureClips(4).clips().get(3);
        assertThatThrownBy(() -> table.of(List.of(other)))
                .isInstanceOf(ModelException.class)
                .hasMessage("clip 'clip3' has no features");
    }

    @Test
    void every_clip_needs_one_group_and_one_audio_key() {
        FeatureClips clips = new FeatureClips(4);
        Map<String, String> audio = clips.audioKeys(done -> {});
        List<List<Clip>> groups = clips.equalLengths();
        assertThatThrownBy(() -> FeatureKeys.of(groups.subList(0, 1), audio))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("clip 'clip3' is in no group");
        assertThatThrownBy(() -> FeatureKeys.of(List.of(groups.get(1), groups.get(1)), audio))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("clip 'clip3' is in two groups");
        audio.remove("clip1");
        assertThatThrownBy(() -> FeatureKeys.of(groups, audio))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("clip 'clip1' has no key for its audio");
    }
}
