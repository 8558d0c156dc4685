package dev.waybill.jobs.drift;

import java.util.List;
import java.util.Locale;

/** How a column is spread, reference beside one day, as pages show it. */
public record DistributionChart(String column, String role, String score, String severity, List<Bar> bars) {

    /** So many columns are shown. */
    private static final int SHOWN = 6;

    /**
     * A pair of bars.
     *
     * @param before width in percent, of the baseline
     * @param now width in percent, of the day
     */
    public record Bar(String label, String before, String now, String beforeText, String nowText) {}

    /** Those that moved most on the latest judged day, whether they drifted or not. */
    static List<DistributionChart> of(DriftSummary findings) {
        return findings.judged().stream()
                .limit(SHOWN)
                .map(Distribution::of)
                .map(DistributionChart::of)
                .toList();
    }

    private static DistributionChart of(Distribution distribution) {
        DayMeasure measure = distribution.measure();
        double largest = distribution.bars().stream()
                .mapToDouble(bar -> Math.max(bar.reference(), bar.current()))
                .max()
                .orElse(1);
        return new DistributionChart(
                measure.column(),
                measure.role(),
                DriftNumberText.score(measure),
                measure.severity(),
                distribution.bars().stream().map(bar -> bar(bar, largest)).toList());
    }

    private static Bar bar(Distances.Bar bar, double largest) {
        return new Bar(
                bar.label(),
                width(bar.reference(), largest),
                width(bar.current(), largest),
                DriftNumberText.percent(bar.reference()),
                DriftNumberText.percent(bar.current()));
    }

    private static String width(double share, double largest) {
        return String.format(Locale.ROOT, "%.1f", 100 * share / largest);
    }
}
