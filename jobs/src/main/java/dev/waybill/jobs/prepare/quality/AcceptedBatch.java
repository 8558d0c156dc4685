package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What the last accepted batch was like, for the next one to be compared with. Each version of the table {@value #TABLE}
 * is one batch: a row for each raw column ({@code side} raw) and for each clean one.
 *
 * @param runId by which it was accepted
 * @param rawTypes of the raw columns, by name, as in Spark SQL
 * @param columns the clean ones, by name
 */
public record AcceptedBatch(String runId, Map<String, String> rawTypes, Map<String, ColumnProfile> columns) {

    public static final String TABLE = "quality_metrics";

    private static final StructType SCHEMA = StructType.fromDDL("side string, column string, data_type string,"
            + " values bigint, completeness double, distinct double, minimum double, maximum double,"
            + " quantiles array<double>, run_id string, checked_at timestamp");

    /** The last one, if any batch was accepted yet. */
    public static Optional<AcceptedBatch> last(Tables tables) {
        return tables.exists(TABLE)
                ? Optional.of(of(tables.read(TABLE).collectAsList())) // a row a column
                : Optional.empty();
    }

    private static AcceptedBatch of(List<Row> rows) {
        Map<String, String> raw = new TreeMap<>();
        Map<String, ColumnProfile> clean = new TreeMap<>();
        for (Row row : rows) {
            if (row.getString(0).equals("raw")) {
                raw.put(row.getString(1), row.getString(2));
            } else {
                clean.put(row.getString(1), profile(row));
            }
        }
        String runId = rows.stream()
                .map(row -> row.<String>getAs("run_id"))
                .findFirst()
                .orElse("");
        return new AcceptedBatch(runId, raw, clean);
    }

    private static ColumnProfile profile(Row row) {
        return new ColumnProfile(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getDouble(4),
                number(row, 5),
                number(row, 6),
                number(row, 7),
                row.getList(8));
    }

    private static Optional<Double> number(Row row, int at) {
        return row.isNullAt(at) ? Optional.empty() : Optional.of(row.getDouble(at));
    }

    /** The rows of the table for a batch that was accepted. */
    public static Dataset<Row> rows(
            SparkSession spark, Map<String, String> rawTypes, BatchProfile profile, String runId, Instant at) {
        Timestamp time = Timestamp.from(at);
        Stream<Row> raw = rawTypes.entrySet().stream()
                .map(column -> RowFactory.create(
                        "raw", column.getKey(), column.getValue(), null, null, null, null, null, null, runId, time));
        Stream<Row> clean = profile.columns().stream()
                .map(column -> RowFactory.create(
                        "clean",
                        column.column(),
                        column.type(),
                        column.values(),
                        column.completeness(),
                        orNull(column.distinct()),
                        orNull(column.minimum()),
                        orNull(column.maximum()),
                        column.quantiles().toArray(),
                        runId,
                        time));
        return spark.createDataFrame(Stream.concat(raw, clean).toList(), SCHEMA).coalesce(1);
    }

    private static @Nullable Double orNull(Optional<Double> value) {
        return value.orElse(null);
    }

    /** The columns of a source and their types. */
    public static Map<String, String> rawTypes(StructType raw) {
        Map<String, String> types = new TreeMap<>();
        for (StructField field : raw.fields()) {
            types.put(field.name(), field.dataType().simpleString());
        }
        return types;
    }
}
