package org.burst4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.DataException;

/** Numbers as text: exact for tables that programs read, short for what people read. */
final class Numbers {
    /** What people see where there is no number. */
    static final String UNKNOWN = "–";

    private Numbers() {}

    /** All digits that reading the same double back takes; empty for NaN. */
    static String exact(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }

    /** The reverse of {@link #exact}. */
    static double parse(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    /** Three decimals, as scores are quoted. */
    static String score(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : UNKNOWN;
    }

    /** A whole number of percent. */
    static String percent(double share) {
        return Double.isFinite(share)
                ? String.format(Locale.ROOT, "%.0f %%", 100 * share)
                : UNKNOWN;
    }

    /** Four significant digits without needless zeros, for losses, rates and axis marks. */
    static String compact(double value) {
        if (!Double.isFinite(value)) {
            return UNKNOWN;
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e5)) {
            return String.format(Locale.ROOT, "%.2e", value)
                    .replaceFirst("\\.?0+e", "e")
                    .replaceFirst("e([+-])0?", "e$1")
                    .replace("e+", "e");
        }
        String plain =
                new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
        return plain;
    }

    /** The cells of a row in the order of its header, empty where there is none. */
    static List<String> inOrder(List<String> header, Map<String, String> cells) {
        for (String name : cells.keySet()) {
            if (!header.contains(name)) {
                throw new DataException(
                        "there is no column '" + name + "' in " + header,
                        "Name all metrics and tasks when the table is opened.");
            }
        }
        List<String> row = new ArrayList<>();
        header.forEach(name -> row.add(cells.getOrDefault(name, "")));
        return row;
    }
}
