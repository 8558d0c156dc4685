package dev.waybill.jobs.evaluate;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Predictions without a model, which a model must beat to be worth anything. */
final class Baselines {

    static final String GLOBAL_MEDIAN = "_global_median";
    static final String GROUP_MEDIAN = "_group_median";

    private Baselines() {}

    /**
     * The rows with both naive predictions beside them: the median label of all training rows, and that of the training
     * rows in the same group, or the global one where training saw no such group.
     */
    static Dataset<Row> predict(Dataset<Row> rows, Dataset<Row> train, String label, List<String> group) {
        Column median = functions.percentile(functions.col(label), functions.lit(0.5));
        Dataset<Row> global = train.agg(median.as(GLOBAL_MEDIAN));
        if (group.isEmpty()) {
            return rows.crossJoin(functions.broadcast(global)).withColumn(GROUP_MEDIAN, functions.col(GLOBAL_MEDIAN));
        }
        Column[] columns = group.stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> groups = train.groupBy(columns).agg(median.as(GROUP_MEDIAN));
        return rows.crossJoin(functions.broadcast(global))
                .join(groups, group.toArray(String[]::new), "left")
                .withColumn(
                        GROUP_MEDIAN, functions.coalesce(functions.col(GROUP_MEDIAN), functions.col(GLOBAL_MEDIAN)));
    }
}
