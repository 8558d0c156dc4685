package dev.waybill.common.fit;

import dev.waybill.common.section.Model.Weights;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How much each training row counts. */
final class SampleWeights {

    private SampleWeights() {}

    /**
     * The weight of a row: 0.5 to the power of its age in half-lives, times the expression; of classes that are
     * balanced, times the weight of its class.
     *
     * @param newest the date of age zero; empty where rows have no date, and so no age
     */
    static Column of(Dataset<Row> rows, Weights weights, Optional<LocalDate> newest) {
        Column byAge = weights.halfLife()
                .flatMap(halfLife -> newest.map(date -> byAge(date, halfLife.number())))
                .orElse(functions.lit(1.0));
        Column byClass = Arrays.asList(rows.columns()).contains(ClassLabels.WEIGHT)
                ? byAge.multiply(functions.col(ClassLabels.WEIGHT))
                : byAge;
        return weights.expr()
                .map(expr -> SqlExpressions.on(rows, "model.weights.expr", expr).cast("double"))
                .map(byClass::multiply)
                .orElse(byClass);
    }

    private static Column byAge(LocalDate newest, int halfLifeDays) {
        Column age = functions.datediff(functions.lit(Date.valueOf(newest)), functions.col(Tables.EVENT_DATE));
        return functions.pow(functions.lit(0.5), age.divide(halfLifeDays));
    }
}
