package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The bins of all columns of numbers. Profiles that are by one grid can be added up, without any error that was not there
 * before; so a grid is kept for as long as columns are what they are.
 *
 * @param name the definition of the columns, and the run that made it
 * @param edges by {@link ComparedColumn#id}
 */
record Grid(String name, Map<String, BinEdges> edges) {

    /** That of the latest profile by a definition of columns. */
    static Optional<Grid> stored(Tables tables, String definition) {
        if (!tables.exists(ProfileTable.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> stored =
                tables.read(ProfileTable.TABLE).where(col("stamp.grid").startsWith(definition + " "));
        Row latest = Sessions.summary(stored.agg(max_by(col("stamp.grid"), col(Tables.EVENT_DATE))));
        return latest.isNullAt(0)
                ? Optional.empty()
                : Optional.of(new Grid(latest.getString(0), edges(stored, latest.getString(0))));
    }

    private static Map<String, BinEdges> edges(Dataset<Row> stored, String name) {
        Dataset<Row> byColumn = stored.where(
                        col("stamp.grid").equalTo(name).and(col("bin_ends").isNotNull()))
                .groupBy(ProfileTable.id().as("id"))
                .agg(max_by(col("bin_ends"), col(Tables.EVENT_DATE)));
        return Sessions.summaries(byColumn).stream()
                .collect(Collectors.toMap(row -> row.getString(0), row -> edges(row.getList(1))));
    }

    private static BinEdges edges(List<Double> values) {
        return new BinEdges(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
