package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Loss;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Predictions without a model, which a model must beat to be worth anything: constants of the least loss in training. */
final class Baselines {

    static final String GLOBAL = "_global";
    static final String GROUP = "_group";

    private Baselines() {}

    /**
     * The rows with both naive predictions beside them: the constant that has the least loss for all training rows, and the
     * one for the training rows in the same group, or the global one where training saw no such group. Of classes, see {@link ClassBaselines}.
     */
    static Dataset<Row> predict(
            Dataset<Row> rows, Dataset<Row> train, String label, List<String> group, PredictionLoss loss) {
        if (loss.loss().constant() == Loss.Constant.class_shares) {
            return ClassBaselines.predict(rows, train, label, group);
        }
        Column actual = functions.col(label).cast("double");
        Dataset<Row> global =
                functions.broadcast(train.agg(constant(actual, loss).as(GLOBAL)));
        Dataset<Row> withGlobal = rows.crossJoin(global);
        if (group.isEmpty()) {
            return withGlobal.withColumn(GROUP, functions.col(GLOBAL));
        }
        Column[] columns = group.stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> groups = train.crossJoin(global)
                .groupBy(columns)
                .agg(ofGroup(actual, loss).as(GROUP));
        return withGlobal
                .join(groups, group.toArray(String[]::new), "left")
                .withColumn(GROUP, functions.coalesce(functions.col(GROUP), functions.col(GLOBAL)));
    }

    private static Column constant(Column actual, PredictionLoss loss) {
        return switch (loss.loss().constant()) {
            case mean, positive_mean -> ExactSum.mean(actual);
            case median -> functions.percentile(actual, functions.lit(0.5));
            case quantile -> functions.percentile(actual, functions.lit(loss.parameter()));
            case log_mean -> functions.expm1(ExactSum.mean(functions.log1p(actual)));
            case class_shares -> throw new IllegalArgumentException("no constant of one number for " + loss);
        };
    }

    private static Column ofGroup(Column actual, PredictionLoss loss) {
        return loss.loss().constant() == Loss.Constant.positive_mean
                ? ExactSum.of(actual)
                        .plus(functions.first(functions.col(GLOBAL)))
                        .divide(functions.count(actual).plus(1))
                : constant(actual, loss);
    }

    /** What such predictions are called: {@code global_median}, {@code median_by_origin}, {@code most_frequent_by_origin}. */
    static String name(PredictionLoss loss, List<String> group) {
        String constant = switch (loss.loss().constant()) {
            case mean, positive_mean -> "mean";
            case median -> "median";
            case quantile -> "quantile";
            case log_mean -> "log_mean";
            case class_shares -> "most_frequent";
        };
        return group.isEmpty() ? "global_" + constant : constant + "_by_" + String.join("_", group);
    }
}
