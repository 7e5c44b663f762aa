package org.burst4j.cli;

import java.util.List;
import org.burst4j.run.Backend;
import org.burst4j.run.Members;
import org.burst4j.run.Members.Member;
import org.burst4j.run.RunConfig;

/** Brings the predictions of named members together and tells what was left out. */
final class MemberLoading {
    private MemberLoading() {}

    static Members.Loaded load(
            BurstCommand command, List<Member> members, RunConfig config, String split) {
        boolean models = members.stream().anyMatch(Member::isModel);
        if (models) {
            config.data().requirePath();
            Backend.start(config.threads());
        }
        Members.Loaded loaded;
        try (CountProgress progress = command.count("predicting", 0)) {
            loaded = Members.load(members, config, split, progress);
        }
        loaded.problems().forEach(problem -> command.err().println("left out: " + problem));
        loaded.leftOut()
                .forEach(
                        task ->
                                command.err()
                                        .println(
                                                "left out: task '"
                                                        + task
                                                        + "', which not all members predict"));
        return loaded;
    }
}
