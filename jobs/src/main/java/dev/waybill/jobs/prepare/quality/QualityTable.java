package dev.waybill.jobs.prepare.quality;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of table {@code quality}: one for each check of a batch, the worst first. {@code score} and {@code accepted}
 * are those of the batch, the same in each of its rows; {@code weight} is what all checks of its kind cost if they just fail,
 * {@code cost} what this one did.
 */
public final class QualityTable {

    private static final StructType SCHEMA = StructType.fromDDL("name string, column string, value double,"
            + " threshold double, passed boolean, severity string, weight double, cost double, message string,"
            + " score double, accepted boolean, first_event_date date, last_event_date date, run_id string,"
            + " checked_at timestamp");

    private QualityTable() {}

    /**
     * The rows of one batch.
     *
     * @param days of its accepted rows, if there are any
     */
    public static Dataset<Row> rows(SparkSession spark, Quality quality, Days days, String runId, Instant at) {
        List<Row> rows = quality.checks().stream()
                .map(check -> RowFactory.create(
                        check.kind().toString(),
                        check.column(),
                        check.value(),
                        check.threshold(),
                        check.passed(),
                        check.severity().toString(),
                        check.kind().weight(),
                        quality.cost(check),
                        check.message(),
                        quality.score(),
                        quality.accepted(),
                        days.first().map(Date::valueOf).orElse(null),
                        days.last().map(Date::valueOf).orElse(null),
                        runId,
                        Timestamp.from(at)))
                .toList();
        return spark.createDataFrame(rows, SCHEMA).coalesce(1);
    }
}
