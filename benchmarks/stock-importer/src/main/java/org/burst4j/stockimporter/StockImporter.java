package org.burst4j.stockimporter;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.file.AtomicFiles;
import org.burst4j.run.Backend;

/**
 * Compares the stock importer with ONNX Runtime, operation by operation and on encoder files, and
 * writes what came of it as Markdown.
 */
public final class StockImporter {
    /** One operation takes milliseconds, an encoder seconds; more is a hang. */
    private static final long SECONDS_ALLOWED = 120;

    private StockImporter() {}

    /**
     * Runs it.
     *
     * @param args first the Markdown file to write, then encoder files, as many as wanted
     */
    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: stock-importer OUT.md [ENCODER.onnx ...]");
            System.exit(2);
        }
        Backend.start(0);
        StringBuilder page = new StringBuilder();
        try (Stock stock = new Stock(SECONDS_ALLOWED)) {
            page.append(head());
            page.append(operations(stock, System.out));
            List<Path> files = Stream.of(args).skip(1).map(Path::of).toList();
            if (!files.isEmpty()) {
                page.append(new EncoderRows(stock).table(files, System.out));
            }
        }
        AtomicFiles.write(Path.of(args[0]), page.toString());
    }

    private static String head() {
        return """
                # 2. What the stock importer makes of encoders: evidence

                Written by `benchmarks/stock-importer` on %s, with samediff-import-onnx 1.0.0-M2.1 and ONNX Runtime 1.19.2.
                Each operation is a model of its own (nodes are named as their outputs, arrays are given for all inputs: what the
                importer likes best), run by ONNX Runtime, imported, and run with the same input. `right`: the same shape, and the
                largest difference at most 1e-4 of the largest number. What follows from it is decision [1](0001-onnx-import.md).

                """
                .formatted(LocalDate.now());
    }

    private static String operations(Stock stock, PrintStream out) {
        List<OpCase> cases = new ArrayList<>(ProductCases.all());
        cases.addAll(NormCases.all());
        cases.addAll(LayoutCases.all());
        cases.addAll(IndexCases.all());
        cases.addAll(ElementCases.all());
        StringBuilder rows = new StringBuilder();
        int[] counts = new int[3];
        for (OpCase single : cases) {
            Verdict verdict = verdict(stock, single);
            counts[List.of("right", "wrong", "fails").indexOf(verdict.word())]++;
            String row =
                    String.format(
                            Locale.ROOT,
                            "| %s | %d | %s | %s | %s |%n",
                            single.operation(),
                            single.opset(),
                            single.form(),
                            verdict.word().equals("right") ? "right" : "**" + verdict.word() + "**",
                            verdict.detail());
            out.print(row);
            rows.append(row);
        }
        return String.format(
                        Locale.ROOT,
                        "## Operations%n%n%d forms: %d right, %d wrong without a word, %d fail.%n%n"
                                + "| operation | opset | form | result | detail |%n|---|---|---|---|---|%n",
                        cases.size(),
                        counts[0],
                        counts[1],
                        counts[2])
                + rows;
    }

    private static Verdict verdict(Stock stock, OpCase single) {
        Path file = temporary(single.model().toByteArray());
        try {
            Map<String, Tensor> expected = Reference.run(file, single.inputs(), single.outputs());
            return Verdict.of(expected, stock.run(file, single.inputs(), single.outputs()));
        } finally {
            delete(file);
        }
    }

    static Path temporary(byte[] bytes) {
        try {
            Path file = Files.createTempFile("stock-importer", ".onnx");
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
