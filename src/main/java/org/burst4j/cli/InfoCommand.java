package org.burst4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.run.Backend;
import org.burst4j.run.Memory;
import org.burst4j.run.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what computes here. */
@Command(name = "info", description = "Show versions, ND4J back end, processors and memory.")
final class InfoCommand extends BurstCommand {
    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() {
        Backend.start(0);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("burst4j", Versions.burst4j());
        facts.put("nd4j", Versions.nd4j());
        facts.put("java", Versions.java());
        facts.put("system", Versions.system());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("java heap", (Runtime.getRuntime().maxMemory() >> 20) + " MB at most");
        facts.putAll(Backend.describe());
        facts.put("memory now", Memory.residentMegabytes() + " MB");
        Tables.print(out(), format, facts);
    }
}
