package dev.waybill.pipelines.cli;

import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.pipelines.night.NightReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Nights one below the other. */
final class ReplayTable {

    private static final String COVERAGE = "coverage_90";

    private ReplayTable() {}

    static List<String> lines(List<NightReport> reports, Terminal terminal) {
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(new TextTable.Column("DATE", false));
        columns.add(new TextTable.Column("MODEL", false));
        columns.add(new TextTable.Column(errorName(reports).toUpperCase(Locale.ROOT), true));
        columns.add(new TextTable.Column(COVERAGE.toUpperCase(Locale.ROOT), true));
        columns.add(new TextTable.Column("DRIFTED", true));
        columns.add(new TextTable.Column("DECISION", false));
        return new TextTable(columns, reports.stream().map(ReplayTable::line).toList()).lines(terminal);
    }

    private static List<String> line(NightReport report) {
        return List.of(
                report.date().toString(),
                report.scored().orElse("none"),
                number(report.figures().flatMap(DayFigures::error)),
                number(report.figures().flatMap(day -> day.best(COVERAGE))),
                String.valueOf(report.drifted().size()),
                report.decision().map(decision -> verdict(decision.sentence())).orElse(""));
    }

    private static String errorName(List<NightReport> reports) {
        return reports.stream()
                .flatMap(report -> report.figures().stream())
                .map(DayFigures::errorName)
                .findFirst()
                .orElse("error");
    }

    /** What comes before the figures, which are on the page. */
    private static String verdict(String sentence) {
        return sentence.split(": ", 2)[0];
    }

    private static String number(Optional<Double> figure) {
        return figure.map(value -> String.format(Locale.ROOT, "%.3f", value)).orElse("");
    }
}
