package org.burst4j.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Problem;
import org.burst4j.model.ModelManifest;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Named models and prediction files whose predictions of the same clips are brought together. */
public final class Members {
    private Members() {}

    /**
     * One of them.
     *
     * @param name its name, unique
     * @param path a model bundle (a folder) or a table of predictions (a file)
     */
    public record Member(String name, Path path) {
        /**
         * Whether a model must predict.
         *
         * @return false for a table
         */
        public boolean isModel() {
            return Files.isDirectory(path);
        }
    }

    /**
     * Their predictions.
     *
     * @param sets by name in the order of the members, all of the same tasks and clips
     * @param leftOut tasks that not all members predict, by name
     * @param problems clips that were left out
     */
    public record Loaded(
            Map<String, PredictionSet> sets, List<String> leftOut, List<Problem> problems) {}

    /**
     * Reads {@code NAME=PATH}.
     *
     * @param words one a member
     * @return the members in their order
     * @throws ConfigException if a word has no name or no path, or a name is there twice
     * @throws DataException if a path does not exist
     */
    public static List<Member> parse(List<String> words) {
        List<Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1 || equals == word.length() - 1) {
                throw new ConfigException(
                        "'" + word + "' names no member",
                        "Write NAME=PATH, e.g. V1=runs/v1/model.");
            }
            Member member =
                    new Member(word.substring(0, equals), Path.of(word.substring(equals + 1)));
            if (!names.add(member.name())) {
                throw new ConfigException(
                        "two members are named '" + member.name() + "'", "Rename one of them.");
            }
            if (!Files.exists(member.path())) {
                throw new DataException(
                        "member '" + member.name() + "': " + member.path() + " does not exist",
                        "Give a model folder or a CSV file of predictions.");
            }
            members.add(member);
        }
        return members;
    }

    /**
     * Predicts or reads.
     *
     * <p>Tables may hold the built-in tasks, the configuration's {@code customTasks} and those of
     * the models among the members. Without a data set only tables can be brought together, and
     * nothing is labelled. Where the data set has no splits, the split is that of the models' own
     * training.
     *
     * @param members the members
     * @param config whose data settings name the data set, maybe none; its {@code data.tasks} limit
     *     the tasks
     * @param split train, val, test or all
     * @param progress told the number of clips done so far by each model
     * @return their predictions of the tasks that all of them have
     * @throws ConfigException if a model has no data set, or {@code split} is none
     * @throws DataException if no task is common, or the clips are not the same
     */
    public static Loaded load(
            List<Member> members, RunConfig config, String split, IntConsumer progress) {
        Map<String, PredictionSet> models = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        ModelManifest manifest = null;
        List<Task> tasks = new ArrayList<>(config.customTasks());
        for (Member member : members) {
            if (member.isModel()) {
                config.data().requirePath();
                try (VocalBurstModel model =
                        VocalBurstModel.load(member.path(), config.train().executor())) {
                    manifest = manifest == null ? model.manifest() : manifest;
                    ModelClips clips =
                            ModelClips.of(model, config, model.tasks(), split, done -> {});
                    EvaluationResult result =
                            Evaluation.of(
                                    model, clips.clips(), model.tasks(), clips.source(), progress);
                    models.put(
                            member.name(),
                            PredictionSet.of(model.tasks(), result).named(member.name()));
                    tasks.addAll(model.tasks());
                    clips.problems().stream()
                            .filter(problem -> !problems.contains(problem))
                            .forEach(problems::add);
                }
            }
        }
        List<Task> all = new ArrayList<>();
        Map<String, PredictionReader> tables = new LinkedHashMap<>();
        members.stream()
                .filter(member -> !member.isModel())
                .forEach(
                        member ->
                                tables.put(
                                        member.name(), new PredictionReader(member.path(), tasks)));
        List<Task> common = commonTasks(members, models, tables, config, all);
        List<Clip> known = List.of();
        List<Clip> clips = commonClips(models, problems.size(), split);
        if (models.isEmpty() || models.size() < members.size()) {
            if (config.data().path() != null) {
                ClipTable table = config.data().read(common).table();
                known = table.clips();
                clips =
                        models.isEmpty()
                                ? ModelClips.chosen(table, manifest, config, split).clips()
                                : clips;
            } else {
                clips = tables.get(members.get(0).name()).clips();
                known = clips;
            }
        }
        Map<String, PredictionSet> sets = new LinkedHashMap<>();
        for (Member member : members) {
            sets.put(
                    member.name(),
                    member.isModel()
                            ? models.get(member.name()).only(common, clips)
                            : tables.get(member.name()).read(clips, known, common));
        }
        List<String> leftOut =
                all.stream()
                        .filter(task -> !common.contains(task))
                        .map(Task::name)
                        .distinct()
                        .toList();
        return new Loaded(sets, leftOut, problems);
    }

    private static List<Task> commonTasks(
            List<Member> members,
            Map<String, PredictionSet> models,
            Map<String, PredictionReader> tables,
            RunConfig config,
            List<Task> all) {
        List<Task> common = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            List<Task> tasks =
                    member.isModel()
                            ? models.get(member.name()).tasks()
                            : tables.get(member.name()).tasks();
            List<String> wanted = config.data().tasks();
            tasks =
                    tasks.stream()
                            .filter(task -> wanted.isEmpty() || wanted.contains(task.name()))
                            .toList();
            all.addAll(tasks);
            if (i == 0) {
                common.addAll(tasks);
            } else {
                common.retainAll(tasks);
            }
        }
        if (common.isEmpty()) {
            throw new DataException(
                    "there is no task that all of "
                            + members.stream().map(Member::name).toList()
                            + " predict",
                    "Their tasks are "
                            + all.stream().map(Task::name).distinct().toList()
                            + (config.data().tasks().isEmpty()
                                    ? "."
                                    : "; wanted are " + config.data().tasks() + "."));
        }
        return common;
    }

    /** The clips that all models heard: one may refuse clips that are too short for it. */
    private static List<Clip> commonClips(
            Map<String, PredictionSet> models, int problems, String split) {
        List<Clip> common = List.of();
        String first = null;
        for (Map.Entry<String, PredictionSet> model : models.entrySet()) {
            List<Clip> clips = model.getValue().clips();
            if (first == null) {
                first = model.getKey();
                common = clips;
                continue;
            }
            Set<String> ids = clips.stream().map(Clip::id).collect(Collectors.toSet());
            List<Clip> both = common.stream().filter(clip -> ids.contains(clip.id())).toList();
            int dropped = common.size() + clips.size() - 2 * both.size();
            // More than was left out as bad: it is another split by speakers.
            if (both.isEmpty() || dropped > problems) {
                throw new DataException(
                        "'"
                                + first
                                + "' and '"
                                + model.getKey()
                                + "' have other clips in the split '"
                                + split
                                + "': they were trained with other splits by speaker",
                        "Use --split all, or add a split column to the data set.");
            }
            common = both;
        }
        return common;
    }
}
