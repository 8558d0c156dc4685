package dev.waybill.common.model;

import dev.waybill.common.section.Source;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A few rows as they are in the features table, for those who try a model out.
 *
 * @param rows the value of each input: a text, a number or a boolean, null for what is missing
 */
public record InputExample(List<List<@Nullable Object>> rows) {

    private static final int ROWS = 5;

    /** Some of the training rows, always the same ones. */
    public static InputExample of(Dataset<Row> training, List<Input> inputs, Source source) {
        Column[] columns =
                inputs.stream().map(input -> functions.col(input.name())).toArray(Column[]::new);
        return new InputExample(Sample.picked(training, source, ROWS, columns).stream()
                .map(row -> IntStream.range(0, row.length())
                        .<@Nullable Object>mapToObj(i -> plain(row.get(i)))
                        .toList())
                .toList());
    }

    /** JSON has no NaN. */
    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Number number && Double.isNaN(number.doubleValue()) ? null : value;
    }
}
