package org.burst4j.run;

import java.util.List;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.model.ModelSettings;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.burst4j.train.TrainSettings;

/**
 * Everything that decides what a training run computes: its {@code config.yaml}.
 *
 * @param preset name of the preset that the settings come from, null: none. A record of their
 *     origin: the settings themselves are all here
 * @param seed seed of every random choice
 * @param threads threads of the native code; 0: as many as there are processors
 * @param data the clips
 * @param audio how clips are prepared
 * @param encoder path of the encoder's ONNX file, its name in the folder {@code models}, or {@code
 *     builtin:demo}
 * @param models local folder in which an encoder's name is looked up, see {@link Encoders}
 * @param model the net above the encoder
 * @param train stages, optimiser, early stopping
 * @param customTasks tasks of one's own, beside or instead of those of the challenges
 */
public record RunConfig(
        String preset,
        long seed,
        int threads,
        DataSettings data,
        AudioConfig audio,
        String encoder,
        String models,
        ModelSettings model,
        TrainSettings train,
        List<Task> customTasks) {
    /** The name of the small encoder that is inside the jar. */
    public static final String DEMO_ENCODER = "builtin:demo";

    /** The A-VB 2022 paper's settings on the small encoder. */
    public static final RunConfig DEFAULTS =
            new RunConfig(
                    null,
                    42,
                    0,
                    DataSettings.DEFAULTS,
                    AudioConfig.DEFAULTS,
                    DEMO_ENCODER,
                    "models",
                    ModelSettings.DEFAULTS,
                    TrainSettings.DEFAULTS,
                    List.of());

    /**
     * Checks the parts.
     *
     * @throws ConfigException if a part is missing or out of its range
     */
    public RunConfig {
        if (data == null || audio == null || encoder == null || model == null || train == null) {
            throw new ConfigException(
                    "a part of the configuration is empty: data, audio, encoder, model and train"
                            + " must all be there",
                    "See the configuration that --print-config writes.");
        }
        if (models == null || models.isBlank()) {
            throw new ConfigException(
                    "models is empty, expected a folder",
                    "Leave it out for the folder 'models' where the program is started.");
        }
        if (threads < 0 || threads > 1024) {
            throw new ConfigException(
                    "threads is " + threads + ", expected 0 to 1024", "0 takes all processors.");
        }
        customTasks = customTasks == null ? List.of() : List.copyOf(customTasks);
    }

    /**
     * The tasks that the run may use.
     *
     * @return those named by {@code data.tasks}, or every known one
     * @throws ConfigException if a name is unknown
     */
    public List<Task> wantedTasks() {
        if (data.tasks().isEmpty()) {
            return Stream.concat(customTasks.stream(), Tasks.all().stream()).toList();
        }
        return data.tasks().stream().map(this::task).toList();
    }

    private Task task(String name) {
        return customTasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseGet(() -> Tasks.named(name));
    }
}
