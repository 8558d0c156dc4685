package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What each feature adds to the predictions of a day, on average over all its rows, in the label's unit. Explanations name the
 * largest contributions of a row; one that is not named counts as 0.
 */
final class Contributions {

    private Contributions() {}

    /** {@code event_date, id, avg_contribution}; without rows where predictions are not explained. */
    static Dataset<Row> of(Dataset<Row> scored) {
        if (!Set.of(scored.columns()).contains(ScoredTable.EXPLANATION)) {
            return scored.limit(0).select(col(Tables.EVENT_DATE), lit("").as("id"), lit(0.0).as("avg_contribution"));
        }
        Dataset<Row> rows = scored.groupBy(Tables.EVENT_DATE).agg(count(lit(1)).as("scored_rows"));
        Dataset<Row> sums = scored.select(
                        col(Tables.EVENT_DATE),
                        explode(col(ScoredTable.EXPLANATION)).as("named"))
                .groupBy(
                        col(Tables.EVENT_DATE),
                        concat(lit(Role.FEATURE + ":"), coalesce(col("named.feature"), lit("")))
                                .as("id"))
                .agg(ExactSum.of(col("named.contribution").cast("double")).as("contributions"));
        return sums.join(rows, Tables.EVENT_DATE)
                .select(
                        col(Tables.EVENT_DATE),
                        col("id"),
                        col("contributions").divide(col("scored_rows")).as("avg_contribution"));
    }
}
