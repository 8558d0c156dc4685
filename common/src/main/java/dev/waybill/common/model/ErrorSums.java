package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Of predictions of a quantity; all metrics but quantiles follow from them.
 *
 * @param within the error up to which a prediction counts as good
 * @param withinName what the share of good predictions is called
 */
public record ErrorSums(String label, double within, String withinName, PredictionLoss loss) implements QualitySums {

    /** By the share of labels, in percent, that it should hold: the levels of an interval's ends. */
    private static final SortedMap<String, List<Double>> INTERVALS =
            new TreeMap<>(Map.of("50", List.of(0.25, 0.75), "90", List.of(0.05, 0.95)));

    /** Of each level; asked for a thousand times a segment. */
    private static final List<String> BELOW =
            Intervals.LEVELS.stream().map(ErrorSums::below).toList();

    /** Below this share of the sum of squares, the spread of the labels is nothing but rounding. */
    private static final double ROUNDING = 1e-12;

    public static ErrorSums of(Source.Label label, Evaluation evaluation, PredictionLoss loss) {
        return new ErrorSums(label.name(), evaluation.within(), evaluation.withinName(label), loss);
    }

    /** Where the prediction has its quantiles beside it, there are sums for them. */
    @Override
    public Map<String, Column> aggregates(Dataset<Row> rows, String prediction, Optional<String> naive) {
        Column actual = number(label);
        Column error = number(prediction).minus(actual);
        Map<String, Column> sums = new LinkedHashMap<>();
        sums.put("rows", functions.count(functions.lit(1)).cast("double"));
        sums.put("absolute", ExactSum.of(functions.abs(error)));
        sums.put("squared", ExactSum.of(error.multiply(error)));
        sums.put("signed", ExactSum.of(error));
        // No block of rows is without a sum because all of its labels are 0.
        sums.put("relative", functions.coalesce(ExactSum.of(functions.abs(error.divide(actual))), functions.lit(0.0)));
        sums.put("relative_rows", count(actual.notEqual(0)));
        sums.put("good", count(functions.abs(error).leq(within)));
        sums.put("label", ExactSum.of(actual));
        sums.put("label_squared", ExactSum.of(actual.multiply(actual)));
        sums.put("loss", ExactSum.of(loss.term(actual, number(prediction))));
        naive.ifPresent(other -> sums.put("naive", ExactSum.of(loss.term(actual, number(other)))));
        if (hasQuantiles(rows, prediction)) {
            sums.putAll(ofQuantiles(actual, prediction));
        }
        return sums;
    }

    private static boolean hasQuantiles(Dataset<Row> rows, String prediction) {
        return List.of(rows.columns()).containsAll(columns(prediction));
    }

    private static List<String> columns(String prediction) {
        return Intervals.LEVELS.stream()
                .map(level -> ScoredTable.quantile(prediction, level))
                .toList();
    }

    /** The metric of a quantile, the share of labels up to it: {@code below_p05}. */
    public static String below(double level) {
        return ScoredTable.quantile("below", level);
    }

    private static Map<String, Column> ofQuantiles(Column actual, String prediction) {
        Map<String, Column> sums = new LinkedHashMap<>();
        INTERVALS.forEach((nominal, ends) -> {
            Column lower = number(ScoredTable.quantile(prediction, ends.get(0)));
            Column upper = number(ScoredTable.quantile(prediction, ends.get(1)));
            sums.put("covered_" + nominal, count(actual.between(lower, upper)));
            sums.put("width_" + nominal, ExactSum.of(upper.minus(lower)));
        });
        for (double level : Intervals.LEVELS) {
            sums.put(below(level), count(actual.leq(number(ScoredTable.quantile(prediction, level)))));
        }
        return sums;
    }

    @Override
    public Map<String, Double> metrics(ToDoubleFunction<String> sums) {
        double rows = sums.applyAsDouble("rows");
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("mae", sums.applyAsDouble("absolute") / rows);
        metrics.put("rmse", Math.sqrt(sums.applyAsDouble("squared") / rows));
        metrics.put("r2", determination(sums));
        metrics.put("mape", sums.applyAsDouble("relative") / sums.applyAsDouble("relative_rows"));
        metrics.put("bias", sums.applyAsDouble("signed") / rows);
        metrics.put(withinName, sums.applyAsDouble("good") / rows);
        metrics.put(loss.name(), loss.metric(sums.applyAsDouble("loss") / rows));
        metrics.put("skill", 1 - sums.applyAsDouble("loss") / sums.applyAsDouble("naive"));
        for (String nominal : INTERVALS.keySet()) {
            metrics.put("coverage_" + nominal, sums.applyAsDouble("covered_" + nominal) / rows);
            metrics.put("mean_width_" + nominal, sums.applyAsDouble("width_" + nominal) / rows);
        }
        BELOW.forEach(name -> metrics.put(name, sums.applyAsDouble(name) / rows));
        metrics.put("rows", rows);
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return Collections.unmodifiableMap(metrics);
    }

    private static double determination(ToDoubleFunction<String> sums) {
        double label = sums.applyAsDouble("label");
        double squares = sums.applyAsDouble("label_squared");
        double spread = squares - label * label / sums.applyAsDouble("rows");
        return spread > ROUNDING * squares ? 1 - sums.applyAsDouble("squared") / spread : Double.NaN;
    }

    private static Column number(String name) {
        return functions.col(name).cast("double");
    }

    /** How many rows a condition holds for; missing where it can be told of none, since there are no quantiles. */
    private static Column count(Column condition) {
        return functions.sum(condition.cast("int")).cast("double");
    }
}
