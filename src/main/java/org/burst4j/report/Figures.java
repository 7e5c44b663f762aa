package org.burst4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.burst4j.EnvironmentException;
import org.burst4j.file.AtomicFiles;

/** Writes {@link BarFigure figures} and their numbers as files. */
public final class Figures {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private Figures() {}

    /**
     * Writes {@code <name>.svg}, {@code <name>.csv} and {@code <name>.png}, each whole or not at
     * all, over older ones. The picture of pixels comes last: it alone needs fonts.
     *
     * @param figure the figure
     * @param folder where to; made if it is not there
     * @return the files
     * @throws EnvironmentException if a file cannot be written or drawn
     */
    public static List<Path> write(BarFigure figure, Path folder) {
        Path svg = folder.resolve(figure.name() + ".svg");
        Path csv = folder.resolve(figure.name() + ".csv");
        Path png = folder.resolve(figure.name() + ".png");
        AtomicFiles.write(svg, svg(figure));
        writeTable(figure.table(), csv);
        AtomicFiles.write(png, png(figure));
        return List.of(svg, csv, png);
    }

    /**
     * Writes a table as CSV.
     *
     * @param rows the rows, the header first
     * @param file the file
     * @throws EnvironmentException if it cannot be written
     */
    public static void writeTable(List<List<Object>> rows, Path file) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            printer.printRecords(rows);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
        AtomicFiles.write(file, text.toString());
    }

    /** The figure as an SVG file. */
    static String svg(BarFigure figure) {
        SvgSheet sheet = new SvgSheet();
        BarDrawing.draw(figure, sheet);
        return sheet.document(figure.title(), BarDrawing.width(figure), BarDrawing.height(figure));
    }

    /** The figure as an element of a page. */
    static String html(BarFigure figure) {
        SvgSheet sheet = new SvgSheet();
        BarDrawing.draw(figure, sheet);
        return sheet.element(figure.title(), BarDrawing.width(figure), BarDrawing.height(figure));
    }

    /** The figure as a PNG file. */
    static byte[] png(BarFigure figure) {
        try (ImageSheet sheet =
                new ImageSheet(BarDrawing.width(figure), BarDrawing.height(figure))) {
            BarDrawing.draw(figure, sheet);
            return Plots.png(sheet.image());
        } catch (LinkageError | InternalError | IOException e) {
            throw Plots.undrawable(e);
        }
    }
}
