package dev.waybill.common.model;

import dev.waybill.common.model.ood.NumericRange;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What all training rows, in one pass, say of each input.
 *
 * @param numerics the numeric inputs that have values, with the least and the largest
 * @param present the inputs that are hardly ever missing
 */
record InputRanges(List<NumericRange> numerics, List<OodProfile.Present> present) {

    static InputRanges of(Dataset<Row> training, List<Input> inputs) {
        Column[] figures = inputs.stream().flatMap(InputRanges::figures).toArray(Column[]::new);
        Row found = Sessions.summary(training.agg(functions.count(functions.lit(1)), figures));
        long rows = found.getLong(0);
        List<NumericRange> numerics = new ArrayList<>();
        List<OodProfile.Present> present = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            long there = found.getLong(1 + 3 * i);
            if (!input.categorical() && there > 0) {
                numerics.add(new NumericRange(input.name(), i, found.getFloat(2 + 3 * i), found.getFloat(3 + 3 * i)));
            }
            if (rows - there < OodProfile.HARDLY_EVER * rows) {
                present.add(new OodProfile.Present(input.name(), i));
            }
        }
        return new InputRanges(numerics, present);
    }

    /** How many rows have it, the least and the largest; of a category only the first means anything. */
    private static Stream<Column> figures(Input input) {
        Column value = input.categorical() ? functions.col(input.name()) : number(input);
        return Stream.of(functions.count(value), functions.min(value), functions.max(value));
    }

    /** As {@link Encoding} makes it: NaN stands for null. */
    private static Column number(Input input) {
        return functions.nanvl(functions.col(input.name()).cast("float"), functions.lit(null));
    }
}
