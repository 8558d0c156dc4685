package dev.waybill.jobs.audit;

import dev.waybill.common.table.Sessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that are meant, to be found in a table all at once.
 *
 * @param keys all different, no more than the driver holds
 */
record AuditedKeys(List<AuditedKey> keys) {

    /** Which key of the list a row has. */
    private static final String PLACE = "_audited";

    /** Their rows and no others. */
    Dataset<Row> of(Dataset<Row> rows) {
        return placed(rows).drop(PLACE);
    }

    /** Their rows on the driver, by key. */
    Map<AuditedKey, List<Row>> find(Dataset<Row> rows) {
        Dataset<Row> placed = placed(rows);
        return Sessions.atOnce(rows.sparkSession(), placed::collectAsList).stream()
                .collect(Collectors.groupingBy(
                        row -> keys.get(row.<Integer>getAs(PLACE)), LinkedHashMap::new, Collectors.toList()));
    }

    /** A value that cannot be one of its column is nobody's: as null it equals none. */
    private Dataset<Row> placed(Dataset<Row> rows) {
        String[] columns = keys.get(0).values().keySet().toArray(String[]::new);
        Dataset<Row> near = rows;
        Dataset<Row> wanted = asTexts(rows);
        for (String column : columns) {
            DataType type = rows.schema().apply(column).dataType();
            near = near.where(isNear(column, type));
            wanted = wanted.withColumn(column, functions.col(column).cast(type));
        }
        return near.join(functions.broadcast(wanted), columns);
    }

    /** Holds for rows of these keys and maybe for others: by this, Delta and Parquet leave out what they need not read. */
    private Column isNear(String column, DataType type) {
        return functions
                .col(column)
                .isin(keys.stream()
                        .map(key -> functions.lit(key.values().get(column)).cast(type))
                        .toArray());
    }

    private Dataset<Row> asTexts(Dataset<Row> rows) {
        StructType schema = new StructType().add(PLACE, DataTypes.IntegerType);
        for (String column : keys.get(0).values().keySet()) {
            schema = schema.add(column, DataTypes.StringType);
        }
        return rows.sparkSession()
                .createDataFrame(
                        IntStream.range(0, keys.size()).mapToObj(this::asTexts).toList(), schema);
    }

    private Row asTexts(int place) {
        return RowFactory.create(Stream.concat(Stream.of(place), keys.get(place).values().values().stream())
                .toArray());
    }
}
