package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;

class ClipTableTest {
    @Test
    void labels_cannot_be_changed_from_outside() {
        float[] labels = {1};
        Clip clip = new Clip("a", Path.of("a"), null, null, Map.of("type", labels));
        labels[0] = 2;
        clip.targets().get("type")[0] = 3;
        clip.target("type").orElseThrow()[0] = 4;
        assertThat(clip.target("type").orElseThrow()).containsExactly(1f);
        assertThat(clip.target("age")).isEmpty();
    }

    @Test
    void splits_can_be_set_and_clips_left_out() {
        ClipTable table =
                DataFolder.typeTable(
                        List.of(DataFolder.clip("a", null, 0), DataFolder.clip("b", null, 0)));
        ClipTable split = table.withSplits(Map.of("a", Split.VAL, "b", Split.TEST));
        assertThat(split.clips(Split.VAL)).extracting(Clip::id).containsExactly("a");
        assertThat(split.clips(Split.TRAIN)).isEmpty();
        assertThat(split.without(Set.of("a")).clips()).extracting(Clip::id).containsExactly("b");
        assertThatThrownBy(() -> table.withSplits(Map.of("a", Split.VAL)))
                .isInstanceOf(DataException.class)
                .hasMessage("clip 'b' has no split, others have");
    }

    @Test
    void doubled_and_nameless_clips_are_refused() {
        Clip clip = DataFolder.clip("a", null, 0);
        assertThatThrownBy(() -> DataFolder.typeTable(List.of(clip, clip)))
                .isInstanceOf(DataException.class)
                .hasMessage("two clips have the id 'a'");
        assertThatThrownBy(() -> new Clip(" ", Path.of("x"), null, null, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("a clip of file x has no id");
        assertThatThrownBy(() -> new Clip("a", null, null, null, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("clip a has no file");
    }
}
