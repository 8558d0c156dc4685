package dev.waybill.common.model;

import dev.waybill.common.conf.Source;
import dev.waybill.common.model.ood.Rows;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A few rows as the booster sees them, for those who try a model out.
 *
 * @param rows the encoded inputs of each, null for what is missing
 */
public record InputExample(List<List<@Nullable Float>> rows) {

    private static final int ROWS = 5;

    /** Some of the training rows, always the same ones. */
    public static InputExample of(Dataset<Row> training, List<Input> inputs, Source source) {
        return of(Sample.of(training, inputs, source, List.of(), ROWS).rows());
    }

    private static InputExample of(Rows sample) {
        return new InputExample(IntStream.range(0, sample.count())
                .mapToObj(row -> row(sample, row))
                .toList());
    }

    private static List<@Nullable Float> row(Rows sample, int row) {
        return IntStream.range(0, sample.width())
                .mapToObj(input -> sample.numbers()[row * sample.width() + input])
                .<@Nullable Float>map(number -> number.isNaN() ? null : number)
                .toList();
    }
}
