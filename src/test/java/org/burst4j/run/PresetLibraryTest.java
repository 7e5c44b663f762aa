package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Presets of a small made-up library: how files make presets, and what is said of wrong ones. */
class PresetLibraryTest {
    private static final Map<String, String> FILES =
            Map.of(
                    "index.yaml",
                    "families: [plain, odd]",
                    "plain.yaml",
                    "{description: Plain., table: t, config: {seed: 1}}",
                    "odd.yaml",
                    "{description: Odd., table: t, inherits: plain, config: {threads: 3}}",
                    "t/table.yaml",
                    "{title: T, note: ' N. ', columns: [a.ccc], baseline: {row: B, figures: {a.ccc: 0.5}},"
                            + " rows: [child, parent]}",
                    // Before its parent, which is allowed.
                    "t/child.yaml",
                    "{row: -C, inherits: P, title: Child., config: {encoder: e.onnx}}",
                    "t/parent.yaml",
                    """
                    row: P
                    title: Parent.
                    figures: {a.ccc: 0.25}
                    config: {data: {poolBatches: 2}, model: {perTask: {high: {loss: mse}}}}
                    parts:
                      - {family: odd, config: {data: {bucketSeconds: 1.5}}}
                      - {family: odd, inherited: false, config: {train: {batchSize: 2}}}
                      - {inherited: false, config: {train: {weightDecay: 0.5}}}
                    """);

    @TempDir Path folder;

    private static PresetLibrary library(Map<String, String> files) {
        return new PresetLibrary(
                new PresetFiles(
                        file ->
                                files.containsKey(file)
                                        ? new ByteArrayInputStream(
                                                files.get(file).getBytes(StandardCharsets.UTF_8))
                                        : null));
    }

    private static PresetLibrary libraryWith(String file, String text) {
        Map<String, String> files = new HashMap<>(FILES);
        files.put(file, text);
        return library(files);
    }

    @Test
    void presets_are_layered_from_the_family_down() {
        PresetLibrary library = library(FILES);
        assertThat(library.all())
                .extracting(Preset::name)
                .containsExactly("plain/-C", "plain/P", "odd/-C", "odd/P");
        Preset child = library.named("odd/-C");
        assertThat(child.config().seed()).isEqualTo(1);
        assertThat(child.config().threads()).isEqualTo(3);
        assertThat(child.config().data().poolBatches()).isEqualTo(2);
        assertThat(child.config().encoder()).isEqualTo("e.onnx");
        assertThat(child.changes()).isEqualTo(Map.of("encoder", "e.onnx"));
        assertThat(child.parent()).isEqualTo(library.named("odd/P"));
        assertThat(child.lineage()).extracting(Preset::row).containsExactly("P", "-C");
        assertThat(child.paperFigures()).isEmpty();
        assertThat(library.named("plain/-C").config().threads()).isZero();
        assertThat(child.family().tableNote()).isEqualTo("N.");
        assertThat(library.rowsOf("odd")).hasSize(2);
        assertThat(library.rowsOf("even")).isNull();
    }

    @Test
    void parts_hold_for_their_family_and_reach_children_only_if_inherited() {
        PresetLibrary library = library(FILES);
        Preset odd = library.named("odd/P");
        assertThat(odd.config().data().bucketSeconds()).isEqualTo(1.5);
        assertThat(odd.config().train().batchSize()).isEqualTo(2);
        assertThat(odd.config().train().weightDecay()).isEqualTo(0.5);
        assertThat(odd.changes())
                .containsOnlyKeys(
                        "data.poolBatches",
                        "model.perTask.high.loss",
                        "data.bucketSeconds",
                        "train.batchSize",
                        "train.weightDecay");
        RunConfig child = library.named("odd/-C").config();
        assertThat(child.data().bucketSeconds()).isEqualTo(1.5);
        assertThat(child.train().batchSize()).isEqualTo(32);
        assertThat(child.train().weightDecay()).isEqualTo(0.01);
        RunConfig plain = library.named("plain/P").config();
        assertThat(plain.data().bucketSeconds()).isEqualTo(0.5);
        assertThat(plain.train().batchSize()).isEqualTo(32);
        assertThat(plain.train().weightDecay()).isEqualTo(0.5);
    }

    @Test
    void what_a_child_sets_in_a_map_does_not_reach_its_parent() {
        PresetLibrary library =
                libraryWith(
                        "t/child.yaml",
                        "{row: -C, inherits: P, title: Child.,"
                                + " config: {model: {perTask: {high: {loss: mae}}}}}");
        assertThat(library.named("odd/-C").config().model().of("high").loss()).hasToString("MAE");
        assertThat(library.named("odd/P").config().model().of("high").loss()).hasToString("MSE");
        assertThat(library.named("plain/P").config().model().of("high").loss()).hasToString("MSE");
    }

    private static Map<String, String> withEnsemble(String ensemble) {
        Map<String, String> files = new HashMap<>(FILES);
        files.put(
                "t/table.yaml",
                "{title: T, columns: [a.ccc], references: [P], rows: [child, both, parent]}");
        files.put("t/both.yaml", ensemble);
        return files;
    }

    @Test
    void a_row_with_members_is_an_ensemble_in_its_place_of_the_table() {
        PresetLibrary library =
                library(
                        withEnsemble(
                                "{row: E 1, title: Mean., members: [P, -C], figures: {a.ccc: 0.75}}"));
        assertThat(library.rows())
                .extracting(PresetRow::name)
                .containsExactly("plain/-C", "plain/E 1", "plain/P", "odd/-C", "odd/E 1", "odd/P");
        assertThat(library.all()).extracting(Preset::name).doesNotContain("plain/E 1");
        PresetEnsemble ensemble = (PresetEnsemble) library.row("odd/E 1");
        assertThat(ensemble.members())
                .containsExactly(library.named("odd/P"), library.named("odd/-C"));
        assertThat(ensemble.paperFigures()).isEqualTo(Map.of("a.ccc", 0.75));
        assertThat(ensemble.family().references()).containsExactly("P");
        assertThat(ensemble.family().baselineRow()).isNull();
        assertThat(library.row("odd/P")).isEqualTo(library.named("odd/P"));
        assertThatThrownBy(() -> library.named("odd/E 1"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("odd/E 1 is an ensemble of P, -C: it has no settings to train with");
        assertThatThrownBy(() -> library.named("e 1"))
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains("'plain/E 1' or 'odd/E 1'");
    }

    static Stream<Arguments> wrongEnsembles() {
        return Stream.of(
                arguments(
                        "{row: E, title: Mean., members: [P, -D]}",
                        "t/both.yaml: key 'members': there is no row '-D'",
                        "Did you mean '-C'?"),
                arguments(
                        "{row: E, title: Mean., members: [P]}",
                        "key 'members' is [P], expected at least 2 different rows",
                        "each once"),
                arguments(
                        "{row: E, title: Mean., members: [P, P]}",
                        "key 'members' is [P, P], expected at least 2 different rows",
                        "each once"),
                arguments(
                        "{row: E, title: Mean., members: [P, -C], config: {seed: 2}}",
                        "the row has both 'members' and settings",
                        "not trained"),
                arguments(
                        "{row: P, title: Mean., members: [P, -C]}",
                        "t/both.yaml: key 'row': another row has the name 'P' too",
                        "name of its own"),
                arguments(
                        "{row: E, members: [P, -C]}", "the key 'title' is missing", "Add a line"));
    }

    @ParameterizedTest
    @MethodSource("wrongEnsembles")
    void a_wrong_ensemble_is_named_with_its_cure(String file, String problem, String cure) {
        assertThatThrownBy(() -> library(withEnsemble(file)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem)
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains(cure);
    }

    @Test
    void a_reference_is_a_row_of_the_table() {
        Map<String, String> files = new HashMap<>(FILES);
        files.put(
                "t/table.yaml",
                "{title: T, columns: [a.ccc], references: [Q], rows: [child, parent]}");
        assertThatThrownBy(() -> library(files))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t/table.yaml: key 'references': there is no row 'Q'");
    }

    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                arguments(
                        "t/child.yaml",
                        "{row: -C, titel: Child.}",
                        "t/child.yaml: there is no key 'titel'",
                        "Did you mean 'title'?"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., parts: [{famly: odd}]}",
                        "t/child.yaml: there is no key 'parts[0].famly'",
                        "Did you mean 'family'?"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., config: {data: {poolBatsches: 2}}}",
                        "t/child.yaml: there is no setting 'data.poolBatsches'",
                        "Did you mean 'data.poolBatches'?"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., config: {data: {poolBatches: 0}}}",
                        "t/child.yaml (plain/-C): data.poolBatches is 0, expected 1 or more",
                        "data.poolBatches"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., config: 5}",
                        "t/child.yaml: key 'config'",
                        "docs/presets.md"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., config: {preset: x}}",
                        "t/child.yaml: 'config' sets the key 'preset'",
                        "inherits"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., inherits: Q}",
                        "t/child.yaml: key 'inherits': there is no row 'Q'",
                        "Did you mean 'P'? The rows are [-C, P]"),
                arguments(
                        "t/parent.yaml",
                        "{row: P, title: Parent., inherits: -C}",
                        "t/child.yaml: key 'inherits': the rows inherit in a circle: [-C, P, -C]",
                        "leave out its 'inherits'"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., inherits: -C}",
                        "the rows inherit in a circle: [-C, -C]",
                        "leave out its 'inherits'"),
                arguments(
                        "t/child.yaml",
                        "{row: P, title: Child.}",
                        "t/parent.yaml: key 'row': t/child.yaml has the name 'P' too",
                        "a name of its own"),
                arguments(
                        "t/child.yaml",
                        "{title: Child.}",
                        "t/child.yaml: the key 'row' is missing",
                        "Add a line 'row: ...'"),
                arguments(
                        "t/child.yaml",
                        "{row: -C}",
                        "t/child.yaml: the key 'title' is missing",
                        "Add a line 'title: ...'"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., figures: {b.ccc: 1}}",
                        "t/child.yaml: key 'figures.b.ccc' has no column or no number",
                        "[a.ccc]"),
                arguments(
                        "t/child.yaml",
                        "{row: -C, title: Child., parts: [{family: even}]}",
                        "t/child.yaml: key 'parts.family': there is no family 'even'",
                        "[plain, odd]"),
                arguments("t/child.yaml", "row: [", "t/child.yaml is not YAML", "indentation"),
                arguments(
                        "t/table.yaml",
                        "{title: T, columns: [a.ccc], baseline: {row: B}, rows: [child]}",
                        "t/child.yaml: key 'inherits': there is no row 'P'",
                        "The rows are [-C]"),
                arguments(
                        "t/table.yaml",
                        "{title: T, columns: [a.ccc], baseline: {figures: {}}, rows: []}",
                        "t/table.yaml: the key 'baseline.row' is missing",
                        "baseline.row"),
                arguments(
                        "t/table.yaml",
                        "{title: T, columns: [], baseline: {row: B}, rows: [none]}",
                        "t/none.yaml does not exist",
                        "'rows'"),
                arguments(
                        "odd.yaml",
                        "{description: Odd., table: t, inherits: even}",
                        "odd.yaml: key 'inherits': there is no family 'even'",
                        "[plain]"),
                arguments(
                        "odd.yaml",
                        "{description: Odd., table: t, config: {sed: 4}}",
                        "odd.yaml: there is no setting 'sed'",
                        "Did you mean 'seed'?"),
                arguments(
                        "odd.yaml",
                        "{description: Odd., table: t, config: {threads: -4}}",
                        "odd.yaml: threads is -4",
                        "0 takes all"),
                arguments(
                        "odd.yaml",
                        "{description: Odd.}",
                        "odd.yaml: the key 'table' is missing",
                        "table"),
                arguments(
                        "index.yaml",
                        "families: [plain, odd, even]",
                        "even.yaml does not exist",
                        "index.yaml"));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void a_wrong_file_is_named_with_the_key_and_the_cure(
            String file, String text, String problem, String cure) {
        assertThatThrownBy(() -> libraryWith(file, text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem)
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains(cure);
    }

    private Path own(String text) throws IOException {
        return Files.writeString(folder.resolve("my own.yaml"), text);
    }

    @Test
    void a_users_file_extends_a_preset_without_what_is_not_inherited() throws IOException {
        PresetLibrary library = library(FILES);
        Path file =
                own(
                        "{extends: odd/P, title: Mine., figures: {a.ccc: 0.75},"
                                + " config: {encoder: mine.onnx}}");
        Preset own = library.named(file.toString());
        assertThat(own.name()).isEqualTo(file.toString());
        assertThat(own.config().preset()).isEqualTo(file.toString());
        assertThat(own.row()).isEqualTo("my own");
        assertThat(own.title()).isEqualTo("Mine.");
        assertThat(own.family().name()).isEqualTo("odd");
        assertThat(own.parent().name()).isEqualTo("odd/P");
        assertThat(own.paperFigures()).isEqualTo(Map.of("a.ccc", 0.75));
        assertThat(own.changes()).isEqualTo(Map.of("encoder", "mine.onnx"));
        assertThat(own.config().encoder()).isEqualTo("mine.onnx");
        assertThat(own.config().data().bucketSeconds()).isEqualTo(1.5);
        assertThat(own.config().train().batchSize()).isEqualTo(32);
        assertThat(library.named(own("extends: odd/-C").toString()).title())
                .isEqualTo("One's own preset on odd/-C.");
    }

    static Stream<Arguments> wrongOwnFiles() {
        return Stream.of(
                arguments("title: x", "my own.yaml: the key 'extends' is missing", "extends"),
                arguments("", "my own.yaml: the key 'extends' is missing", "extends"),
                arguments(
                        "extends: odd/Q",
                        "my own.yaml: key 'extends': there is no preset 'odd/Q'",
                        "Did you mean 'odd/P'?"),
                arguments(
                        "extends: odd",
                        "my own.yaml: key 'extends': odd is a family of presets",
                        "[odd/-C, odd/P]"),
                arguments(
                        "{extends: odd/P, row: x}",
                        "my own.yaml: there is no key 'row'",
                        "[config, extends, figures, title]"),
                arguments(
                        "{extends: odd/P, config: {thread: 1}}",
                        "my own.yaml: there is no setting 'thread'",
                        "Did you mean 'threads'?"),
                arguments(
                        "{extends: odd/P, config: {threads: -1}}",
                        "my own.yaml: threads is -1",
                        "0 takes all"),
                arguments("[1]", "my own.yaml holds no keys but a ARRAY", "key: value"));
    }

    @ParameterizedTest
    @MethodSource("wrongOwnFiles")
    void a_wrong_users_file_is_named_with_the_key_and_the_cure(
            String text, String problem, String cure) throws IOException {
        Path file = own(text);
        assertThatThrownBy(() -> library(FILES).named(file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem)
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains(cure);
    }
}
