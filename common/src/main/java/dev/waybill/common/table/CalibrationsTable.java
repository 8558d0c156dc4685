package dev.waybill.common.table;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The table of what recalibrating came to: one row each time, called {@link ScoredTable#CALIBRATION}, for a model's
 * version and the dates from {@link #VALID_FROM} on.
 */
public final class CalibrationsTable {

    public static final String NAME = "calibrations";

    public static final String VALID_FROM = "valid_from";
    /** Of several for one date the last counts: 1, 2 .. */
    public static final String TAKE = "take";

    private CalibrationsTable() {}

    /** The names of a version's, in the order in which they come to be valid. */
    public static List<String> names(Tables tables, int version) {
        if (!tables.exists(NAME)) {
            return List.of();
        }
        Dataset<Row> rows =
                tables.read(NAME).where(functions.col(ScoredTable.MODEL_VERSION).equalTo(version));
        return Sessions.summaries(rows.orderBy(VALID_FROM, TAKE).select(ScoredTable.CALIBRATION)).stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
