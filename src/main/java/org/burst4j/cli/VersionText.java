package org.burst4j.cli;

import org.burst4j.run.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; it does not start ND4J. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Burst4J " + Versions.burst4j(),
            "ND4J " + Versions.nd4j(),
            "Java " + Versions.java() + ", " + Versions.system()
        };
    }
}
