package dev.waybill.pipelines.night;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.outcomes.Performance;
import dev.waybill.jobs.prepare.BatchQuality;
import dev.waybill.pipelines.monitoring.Histogram;
import dev.waybill.pipelines.monitoring.NightFigures;
import dev.waybill.pipelines.monitoring.NightFigures.Accuracy;
import dev.waybill.pipelines.monitoring.NightFigures.ColumnDrift;
import dev.waybill.pipelines.monitoring.NightFigures.Coverage;
import dev.waybill.pipelines.monitoring.NightFigures.ModelInUse;
import dev.waybill.pipelines.monitoring.NightFigures.Scores;
import dev.waybill.pipelines.monitoring.PredictedLabel;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The figures of a night for those who watch it, read off its report and the rows of its date.
 *
 * @param withinName the metric that counts good predictions
 * @param promised of that metric, what the model's test showed
 */
public record NightMeasures(Tables tables, Source source, String withinName, Optional<Double> promised) {

    private static final double PERCENT = 100;
    /** Sizes of errors, in the label's unit. */
    private static final List<Double> BOUNDS = List.of(0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0);

    public NightFigures of(NightReport report, Instant endedAt) {
        Optional<DayFigures> day = report.figures();
        Optional<Row> newest = newest(report.date());
        return new NightFigures(
                report.pipeline(),
                new PredictedLabel(source.label().name(), source.label().unit()),
                report.date(),
                endedAt,
                report.scored().map(NightMeasures::model),
                newest.map(NightMeasures::scores).orElse(new Scores(0, 0, Optional.empty())),
                day.flatMap(figures -> figures.best(withinName))
                        .map(share -> new Accuracy(PERCENT * share, promised.map(promise -> PERCENT * promise))),
                errors(report.date()),
                day.stream().flatMap(NightMeasures::coverage).toList(),
                BatchQuality.of(report.date(), tables).map(BatchQuality::score),
                newest.flatMap(NightMeasures::featureAge),
                drift(report.date()),
                steps(report));
    }

    private static ModelInUse model(String version) {
        int slash = version.lastIndexOf('/');
        return new ModelInUse(version.substring(0, slash), Long.parseLong(version.substring(slash + 1)));
    }

    private static Stream<Coverage> coverage(DayFigures figures) {
        return Stream.of(50, 90)
                .flatMap(level ->
                        figures
                                .best("coverage_" + level)
                                .map(actual -> new Coverage(level / PERCENT, actual))
                                .stream());
    }

    /** How many rows of a date are scored, and of those scored last, when that was and when their features were computed. */
    private Optional<Row> newest(LocalDate date) {
        if (!tables.exists(ScoredTable.CURRENT)) {
            return Optional.empty();
        }
        return Optional.of(Sessions.summary(Tables.within(tables.read(ScoredTable.CURRENT), List.of(date))
                .agg(
                        functions.count(functions.lit(1)),
                        functions.count_if(functions.col(ScoredTable.IS_OOD)),
                        functions.max(ScoredTable.SCORED_AT),
                        functions.max_by(
                                functions.col(ScoredTable.FEATURES_COMPUTED_AT),
                                functions.col(ScoredTable.SCORED_AT)))));
    }

    private static Scores scores(Row newest) {
        return new Scores(newest.getLong(0), newest.getLong(1), moment(newest, 2));
    }

    private static Optional<Duration> featureAge(Row newest) {
        return moment(newest, 2)
                .flatMap(scored -> moment(newest, 3).map(computed -> Duration.between(computed, scored)));
    }

    private static Optional<Instant> moment(Row row, int at) {
        return Optional.ofNullable(row.getTimestamp(at)).map(Timestamp::toInstant);
    }

    private Optional<Histogram> errors(LocalDate date) {
        if (!tables.exists(Outcomes.TABLE)) {
            return Optional.empty();
        }
        Column size = functions.abs(functions.col("error"));
        List<Column> counts = new ArrayList<>();
        BOUNDS.forEach(bound -> counts.add(functions.count_if(size.leq(bound))));
        counts.add(functions.coalesce(functions.sum(size), functions.lit(0.0)));
        Row row = Sessions.summary(Tables.within(tables.read(Outcomes.TABLE), List.of(date))
                .where(functions.col(Performance.IN_CHARGE))
                .agg(functions.count("error"), counts.toArray(Column[]::new)));
        List<Long> upTo =
                IntStream.rangeClosed(1, BOUNDS.size()).mapToObj(row::getLong).toList();
        return Optional.of(new Histogram(BOUNDS, upTo, row.getLong(0), row.getDouble(BOUNDS.size() + 1)));
    }

    private List<ColumnDrift> drift(LocalDate date) {
        if (!tables.exists(DriftReport.TABLE)) {
            return List.of();
        }
        Dataset<Row> judged = Tables.within(tables.read(DriftReport.TABLE), List.of(date))
                .where("unjudged_reason is null and drift_score is not null and stattest_threshold is not null")
                .orderBy("column_role", "column_name")
                .select("column_name", "column_role", "drift_score", "stattest_threshold");
        return Sessions.summaries(judged).stream()
                .map(row -> new ColumnDrift(row.getString(0), row.getString(1), row.getDouble(2), row.getDouble(3)))
                .toList();
    }

    private static SortedMap<String, Duration> steps(NightReport report) {
        SortedMap<String, Duration> steps = new TreeMap<>();
        report.steps()
                .forEach(step ->
                        steps.merge(step.name(), Duration.ofMillis(Math.round(1000 * step.seconds())), Duration::plus));
        return steps;
    }
}
