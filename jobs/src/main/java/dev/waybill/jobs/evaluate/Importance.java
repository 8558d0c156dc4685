package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How much a feature matters to a model's predictions, in units of the label. */
record Importance(String feature, double importance) {

    /**
     * The mean absolute SHAP value of each feature over all rows, the largest first.
     *
     * <p>Source: Lundberg et al., From local explanations to global understanding with explainable AI for trees, Nature
     * Machine Intelligence 2 (2020), section "Local explanations as building blocks for global insights".
     *
     * @param rows with {@link ScoredTable#EXPLANATION} that names every feature
     */
    static List<Importance> ofExplanations(Dataset<Row> rows) {
        Column entry = functions.explode(functions.col(ScoredTable.EXPLANATION)).as("entry");
        Column mean = ExactSum.mean(functions.abs(functions.col("entry.contribution")));
        return Sessions.summaries(rows.select(entry).groupBy("entry.feature").agg(mean)).stream()
                .map(row -> new Importance(row.getString(0), row.getDouble(1)))
                .sorted(Comparator.comparingDouble(Importance::importance)
                        .reversed()
                        .thenComparing(Importance::feature))
                .toList();
    }
}
