package org.burst4j.run;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the back end before any test has ND4J loaded, as the programs do: what BLAS can do is
 * settled then, and a run that goes on in another process has the same bits.
 */
public final class BackendOfTests implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Backend.start(0);
    }
}
