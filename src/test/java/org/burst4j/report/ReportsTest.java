package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.burst4j.EnvironmentException;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    @TempDir private Path folder;

    @Test
    void the_page_and_all_pictures_are_written() throws IOException {
        List<Path> files = Reports.write(SampleRun.run(), folder);
        assertThat(files.stream().map(file -> folder.relativize(file).toString()))
                .containsExactly(
                        "report.html",
                        "plots/loss.png",
                        "plots/metrics.png",
                        "plots/errors.png",
                        "plots/task-losses.png",
                        "plots/loss-terms.png",
                        "plots/discriminator.png",
                        "plots/task-weights.png",
                        "plots/task-sigmas.png",
                        "plots/learning-rate.png",
                        "plots/scores-high.png",
                        "plots/scores-culture.png",
                        "plots/scores-two.png",
                        "plots/confusion-type.png",
                        "plots/confusion-country.png",
                        "plots/scores-age.png");
        BufferedImage loss = ImageIO.read(folder.resolve("plots/loss.png").toFile());
        assertThat(loss.getWidth()).isEqualTo(LinePlot.WIDTH);
        assertThat(loss.getHeight()).isEqualTo(LinePlot.HEIGHT);
        BufferedImage scores = ImageIO.read(folder.resolve("plots/scores-culture.png").toFile());
        assertThat(scores.getHeight()).isGreaterThan(40 * 20);
        BufferedImage confusion = ImageIO.read(folder.resolve("plots/confusion-type.png").toFile());
        assertThat(confusion.getWidth()).isGreaterThan(9 * 72);
        assertThat(colours(loss)).contains(Palette.LINES.get(0).getRGB());
        assertThat(colours(scores)).contains(Palette.ACCENT.getRGB());
        assertThat(colours(confusion)).contains(Palette.ACCENT.getRGB());
        assertThat(Files.readString(folder.resolve("report.html"))).endsWith("</html>\n");
        assertThat(folder.resolve("plots")).isDirectoryNotContaining("glob:**.tmp");
    }

    private static int[] colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .distinct()
                .toArray();
    }

    @Test
    void a_run_of_one_epoch_is_drawn() {
        RunReport run = SampleRun.of(List.of(Tasks.named("type")), 1);
        assertThat(Plots.draw(run)).containsKeys("loss.png", "confusion-type.png");
    }

    @Test
    void a_folder_that_cannot_be_made_is_an_environment_error() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Reports.write(SampleRun.run(), inTheWay))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("report.html");
    }
}
