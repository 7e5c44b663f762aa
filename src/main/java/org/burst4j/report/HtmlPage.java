package org.burst4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.burst4j.EnvironmentException;

/** The frame of every page: style inline, no script, nothing to load. */
final class HtmlPage {
    private HtmlPage() {}

    /**
     * From the start of the document to its heading; style sheets are resources of this package.
     */
    static StringBuilder start(String title, String... styleSheets) {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                // Even if some text slipped through unescaped, a browser would run and load
                // nothing.
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'; img-src data:\">\n<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n");
        for (String styleSheet : styleSheets) {
            html.append(resource(styleSheet));
        }
        return html.append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(Html.escape(title))
                .append("</h1>\n");
    }

    static String end(StringBuilder html) {
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    /** Names and values in a card; nothing where there are none. */
    static void facts(Map<String, String> facts, StringBuilder html) {
        if (facts.isEmpty()) {
            return;
        }
        html.append("<dl class=\"card\">\n");
        facts.forEach(
                (name, value) ->
                        html.append("<div><dt>")
                                .append(Html.escape(name))
                                .append("</dt><dd>")
                                .append(Html.escape(value))
                                .append("</dd></div>\n"));
        html.append("</dl>\n");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(
                    name + " inside the jar cannot be read: " + e.getMessage(),
                    "The jar is damaged: build or download it again.",
                    e);
        }
    }
}
