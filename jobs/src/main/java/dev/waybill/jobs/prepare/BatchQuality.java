package dev.waybill.jobs.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good the batch was that brought the rows of a date.
 *
 * @param score in points, of 100
 * @param failed checks, in words
 */
public record BatchQuality(double score, List<String> failed) {

    /** Of the last batch that was accepted and has rows of the date. */
    public static Optional<BatchQuality> of(LocalDate date, Tables tables) {
        if (!tables.exists(Prepare.QUALITY)) {
            return Optional.empty();
        }
        Dataset<Row> batches = tables.read(Prepare.QUALITY)
                .where(col("accepted"))
                .where(lit(Date.valueOf(date)).between(col("first_event_date"), col("last_event_date")))
                .groupBy("run_id", "checked_at")
                .agg(
                        first("score").as("score"),
                        collect_list(when(col("passed").equalTo(false), col("message")))
                                .as("failed"));
        return Sessions.summaries(batches.orderBy(col("checked_at").desc()).limit(1)).stream()
                .findFirst()
                .map(batch ->
                        new BatchQuality(batch.getAs("score"), List.copyOf(batch.getList(batch.fieldIndex("failed")))));
    }
}
