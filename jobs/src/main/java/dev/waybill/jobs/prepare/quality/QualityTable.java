package dev.waybill.jobs.prepare.quality;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of table {@code quality}: one for each check of a batch, the worst first. {@code score} and {@code accepted}
 * are those of the batch, the same in each of its rows; {@code weight} is what the kind of check may cost at most, {@code
 * cost} what this one did.
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
     * @param firstDay of its accepted rows, if there are any
     * @param lastDay likewise
     */
    public static Dataset<Row> rows(
            SparkSession spark,
            Quality quality,
            Optional<LocalDate> firstDay,
            Optional<LocalDate> lastDay,
            String runId,
            Instant at) {
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
                        firstDay.map(Date::valueOf).orElse(null),
                        lastDay.map(Date::valueOf).orElse(null),
                        runId,
                        Timestamp.from(at)))
                .toList();
        return spark.createDataFrame(rows, SCHEMA).coalesce(1);
    }
}
