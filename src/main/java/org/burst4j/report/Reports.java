package org.burst4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.file.AtomicFiles;

/** Writes the files of a run folder that are for people. */
public final class Reports {
    private Reports() {}

    /**
     * Writes {@code report.html} and {@code plots/*.png}, each whole or not at all, over older
     * ones.
     *
     * <p>The page comes first and does not need the pictures, so it is there even on a machine that
     * has no fonts to draw them.
     *
     * @param run the run
     * @param folder the run folder
     * @return the files written
     * @throws org.burst4j.EnvironmentException if a file cannot be written or drawn
     */
    public static List<Path> write(RunReport run, Path folder) {
        List<Path> files = new ArrayList<>();
        Path page = folder.resolve("report.html");
        AtomicFiles.write(page, HtmlReport.html(run));
        files.add(page);
        Path plots = folder.resolve("plots");
        Plots.draw(run)
                .forEach(
                        (name, png) -> {
                            Path file = plots.resolve(name);
                            AtomicFiles.write(file, png);
                            files.add(file);
                        });
        return List.copyOf(files);
    }
}
