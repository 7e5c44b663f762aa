package org.burst4j.task;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.EnvironmentException;

/** The tasks of the A-VB 2022 and ExVo 2022 challenges, read from {@code tasks.json}. */
public final class Tasks {
    private static final Map<String, Task> BUILT_IN = read();

    private Tasks() {}

    private static Map<String, Task> read() {
        try (InputStream in = Tasks.class.getResourceAsStream("tasks.json")) {
            List<Task> tasks = new ObjectMapper().readValue(in, new TypeReference<>() {});
            Map<String, Task> byName = new LinkedHashMap<>();
            tasks.forEach(task -> byName.put(task.name(), task));
            return byName;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "tasks.json inside the jar cannot be read: " + e.getMessage(),
                    "The jar is damaged: build or download it again.",
                    e);
        }
    }

    /**
     * All built-in tasks, in their usual order.
     *
     * @return the tasks, never empty
     */
    public static List<Task> all() {
        return List.copyOf(BUILT_IN.values());
    }

    /**
     * Finds a built-in task.
     *
     * @param name its name, e.g. {@code culture}
     * @return the task
     * @throws ConfigException if there is none of that name
     */
    public static Task named(String name) {
        Task task = BUILT_IN.get(name);
        if (task == null) {
            throw new ConfigException(
                    "there is no task '" + name + "'", "Known tasks: " + BUILT_IN.keySet() + ".");
        }
        return task;
    }
}
