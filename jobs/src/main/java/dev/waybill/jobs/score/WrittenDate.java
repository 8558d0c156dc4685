package dev.waybill.jobs.score;

import dev.waybill.common.table.ScoredTable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a date as a table has them. A run writes a date as a whole: where two tables agree in all of this, they have
 * the same rows of it.
 *
 * @param scored what they are from
 * @param version of the model, the least and the largest
 * @param run that wrote them, likewise
 * @param at when, likewise
 */
record WrittenDate(
        ScoredDate scored, List<@Nullable Object> version, List<@Nullable Object> run, List<@Nullable Object> at) {

    /** Those of a table. */
    static Map<LocalDate, WrittenDate> of(Dataset<Row> rows) {
        return DateFigures.of(
                rows,
                WrittenDate::read,
                rows.col(ScoredTable.FEATURES_COMPUTED_AT),
                rows.col(ScoredTable.MODEL_SHA256),
                functions.size(rows.col(ScoredTable.EXPLANATION)),
                calibration(rows),
                rows.col(ScoredTable.MODEL_VERSION),
                rows.col(ScoredTable.RUN_ID),
                rows.col(ScoredTable.SCORED_AT));
    }

    /** How many. */
    List<@Nullable Object> rows() {
        return scored.rows().subList(0, 1);
    }

    private static WrittenDate read(Row row) {
        return new WrittenDate(
                ScoredDate.there(row),
                ScoredDate.values(row, 11),
                ScoredDate.values(row, 13),
                ScoredDate.values(row, 15));
    }

    /** An older Waybill did not say. */
    private static Column calibration(Dataset<Row> scored) {
        return Arrays.asList(scored.columns()).contains(ScoredTable.CALIBRATION)
                ? scored.col(ScoredTable.CALIBRATION)
                : functions.lit(null).cast("string");
    }
}
