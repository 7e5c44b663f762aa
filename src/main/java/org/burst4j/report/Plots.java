package org.burst4j.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.burst4j.EnvironmentException;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.RegressionScores;

/** The pictures of a run. */
final class Plots {
    private Plots() {}

    /** PNG files by name: the curves, then one picture a task. */
    static Map<String, byte[]> draw(RunReport run) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            for (LineChart chart : LineCharts.of(run.epochs())) {
                files.put(chart.name() + ".png", png(LinePlot.draw(chart)));
            }
            for (TaskReport task : run.tasks()) {
                String name = task.task().name();
                if (task.scores() instanceof ClassScores scores) {
                    files.put("confusion-" + name + ".png", png(ConfusionPlot.draw(name, scores)));
                } else if (task.scores() instanceof RegressionScores scores) {
                    files.put("scores-" + name + ".png", png(ScoresPlot.draw(name, scores)));
                }
            }
        } catch (LinkageError | InternalError | IOException e) {
            throw undrawable(e);
        }
        run.figures().forEach(figure -> files.put(figure.name() + ".png", Figures.png(figure)));
        return files;
    }

    static EnvironmentException undrawable(Throwable e) {
        return new EnvironmentException(
                "the plots cannot be drawn: " + e,
                "Java needs a font and fontconfig to draw, also without a screen: install e.g. the"
                        + " packages fontconfig and fonts-dejavu. report.html and the SVG files"
                        + " show the same and are there.",
                e);
    }

    static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
