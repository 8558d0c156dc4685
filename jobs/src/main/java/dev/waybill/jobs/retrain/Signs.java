package dev.waybill.jobs.retrain;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    static final String PERFORMANCE = "performance";
    static final String DRIFT = "drift_metrics";

    private static final String ERROR = "mae";
    private static final int NAMED = 3;

    List<String> all() {
        return Stream.of(age(), error(), drift()).flatMap(Optional::stream).toList();
    }

    private Optional<String> age() {
        int limit = params.retrain().age().number();
        return ModelFolder.read(context.tracking().download(champion))
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

    /** The day's error, with the labels that are still to come reckoned in, against that of the test when it was registered. */
    private Optional<String> error() {
        Optional<Double> promised =
                Optional.ofNullable(context.tracking().metrics(champion.runId()).get(ERROR));
        Optional<Double> found = found();
        return promised.filter(error -> found.filter(
                                now -> now > error * params.retrain().error())
                        .isPresent())
                .map(error -> String.format(
                        Locale.ROOT,
                        "%s of %s is %.2f, above %s times the %.2f that %s was promised to make (retrain.error)",
                        ERROR,
                        date,
                        found.orElseThrow(),
                        params.retrain().error(),
                        error,
                        champion));
    }

    private Optional<Double> found() {
        if (!context.tables().exists(PERFORMANCE)) {
            return Optional.empty();
        }
        return Sessions.summaries(context.tables()
                        .read(PERFORMANCE)
                        .where(functions.col(Tables.EVENT_DATE).equalTo(functions.lit(Date.valueOf(date))))
                        .where(functions.col(ScoredTable.MODEL_VERSION).equalTo(champion.version()))
                        .where("segment = 'all' and metric = '" + ERROR + "'")
                        .selectExpr("coalesce(corrected_value, value)"))
                .stream()
                .map(row -> row.getDouble(0))
                .findFirst();
    }

    private Optional<String> drift() {
        if (!params.retrain().drift() || !context.tables().exists(DRIFT)) {
            return Optional.empty();
        }
        List<Row> drifted = Sessions.summaries(Tables.within(context.tables().read(DRIFT), List.of(date))
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
