package dev.waybill.jobs.prepare.files;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Numbers rows as they stand in their file, from one. Spark reads a large file in blocks; rows are counted within each
 * block, and a second look counts what stands in the blocks before it. So the numbers do not depend on how Spark deals out
 * files, and no row leaves its place; it costs reading the files once more.
 */
public final class RowNumbers {

    private static final String BLOCK = "_block";
    private static final String IN_BLOCK = "_in_block";
    private static final String BEFORE = "_before";

    /** Columns that come and go meanwhile: rows with one of their own by such a name would lose it. */
    public static final List<String> OWN_COLUMNS = List.of(BLOCK, IN_BLOCK, BEFORE);

    private RowNumbers() {}

    /**
     * Rows with their number in a further column.
     *
     * @param rows straight from a reader of files
     * @param file the column with each row's file
     */
    public static Dataset<Row> of(Dataset<Row> rows, String file, String name) {
        Dataset<Row> located = rows.withColumn(BLOCK, functions.col("_metadata.file_block_start"));
        StructType schema = located.schema().add(IN_BLOCK, DataTypes.LongType);
        Count count = new Count(schema.fieldIndex(file), schema.fieldIndex(BLOCK));
        Dataset<Row> counted = located.mapPartitions(count, Encoders.row(schema));
        Dataset<Row> blocks = counted.groupBy(file, BLOCK)
                .agg(functions.max(IN_BLOCK).as(IN_BLOCK))
                .select(
                        functions.col(file),
                        functions.col(BLOCK),
                        functions
                                .coalesce(
                                        functions
                                                .sum(IN_BLOCK)
                                                .over(Window.partitionBy(file)
                                                        .orderBy(BLOCK)
                                                        .rowsBetween(Window.unboundedPreceding(), -1)),
                                        functions.lit(0L))
                                .as(BEFORE));
        Column[] columns = Stream.concat(
                        Arrays.stream(rows.columns())
                                .map(column -> functions.col("`" + column.replace("`", "``") + "`")),
                        Stream.of(functions
                                .col(IN_BLOCK)
                                .plus(functions.col(BEFORE))
                                .as(name)))
                .toArray(Column[]::new);
        return counted.join(functions.broadcast(blocks), new String[] {file, BLOCK}, "inner")
                .select(columns);
    }

    /** Counts the rows of each block, which come one after another. */
    private record Count(int file, int block) implements MapPartitionsFunction<Row, Row> {

        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            return new Iterator<>() {
                private @Nullable Object in;
                private @Nullable Object of;
                private long number;

                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Row next() {
                    Row row = rows.next();
                    boolean isSame = Objects.equals(of, row.get(file)) && Objects.equals(in, row.get(block));
                    number = isSame ? number + 1 : 1;
                    of = row.get(file);
                    in = row.get(block);
                    Object[] cells = Arrays.copyOf(
                            scala.collection.JavaConverters.seqAsJavaList(row.toSeq())
                                    .toArray(),
                            row.length() + 1);
                    cells[row.length()] = number;
                    return RowFactory.create(cells);
                }
            };
        }
    }
}
