package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionSetTest {
    private static final List<Task> TASKS = List.of(Tasks.named("age"), Tasks.named("country"));
    private static final String HEADER = String.join(",", PredictionTable.header(TASKS)) + "\n";

    @TempDir private Path folder;

    private static Clip clip(String id, float age, int country) {
        return new Clip(
                id,
                Path.of(id + ".wav"),
                null,
                null,
                Map.of("age", new float[] {age}, "country", new float[] {country}));
    }

    private static final List<Clip> CLIPS = List.of(clip("a", 20, 0), clip("b", 30, 1));

    private Path file(String text) throws IOException {
        Path file = folder.resolve("p.csv");
        Files.writeString(file, text);
        return file;
    }

    private static PredictionSet set(float[] age, float[] country) {
        return new PredictionSet(TASKS, CLIPS, Map.of("age", age, "country", country));
    }

    @Test
    void what_is_written_is_read_again_in_the_order_of_the_clips() throws IOException {
        PredictionSet set =
                set(new float[] {21.5f, 28}, new float[] {.5f, .25f, .25f, 0, .1f, .6f, .2f, .1f});
        Path file = folder.resolve("out.csv");
        set.write(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0) + "\n").isEqualTo(HEADER);
        Files.write(file, List.of(lines.get(0), lines.get(2), lines.get(1)));
        PredictionSet again = PredictionSet.read(file, CLIPS, TASKS);
        assertThat(again.clips()).isEqualTo(CLIPS);
        for (Task task : TASKS) {
            assertThat(again.predictions(task.name())).isEqualTo(set.predictions(task.name()));
        }
        assertThat(again.result().headline())
                .containsEntry("age.mae", 1.75)
                .containsEntry("country.uar", 1.0);
        assertThat(again.labelled()).isTrue();
        PredictionSet alone = PredictionSet.read(file);
        assertThat(alone.clips()).extracting(Clip::id).containsExactly("b", "a");
        assertThat(alone.tasks()).extracting(Task::name).containsExactly("country", "age");
        assertThat(alone.labelled()).isFalse();
        assertThat(alone.result().headline().get("age.mae")).isNaN();
        Clip other = clip("c", 1, 1);
        assertThat(PredictionSet.read(file, List.of(CLIPS.get(1)), CLIPS, TASKS).predictions("age"))
                .containsExactly(28);
        assertFails(
                () -> PredictionSet.read(file, List.of(other, CLIPS.get(0)), TASKS),
                "names 1 clips that are not known: b (line 2)");
    }

    @Test
    void tasks_of_ones_own_are_read_and_compared() throws IOException {
        Task loud = new Task("loud", TaskKind.CLASSES, List.of("no", "yes"), List.of(), 0, 1);
        Path labels = folder.resolve("labels.csv");
        Files.writeString(labels, "file,loud\na.wav,no\nb.wav,yes\nc.wav,yes\n");
        for (String name : List.of("a.wav", "b.wav", "c.wav")) {
            Files.createFile(folder.resolve(name));
        }
        Path first = folder.resolve("one.csv");
        Files.writeString(
                first,
                "file,loud,loud.no,loud.yes\na.wav,no,0.9,0.1\nb.wav,yes,0.2,0.8\nc.wav,no,0.7,0.3\n");
        Path second = folder.resolve("two.csv");
        Files.writeString(
                second,
                "file,loud,loud.no,loud.yes\na.wav,no,0.7,0.3\nb.wav,yes,0.1,0.9\nc.wav,yes,0.1,0.9\n");
        RunConfig config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS,
                        null,
                        List.of(
                                "data.path='" + labels + "'",
                                "customTasks=[{name: loud, kind: classes, labels: ['no',"
                                        + " 'yes']}]"));
        List<Members.Member> members = Members.parse(List.of("one=" + first, "two=" + second));
        Map<String, PredictionSet> sets = Members.load(members, config, "all", d -> {}).sets();
        assertThat(ModelEvaluation.ofTable(first, config, "all").scores())
                .isEqualTo(Map.of("loud.uar", .75));
        assertThat(Ensembles.of(sets, List.of()).average().predictions("loud"))
                .containsExactly(new float[] {.8f, .2f, .15f, .85f, .4f, .6f}, within(1e-6f));
        List<SignificanceRow> rows =
                Significance.compare(
                        "one",
                        sets.get("one"),
                        Map.of("two", sets.get("two")),
                        SignificanceSettings.DEFAULTS);
        assertThat(rows).extracting(SignificanceRow::metric).containsExactly("loud.uar");
        assertThat(rows.get(0).difference()).isEqualTo(.25);
        assertFails(
                () -> Members.load(members, RunConfig.DEFAULTS, "all", d -> {}),
                "there is no task that all of [one, two] predict");
        assertThat(new PredictionReader(first, List.of(loud)).readAll().predictions("loud"))
                .hasSize(6);
    }

    @Test
    void averages_are_of_numbers_and_probabilities() {
        PredictionSet first = set(new float[] {10, 20}, new float[] {.6f, .4f, 0, 0, 0, 1, 0, 0});
        PredictionSet second = set(new float[] {40, 20}, new float[] {0, .9f, .1f, 0, 0, 0, 0, 1});
        PredictionSet even = PredictionSet.average(List.of(first, second), List.of());
        assertThat(even.predictions("age")).containsExactly(25, 20);
        assertThat(even.predictions("country"))
                .containsExactly(new float[] {.3f, .65f, .05f, 0, 0, .5f, 0, .5f}, within(1e-6f));
        PredictionSet weighted = PredictionSet.average(List.of(first, second), List.of(4.0, 2.0));
        assertThat(weighted.predictions("age"))
                .containsExactly(new float[] {20, 20}, within(1e-5f));
        PredictionSet turned = second.only(TASKS, List.of(CLIPS.get(1), CLIPS.get(0)));
        assertThat(PredictionSet.average(List.of(first, turned), List.of()).predictions("age"))
                .containsExactly(25, 20);
        assertThat(PredictionSet.average(List.of(first), List.of(.3)).predictions("age"))
                .containsExactly(10, 20);
    }

    @Test
    void what_cannot_be_averaged_is_told() {
        PredictionSet set = set(new float[2], new float[8]);
        for (List<Double> wrong :
                List.of(List.of(1.0), List.of(1.0, 0.0), List.of(1.0, Double.NaN))) {
            assertThatThrownBy(() -> PredictionSet.average(List.of(set, set), wrong))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("weight");
        }
        assertThatThrownBy(() -> PredictionSet.average(List.of(), List.of()))
                .isInstanceOf(ConfigException.class);
        PredictionSet less = set.only(List.of(TASKS.get(0)), CLIPS);
        assertFails(
                () -> PredictionSet.average(List.of(set, less.named("V2")), List.of()),
                "'V2': task 'country' is not predicted");
        assertFails(
                () -> PredictionSet.average(List.of(less.named("V1"), set), List.of()),
                "member 2 predicts more clips or tasks than V1");
        PredictionSet one = set.only(TASKS, List.of(CLIPS.get(0)));
        assertFails(
                () -> PredictionSet.average(List.of(set, one), List.of()),
                "'member 2': clip 'b' is not predicted");
    }

    @Test
    void equal_rounded_probabilities_keep_the_class_that_was_chosen() throws IOException {
        PredictionSet set =
                PredictionSet.read(
                        file(
                                HEADER
                                        + "a.wav,20,United States,0.4,0.1,0.4,0.1\n"
                                        + "dir/b.wav,20,China,0.4,0.1,0.4,0.1\n"),
                        CLIPS,
                        TASKS);
        float[] country = set.predictions("country");
        assertThat(country[2]).isGreaterThan(country[0]).isCloseTo(.4f, within(1e-6f));
        assertThat(country[4]).isEqualTo(country[6]);
    }

    private static void assertFails(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
    }

    private void assertBad(String text, String message) throws IOException {
        Path file = file(text);
        assertFails(() -> PredictionSet.read(file, CLIPS, TASKS), message);
    }

    @Test
    void what_is_wrong_with_a_table_is_told() throws IOException {
        String good = "a,20,China,1,0,0,0\n";
        assertBad(HEADER + good, "has no row of 1 of 2 clips: b");
        assertBad(
                HEADER + good + "b,20,China,1,0,0,0\n" + good,
                "names clip 'a' twice, in the lines 2 and 4");
        assertBad(HEADER + good + "x,20,China,1,0,0,0\n", "not known: x (line 3)");
        assertBad("file,age.Age\na,1\nb,1\n", "of task 'country'");
        assertBad(HEADER.replace("age.", "age.X") + good, "no label of that name");
        assertBad(HEADER.replace("age.", "agee.") + good, "of no known task");
        assertBad(HEADER + good + "b,NaN,China,1,0,0,0\n", "line 3 (clip b), column 'age.");
        assertBad(HEADER + good + "b,1,China,2,-1,0,0\n", "2.0 is no probability");
        assertBad(HEADER + good + "b,1,China,.1,0,0,0\n", "add up to 0.1");
        assertBad(HEADER + good + "b,1,Chile,1,0,0,0\n", "'Chile' is no class");
        assertBad(HEADER + good + "b,1,Venezuela,1,0,0,0\n", "'Venezuela' is chosen, but");
        Path empty = file(HEADER);
        assertFails(() -> PredictionSet.read(empty), "has no row");
        Path taskless = file("file,embedding.0\na,1\n");
        assertFails(() -> PredictionSet.read(taskless), "has no column of a task");
        assertFails(
                () -> new PredictionSet(TASKS, CLIPS, Map.of("age", new float[2])),
                "task 'country' has 0 predicted numbers");
    }
}
