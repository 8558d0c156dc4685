package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What there is to say of whole days, a row each: {@code event_date, day_class, hours, stamp}. The stamp tells what the
 * profile of the day is from, so that a profile of anything else is stale.
 */
final class DayFacts {

    static final StructType SCHEMA = StructType.fromDDL("event_date date, day_class string, hours bigint,"
            + " stamp struct<grid: string, features: string, scores: string>");

    private DayFacts() {}

    static Dataset<Row> of(Inputs inputs, DriftReport.Params params, String grid, Collection<LocalDate> days) {
        Source source = params.source();
        Column time = from_utc_timestamp(
                ComparedColumn.quoted(source.eventTime()), source.timeZone().getId());
        Column computed = concat_ws(
                " ",
                max(col(FeatureTable.COMPUTED_AT)).cast("string"),
                count(lit(1)),
                count(ComparedColumn.quoted(source.label().name())));
        Dataset<Row> features = Tables.within(inputs.features(), days)
                .groupBy(Tables.EVENT_DATE)
                .agg(
                        coalesce(dayClass(params.drift(), inputs.features()), lit("none"))
                                .as("day_class"),
                        count_distinct(hour(time)).as("hours"),
                        computed.as("computed"));
        return withScores(features, inputs, days)
                .select(
                        col(Tables.EVENT_DATE),
                        col("day_class"),
                        col("hours"),
                        struct(
                                        lit(grid).as("grid"),
                                        col("computed").as("features"),
                                        col("scored").as("scores"))
                                .as("stamp"));
    }

    private static Dataset<Row> withScores(Dataset<Row> features, Inputs inputs, Collection<LocalDate> days) {
        if (inputs.predictions().isEmpty()) {
            return features.withColumn("scored", lit(""));
        }
        ScoredModel model = inputs.predictions().get();
        Column scored = concat_ws(" ", lit(model.name()), max(col(ScoredTable.SCORED_AT)), count(lit(1)));
        Dataset<Row> scores =
                Tables.within(model.rows(), days).groupBy(Tables.EVENT_DATE).agg(scored.as("scored"));
        return features.join(scores.hint(StoredProfiles.IN_ONE_JOB), new String[] {Tables.EVENT_DATE}, "left")
                .withColumn("scored", coalesce(col("scored"), lit("")));
    }

    /** @throws Refusal where it is no SQL that aggregates */
    private static Column dayClass(Drift drift, Dataset<Row> features) {
        try {
            Column dayClass = expr(drift.dayClass()).cast("string");
            features.groupBy(Tables.EVENT_DATE).agg(dayClass).schema();
            return dayClass;
        } catch (Exception e) { // Spark throws its analysis errors unannounced
            throw unusable(drift, e);
        }
    }

    private static Refusal unusable(Drift drift, Exception e) {
        return Refusal.mistake(
                "drift.day-class",
                "Cannot tell which days are alike by drift.day-class '%s': %s"
                        .formatted(
                                drift.dayClass(),
                                String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")),
                "Write SQL that aggregates the features of a day, such as weekday(max(event_date)) >= 5.");
    }
}
