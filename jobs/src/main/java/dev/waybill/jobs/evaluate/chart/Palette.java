package dev.waybill.jobs.evaluate.chart;

import java.awt.Color;

/** The colours of charts: those of {@code base.css}, on light and on dark screens. */
public enum Palette {
    LIGHT("#ffffff", "#1b1f24", "#57606a", "#d8dee4", "#0b62b8", "#8c959f", "#e8743b"),
    DARK("#12161b", "#e6eaee", "#9aa4ae", "#303841", "#58a6ff", "#7d8791", "#f0883e");

    private final Color paper;
    private final Color ink;
    private final Color quiet;
    private final Color line;
    private final Color first;
    private final Color second;
    private final Color third;

    Palette(String paper, String ink, String quiet, String line, String first, String second, String third) {
        this.paper = Color.decode(paper);
        this.ink = Color.decode(ink);
        this.quiet = Color.decode(quiet);
        this.line = Color.decode(line);
        this.first = Color.decode(first);
        this.second = Color.decode(second);
        this.third = Color.decode(third);
    }

    Color paper() {
        return paper;
    }

    Color ink() {
        return ink;
    }

    /** Of axis labels and of what is there only for comparison. */
    Color quiet() {
        return quiet;
    }

    Color line() {
        return line;
    }

    /** Of a series by its place: the first is what the chart is about. */
    Color series(int place) {
        return place == 0 ? first : place == 1 ? second : third;
    }

    /** Between paper and the colour of the first series, by how much there is: 0 for nothing, 1 for the most. */
    Color shade(double share) {
        double strength = 0.12 + 0.88 * share;
        return new Color(
                between(paper.getRed(), first.getRed(), strength),
                between(paper.getGreen(), first.getGreen(), strength),
                between(paper.getBlue(), first.getBlue(), strength));
    }

    private static int between(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
