package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.ClassificationQuality.Confusion;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.Reliability;
import dev.waybill.jobs.evaluate.chart.Chart;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How good predicted probabilities are: whether they are what they say, whether they tell a yes from a no, and what comes of
 * calling rows by them.
 *
 * @param trust pictures of the first
 * @param calibration the first in words
 * @param order pictures of the second; none where all rows are of one class
 * @param deciles tenths of the rows, the highest probability first
 * @param decision the third in words
 */
record ProbabilitySection(
        List<Chart> trust,
        List<String> calibration,
        List<Chart> order,
        List<Decile> deciles,
        List<String> decision,
        List<Called> confusion) {

    /** A tenth of the rows. */
    record Decile(String name, String rows, String yes, String rate, String lift, String gain) {}

    /** Rows that are a yes, or those that are a no, by what they are called. */
    record Called(String are, String yes, String no, String right) {}

    static ProbabilitySection of(ClassificationQuality quality) {
        ProbabilityPlots plots = new ProbabilityPlots(quality);
        boolean both = quality.ranks().area().isPresent();
        return new ProbabilitySection(
                List.of(plots.reliability(), plots.distribution()),
                calibration(quality),
                both ? List.of(plots.roc(), plots.gains()) : List.of(),
                both
                        ? quality.ranks().gains().deciles().stream()
                                .map(ProbabilitySection::decile)
                                .toList()
                        : List.of(),
                decision(quality),
                confusion(quality.confusion()));
    }

    Stream<Chart> pictures() {
        return Stream.concat(trust.stream(), order.stream());
    }

    /** Whether rows are of both classes. */
    boolean both() {
        return !order.isEmpty();
    }

    private static List<String> calibration(ClassificationQuality quality) {
        Reliability bins = quality.ranks().reliability();
        double brier = quality.metrics().getOrDefault("brier", Double.NaN);
        double mean = quality.metrics().getOrDefault("mean_probability", Double.NaN);
        return List.of(
                "Predicted on average: %s; are a yes: %s. Within ten parts of about as many rows each, the two are %s apart on average (calibration error)."
                        .formatted(
                                NumberText.percent(mean),
                                NumberText.percent(bins.rate()),
                                NumberText.percent(bins.calibrationError())),
                "The Brier score of %s is %s of reliability (0 where each part's probability is its share of yes) less %s of resolution (how much parts differ in their share of yes), plus %s of uncertainty (what the share of all rows would score), plus %s within the parts, whose probabilities are not all the same."
                        .formatted(
                                NumberText.fine(brier),
                                NumberText.fine(bins.reliability()),
                                NumberText.fine(bins.resolution()),
                                NumberText.fine(bins.uncertainty()),
                                NumberText.fine(bins.withinBins(brier))));
    }

    private static Decile decile(Gains.Decile decile) {
        return new Decile(
                "%d%% to %d%%".formatted(10 * (decile.number() - 1), 10 * decile.number()),
                size(decile.rows()),
                size(decile.yes()),
                NumberText.percent(decile.rate()),
                NumberText.quantity(decile.lift()),
                NumberText.percent(decile.gain()));
    }

    /** Where rows with the same probability lie in two tenths, each has a part of them. */
    private static String size(double rows) {
        return String.format(Locale.ROOT, rows == Math.rint(rows) ? "%,.0f" : "%,.1f", rows);
    }

    private static List<String> decision(ClassificationQuality quality) {
        Confusion confusion = quality.confusion();
        long called = confusion.trueYes() + confusion.falseYes();
        String rule = "A row counts as a yes from a probability of %s on (%s): so do %s of all rows."
                .formatted(
                        NumberText.fine(quality.decision().threshold()),
                        quality.decision().basis(),
                        share(called, quality.ranks().gains().rows()));
        String outcome =
                "%s of those called yes are one (precision), and %s of all yes are found (recall); %s of all rows are called right (accuracy)."
                        .formatted(
                                share(confusion.trueYes(), called),
                                share(confusion.trueYes(), confusion.trueYes() + confusion.missedYes()),
                                share(
                                        confusion.trueYes() + confusion.trueNo(),
                                        quality.ranks().gains().rows()));
        return List.of(rule, outcome);
    }

    private static List<Called> confusion(Confusion confusion) {
        return List.of(
                new Called(
                        "Are a yes",
                        NumberText.count(confusion.trueYes()),
                        NumberText.count(confusion.missedYes()),
                        share(confusion.trueYes(), confusion.trueYes() + confusion.missedYes())),
                new Called(
                        "Are a no",
                        NumberText.count(confusion.falseYes()),
                        NumberText.count(confusion.trueNo()),
                        share(confusion.trueNo(), confusion.falseYes() + confusion.trueNo())));
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "none" : NumberText.percent((double) part / whole);
    }
}
