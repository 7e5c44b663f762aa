package org.burst4j.report;

/**
 * Something to draw a figure on, so that each figure is laid out once for all formats. x grows to
 * the right and y downwards, in pixels.
 */
interface Sheet {
    /** A filled rectangle; a format that can do so tells the text to whoever points at it. */
    void box(Ink ink, double x, double y, double width, double height, String tip);

    /** A thin line. */
    void line(Ink ink, double x1, double y1, double x2, double y2);

    /** Text with its left end, middle or right end (0, 0.5, 1) at x and its foot at y. */
    void text(Ink ink, int size, boolean bold, String text, double x, double y, double at);
}
