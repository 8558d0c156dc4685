package dev.waybill.jobs.prepare;

import static dev.waybill.jobs.prepare.RandomFolder.one;
import static dev.waybill.jobs.prepare.RandomFolder.shuffled;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.prepare.RandomFolder.Column;
import dev.waybill.jobs.prepare.RandomFolder.Kind;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A folder of Parquet files of rows that are known: times with and without a zone, columns in any order. */
final class RandomParquet {

    private final Random random;
    private final Path folder;
    private final List<Column> columns;
    private final ZoneId zone;
    private final Map<String, List<@Nullable Object>> read = new TreeMap<>();
    private int rows;

    private RandomParquet(long seed, Path folder) {
        this.folder = folder;
        random = new Random(seed);
        columns = RandomFolder.distinctColumns(random, " ");
        zone = RandomFolder.zone(random);
    }

    static RandomFolder write(long seed, Path folder) {
        return new RandomParquet(seed, folder).write();
    }

    private RandomFolder write() {
        Map<String, Boolean> local = new TreeMap<>();
        columns.forEach(column -> local.put(column.raw(), random.nextBoolean()));
        int files = 1 + random.nextInt(2);
        boolean mixed = random.nextInt(3) == 0;
        for (int i = 0; i < files; i++) {
            if (mixed && i > 0) { // one of the times is of the other sort
                String other = one(columns, random).raw();
                local.put(other, Boolean.FALSE.equals(local.get(other)));
            }
            writeFile(shuffled(columns, random), local);
        }
        return new RandomFolder("parquet", "", zone, columns, read, mixed);
    }

    private void writeFile(List<Column> order, Map<String, Boolean> local) {
        StructType schema = new StructType();
        for (Column column : order) {
            schema = schema.add(column.raw(), type(column.kind(), Boolean.TRUE.equals(local.get(column.raw()))));
        }
        List<Row> written = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            written.add(row(order, local));
        }
        SharedSpark.session()
                .createDataFrame(written, schema)
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .parquet(folder.toString());
    }

    private Row row(List<Column> order, Map<String, Boolean> local) {
        rows++;
        Map<String, @Nullable Object> known = new TreeMap<>();
        List<@Nullable Object> raw = new ArrayList<>();
        for (Column column : order) {
            boolean isLocal = column.kind() == Kind.TIME && Boolean.TRUE.equals(local.get(column.raw()));
            Object value = value(column, isLocal);
            raw.add(value);
            known.put(
                    column.raw(),
                    value instanceof LocalDateTime time ? time.atZone(zone).toInstant() : value);
        }
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(known.get(column.raw())));
        read.put(String.valueOf(values.get(0)), values);
        return RowFactory.create(raw.toArray());
    }

    private @Nullable Object value(Column column, boolean isLocal) {
        String text = RandomFolder.text(column, rows, true, random);
        if (text == null || column.kind() != Kind.TIME) {
            return text == null ? null : column.kind().value(text, zone);
        }
        LocalDateTime time =
                LocalDateTime.parse("2024-03-10T00:00").plus(random.nextInt(86_400_000), ChronoUnit.MILLIS);
        return isLocal ? time : time.toInstant(ZoneOffset.UTC);
    }

    private static DataType type(Kind kind, boolean local) {
        return switch (kind) {
            case TEXT -> DataTypes.StringType;
            case WHOLE -> DataTypes.LongType;
            case FRACTION -> DataTypes.DoubleType;
            case FLAG -> DataTypes.BooleanType;
            case TIME -> local ? DataTypes.TimestampNTZType : DataTypes.TimestampType;
        };
    }
}
