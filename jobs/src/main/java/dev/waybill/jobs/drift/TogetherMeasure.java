package dev.waybill.jobs.drift;

import java.time.LocalDate;
import org.apache.spark.sql.Row;

/**
 * All features of a day together: the row of {@code drift_metrics} that {@link JudgedTable} is the maker of.
 *
 * @param area under the curve of trees that tell the day's rows from those of reference days: 0.5 for not at all
 * @param pvalue of the maximum mean discrepancy of the two
 */
record TogetherMeasure(LocalDate day, double area, double pvalue) {

    static TogetherMeasure of(Row row) {
        return new TogetherMeasure(
                DayMeasure.dayOf(row),
                row.<Double>getAs("adversarial_auc"),
                row.<Row>getAs("mmd_test").getDouble(1));
    }

    String sentence() {
        return "All features together tell rows of %s from those of reference days with an AUC of %s, where 0.5 is chance; their maximum mean discrepancy has p %s."
                .formatted(day, DriftNumberText.score(area), DriftNumberText.score(pvalue));
    }
}
