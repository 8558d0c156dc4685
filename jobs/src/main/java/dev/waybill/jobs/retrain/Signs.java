package dev.waybill.jobs.retrain;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.stats.DailyEvidence;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.outcomes.Performance;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What speaks for a new model.
 *
 * @param date as of whose end
 * @param champion the model in production
 */
record Signs(LocalDate date, ModelVersion champion, RetrainCheck.Params params, JobContext context) {

    private static final int NAMED = 3;
    /** So much evidence is found with a probability of at most 1 in 40 where there is nothing, however often one looks. */
    private static final double EVIDENCE = 40;

    private static final int DAYS = 60;

    List<String> all() {
        return Stream.of(age(), error(), drift()).flatMap(Optional::stream).toList();
    }

    private Optional<String> age() {
        int limit = params.retrain().age().number();
        return ModelFolder.open(context.tracking().download(champion))
                .provenance()
                .split()
                .lastSeen()
                .filter(seen -> ChronoUnit.DAYS.between(seen, date) >= limit)
                .map(seen -> "%s has seen nothing after %s, %d days ago (retrain.age %s)"
                        .formatted(
                                champion,
                                seen,
                                ChronoUnit.DAYS.between(seen, date),
                                params.retrain().age()));
    }

    private String metric() {
        return params.task().error();
    }

    /** The error that the model's test showed when it was registered. */
    Optional<Double> promised() {
        return Optional.ofNullable(context.tracking().metrics(champion.runId()).get(metric()));
    }

    /** Errors against the promised one: that of the day, with the labels that are still to come reckoned in, or of all days. */
    private Optional<String> error() {
        SortedMap<LocalDate, Double> errors = errors();
        return promised()
                .flatMap(promise -> Optional.ofNullable(errors.get(date))
                        .filter(error -> error > promise * params.retrain().error())
                        .map(error -> ofTheDay(error, promise))
                        .or(() -> lasting(errors.values(), promise)));
    }

    private String ofTheDay(double error, double promise) {
        return String.format(
                Locale.ROOT,
                "%s of %s is %.2f, above %s times the %.2f that %s was promised to make (retrain.error)",
                metric(),
                date,
                error,
                params.retrain().error(),
                promise,
                champion);
    }

    /** Too little a day to be told from chance, but day after day. */
    private Optional<String> lasting(Collection<Double> errors, double promise) {
        double[] differences =
                errors.stream().mapToDouble(error -> error - promise).toArray();
        double mean = Arrays.stream(differences).average().orElse(0);
        return Optional.of(differences)
                .filter(days -> mean > 0 && days.length > 1 && DailyEvidence.of(days) >= EVIDENCE)
                .map(days -> String.format(
                        Locale.ROOT,
                        "%s of %d days is %.2f on average, and %s was promised to make %.2f: chance would do that once in %s times",
                        metric(),
                        days.length,
                        promise + mean,
                        champion,
                        promise,
                        NumberText.count(Math.round(Math.min(DailyEvidence.of(days), 1e6)))));
    }

    /** Of the last days that the model in production was in charge of. */
    private SortedMap<LocalDate, Double> errors() {
        SortedMap<LocalDate, Double> errors = new TreeMap<>();
        if (context.tables().exists(Performance.TABLE)) {
            Sessions.summaries(Tables.within(
                                    context.tables().read(Performance.TABLE),
                                    new DateRange(date.minusDays(DAYS - 1L), date))
                            .where(functions.col(ScoredTable.MODEL_VERSION).equalTo(champion.version()))
                            .where(functions.col(Performance.SEGMENT).equalTo(Performance.ALL))
                            .where(functions.col(Performance.METRIC).equalTo(metric()))
                            .select(
                                    functions.col(Tables.EVENT_DATE),
                                    functions.coalesce(
                                            functions.col(Performance.CORRECTED), functions.col(Performance.VALUE))))
                    .forEach(row -> errors.put(row.getDate(0).toLocalDate(), row.getDouble(1)));
        }
        return errors;
    }

    private Optional<String> drift() {
        if (!params.retrain().drift() || !context.tables().exists(DriftReport.TABLE)) {
            return Optional.empty();
        }
        List<Row> drifted = Sessions.summaries(Tables.within(context.tables().read(DriftReport.TABLE), List.of(date))
                .where("drift_detected")
                .orderBy(functions.col("drift_score").desc(), functions.col("column_name"))
                .select("column_name"));
        String named =
                drifted.stream().limit(NAMED).map(row -> row.getString(0)).collect(Collectors.joining(", "));
        return Optional.of(drifted.size())
                .filter(count -> count > 0)
                .map(count -> "%d columns drifted on %s: %s%s"
                        .formatted(count, date, named, count > NAMED ? " and others" : ""));
    }
}
