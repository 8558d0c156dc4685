package dev.waybill.pipelines.cli;

import dev.waybill.common.stats.Interval;
import dev.waybill.jobs.experiment.Arm;
import dev.waybill.jobs.experiment.Detectable;
import dev.waybill.jobs.experiment.ExperimentEvidence;
import dev.waybill.jobs.experiment.Period;
import dev.waybill.jobs.experiment.stats.MeanDifference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What an experiment found, in lines for people: what it comes to last, where the eye is. */
final class ExperimentText {

    private ExperimentText() {}

    static List<String> lines(ExperimentEvidence found, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add("Experiment of %s, dealt by %s: %s".formatted(found.model(), found.unit(), period(found.period())));
        lines.add("");
        lines.addAll(arms(found).lines(terminal));
        lines.add("");
        lines.addAll(figures(found).lines(terminal));
        lines.add("");
        lines.addAll(found.says());
        return lines;
    }

    private static String period(Period period) {
        return "from %s, labels to %s, %d of %d days"
                .formatted(
                        period.first(),
                        period.labelled().map(LocalDate::toString).orElse("come"),
                        Math.min(period.days(), period.horizon()),
                        period.horizon());
    }

    private static TextTable arms(ExperimentEvidence found) {
        List<String> metrics = found.arms().get(0).metrics().keySet().stream()
                .filter(name -> !name.equals(found.measure()))
                .toList();
        List<TextTable.Column> columns = new ArrayList<>(List.of(
                new TextTable.Column("variant", false),
                new TextTable.Column("version", true),
                new TextTable.Column("published", true),
                new TextTable.Column("labelled", true),
                new TextTable.Column("units", true),
                new TextTable.Column(found.measure(), true)));
        metrics.forEach(name -> columns.add(new TextTable.Column(name, true)));
        return new TextTable(
                columns, found.arms().stream().map(arm -> cells(arm, metrics)).toList());
    }

    private static List<String> cells(Arm arm, List<String> metrics) {
        return Stream.concat(
                        Stream.of(
                                arm.variant().name(),
                                String.valueOf(arm.version()),
                                count(arm.published()),
                                count(arm.rows()),
                                count(arm.units()),
                                number(arm.loss())),
                        metrics.stream().map(name -> number(arm.metrics().getOrDefault(name, Double.NaN))))
                .toList();
    }

    private static TextTable figures(ExperimentEvidence found) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "share of units",
                String.format(
                        Locale.ROOT,
                        "%.2f%%, asked %s (p %s)",
                        100 * found.seen(),
                        found.asked(),
                        number(found.ratio().pvalue()))));
        if (found.withoutUnit() > 0) {
            rows.add(List.of("without a unit", count(found.withoutUnit()) + " rows, which do not count"));
        }
        found.difference().ifPresent(each -> rows.add(List.of("difference at the horizon", words(each))));
        found.always()
                .ifPresent(each -> rows.add(List.of(
                        "difference on any day",
                        "%s; p %s".formatted(interval(each.interval()), number(each.pvalue())))));
        found.paired()
                .ifPresent(each ->
                        rows.add(List.of("on the same %s rows".formatted(count(found.pairedRows())), words(each))));
        found.detectable().ifPresent(each -> rows.add(List.of("can be found", words(each))));
        return TextTable.of(List.of("challenger less champion", ""), rows);
    }

    private static String words(MeanDifference difference) {
        return "%s, %s; p %s"
                .formatted(
                        number(difference.difference()), interval(difference.interval()), number(difference.pvalue()));
    }

    private static String words(Detectable detectable) {
        return String.format(
                Locale.ROOT,
                "%s in four of five; %s takes %,.0f days",
                number(detectable.difference()),
                number(detectable.effect()),
                Math.ceil(detectable.days()));
    }

    private static String interval(Interval interval) {
        return "from %s to %s".formatted(number(interval.lower()), number(interval.upper()));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.4g", value);
    }
}
