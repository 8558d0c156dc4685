package dev.waybill.pipelines.cli;

import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.pipelines.night.NightReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Nights one below the other. */
final class ReplayTable {

    private static final List<String> METRICS = List.of("mae", "coverage_90");

    private ReplayTable() {}

    static List<String> lines(List<NightReport> reports, Terminal terminal) {
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(new TextTable.Column("DATE", false));
        columns.add(new TextTable.Column("MODEL", false));
        METRICS.forEach(metric -> columns.add(new TextTable.Column(metric.toUpperCase(Locale.ROOT), true)));
        columns.add(new TextTable.Column("DRIFTED", true));
        columns.add(new TextTable.Column("DECISION", false));
        return new TextTable(columns, reports.stream().map(ReplayTable::line).toList()).lines(terminal);
    }

    private static List<String> line(NightReport report) {
        Stream<String> metrics = METRICS.stream().map(metric -> number(report.figures(), metric));
        return Stream.of(
                        Stream.of(report.date().toString(), report.scored().orElse("none")),
                        metrics,
                        Stream.of(
                                String.valueOf(report.drifted().size()),
                                report.decision()
                                        .map(decision -> verdict(decision.sentence()))
                                        .orElse("")))
                .flatMap(cells -> cells)
                .toList();
    }

    /** What comes before the figures, which are on the page. */
    private static String verdict(String sentence) {
        return sentence.split(": ", 2)[0];
    }

    private static String number(Optional<DayFigures> figures, String metric) {
        return figures.flatMap(day -> day.best(metric))
                .map(value -> String.format(Locale.ROOT, "%.3f", value))
                .orElse("");
    }
}
