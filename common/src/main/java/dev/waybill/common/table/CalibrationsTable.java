package dev.waybill.common.table;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The recalibrations: one row for each, named in column {@link ScoredTable#CALIBRATION}, of a model's version, for dates from
 * {@link #VALID_FROM} on.
 */
public final class CalibrationsTable {

    public static final String NAME = "calibrations";

    public static final String VALID_FROM = "valid_from";
    /** Of several for one date the last counts: 1, 2 .. */
    public static final String TAKE = "take";

    private CalibrationsTable() {}

    /**
     * The names of a version's, in the order in which they come to be valid; where the registry was started anew, those of
     * a former version of the same number are among them.
     */
    public static List<String> names(Tables tables, int version) {
        return tables.exists(NAME)
                ? Sessions.summaries(
                                rows(tables, version).orderBy(VALID_FROM, TAKE).select(ScoredTable.CALIBRATION))
                        .stream()
                        .map(row -> row.getString(0))
                        .toList()
                : List.of();
    }

    /** The rows of a version. */
    public static Dataset<Row> rows(Tables tables, int version) {
        return tables.read(NAME).where(functions.col(ScoredTable.MODEL_VERSION).equalTo(version));
    }
}
