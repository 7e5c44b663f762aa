package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.burst4j.ConfigException;
import org.burst4j.report.BarFigure.Panel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class FiguresTest {
    @TempDir private Path folder;

    /** Two bins of two classes: 3 and 1 clips in the first, 0 and 4 in the second. */
    private static BarFigure figure() {
        return new BarFigure(
                "age-by-country",
                "Age & <country>",
                "8 clips",
                "age",
                List.of("20", "22.5", "25"),
                2,
                "country",
                List.of("A&B", "C"),
                List.of(
                        new Panel(
                                "Clips", "clips", false, List.of(List.of(3., 0.), List.of(1., 4.))),
                        new Panel(
                                "Shares",
                                "share",
                                true,
                                List.of(List.of(.75, 0.), List.of(.25, 1.)))));
    }

    private static Document parse(String svg)
            throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void svg_csv_and_png_are_written() throws IOException {
        List<Path> files = Figures.write(figure(), folder.resolve("new"));
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("age-by-country.svg", "age-by-country.csv", "age-by-country.png");
        BufferedImage image = ImageIO.read(files.get(2).toFile());
        assertThat(image.getWidth()).isEqualTo(2 * BarDrawing.width(figure()));
        assertThat(image.getHeight()).isEqualTo(2 * BarDrawing.height(figure()));
        assertThat(Files.readString(files.get(1)))
                .isEqualTo(
                        """
                        age_from,age_to,country,clips,share
                        20,22.5,A&B,3,0.75
                        20,22.5,C,1,0.25
                        22.5,25,A&B,0,0.0
                        22.5,25,C,4,1.0
                        """);
    }

    @Test
    void bars_are_as_high_as_their_values_and_stand_on_each_other() throws Exception {
        Document svg = parse(Figures.svg(figure()));
        NodeList boxes = svg.getElementsByTagName("rect");
        List<double[]> first = new ArrayList<>();
        for (int index = 0; index < boxes.getLength(); index++) {
            String tip = boxes.item(index).getTextContent();
            if (tip.startsWith("age 20 to 22.5") && !tip.contains("%")) {
                first.add(new double[] {number(boxes, index, "y"), number(boxes, index, "height")});
            }
        }
        assertThat(first).hasSize(2);
        double hair = 0.8;
        double low = first.get(0)[1] + hair;
        double high = first.get(1)[1] + hair;
        assertThat(low / high).isBetween(2.98, 3.02);
        assertThat(first.get(0)[0] - first.get(1)[0]).isBetween(high - 0.2, high + 0.2);
        // 5 bars with clips, each panel; a bar of no clips is not drawn.
        assertThat(tips(boxes))
                .hasSize(6)
                .contains("age 22.5 to 25, C: 4", "age 20 to 22.5, A&B: 3");
    }

    private static List<String> tips(NodeList boxes) {
        List<String> tips = new ArrayList<>();
        for (int index = 0; index < boxes.getLength(); index++) {
            tips.add(boxes.item(index).getTextContent());
        }
        tips.removeIf(String::isEmpty);
        return tips;
    }

    private static double number(NodeList nodes, int index, String attribute) {
        return Double.parseDouble(
                nodes.item(index).getAttributes().getNamedItem(attribute).getNodeValue());
    }

    @Test
    void names_are_escaped_and_the_page_may_colour_what_it_shows() {
        String element = Figures.html(figure());
        assertThat(element)
                .startsWith(
                        "<svg class=\"bars\" role=\"img\" aria-label=\"Age &amp; &lt;country&gt;\"")
                .contains("class=\"f0\"")
                .doesNotContain("<?xml")
                .doesNotContain("<country>");
        RunReport plain = SampleRun.run();
        RunReport run =
                new RunReport(
                        plain.title(),
                        plain.facts(),
                        plain.epochs(),
                        plain.tasks(),
                        plain.ceiling(),
                        Map.of(),
                        List.of(figure()));
        assertThat(HtmlReport.html(run)).contains("<h2>Clips</h2>").contains(element);
        assertThat(HtmlReport.html(plain)).doesNotContain("<h2>Clips</h2>");
        assertThat(Plots.draw(run)).containsKey("age-by-country.png");
    }

    @Test
    void ten_series_have_ten_inks_and_a_legend_that_stays_within_the_figure() throws Exception {
        List<String> names = new ArrayList<>();
        for (int series = 0; series < 10; series++) {
            names.add("A rather long name " + series);
        }
        BarFigure wide =
                new BarFigure(
                        "x",
                        "x",
                        "",
                        "kind",
                        List.of("only"),
                        1,
                        "emotion",
                        names,
                        List.of(
                                new Panel(
                                        "p",
                                        "clips",
                                        false,
                                        Collections.nCopies(10, List.of(2.0)))));
        String svg = Figures.svg(wide);
        parse(svg);
        assertThat(Pattern.compile("fill=\"(#\\w+)\"[^>]*><title>").matcher(svg).results())
                .extracting(found -> found.group(1))
                .hasSize(10)
                .doesNotHaveDuplicates();
        assertThat(BarDrawing.height(wide)).isGreaterThan(BarDrawing.height(figure()));
        for (String x :
                Pattern.compile(" x=\"([\\d.]+)\"")
                        .matcher(svg)
                        .results()
                        .map(r -> r.group(1))
                        .toList()) {
            assertThat(Double.parseDouble(x)).isLessThan(BarDrawing.width(wide));
        }
    }

    @Test
    void one_series_needs_no_legend_and_no_column() {
        BarFigure one =
                new BarFigure(
                        "x",
                        "x",
                        "",
                        "kind",
                        List.of("a", "b"),
                        2,
                        "",
                        List.of("clips"),
                        List.of(new Panel("p", "before", false, List.of(List.of(1., 2.)))));
        assertThat(one.table())
                .containsExactly(List.of("kind", "before"), List.of("a", 1L), List.of("b", 2L));
        assertThat(Figures.svg(one)).doesNotContain(">clips<");
    }

    @Test
    void a_panel_that_does_not_fit_is_refused() {
        assertThatThrownBy(
                        () ->
                                new BarFigure(
                                        "x",
                                        "x",
                                        "",
                                        "kind",
                                        List.of("a", "b"),
                                        2,
                                        "",
                                        List.of("clips"),
                                        List.of(
                                                new Panel(
                                                        "p",
                                                        "before",
                                                        false,
                                                        List.of(List.of(1.))))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("figure 'x' has 2 bins, 2 ticks, 1 series");
    }
}
