package dev.waybill.common.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sums over rows that a model was judged on. Metrics follow from them, so the sums of parts give the metrics of the whole: of
 * a segment, or of blocks drawn again and again.
 *
 * <p>All are exact, see {@link ExactSum}: the order of rows does not matter.
 */
public sealed interface QualitySums extends Serializable permits ErrorSums, ProbabilitySums, ClassSums {

    /**
     * The sums as aggregates, by name.
     *
     * @param rows to be aggregated, with label and prediction never null
     * @param naive the column of a prediction to compare with by the loss, if any
     */
    Map<String, Column> aggregates(Dataset<Row> rows, String prediction, Optional<String> naive);

    /**
     * The metrics that follow from sums, in order; without those that do not.
     *
     * @param sums by name; NaN for one that there is not
     */
    Map<String, Double> metrics(ToDoubleFunction<String> sums);

    /** Sums as an aggregation takes them: each under its name. */
    static List<Column> named(Map<String, Column> sums) {
        List<Column> named = new ArrayList<>();
        sums.forEach((name, sum) -> named.add(sum.as(name)));
        return named;
    }

    /** The sums in a row, under their names with a prefix; NaN for those that it lacks. */
    static ToDoubleFunction<String> in(Row row, String prefix) {
        List<String> names = List.of(row.schema().fieldNames());
        return name -> {
            int place = names.indexOf(prefix + name);
            return place < 0 || row.isNullAt(place) ? Double.NaN : row.getDouble(place);
        };
    }
}
