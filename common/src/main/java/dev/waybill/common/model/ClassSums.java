package dev.waybill.common.model;

import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Of predicted classes, as far as they are judged row by row: metrics of each class by itself follow from
 * {@link ClassQuality}. A prediction is a column of {@link #JUDGED}.
 *
 * @param label a text or a whole number
 * @param top a row counts as right among so many classes
 * @param loss by which a naive prediction is compared with
 */
public record ClassSums(String label, int top, PredictionLoss loss) implements QualitySums {

    /** The class that is predicted, a text. */
    public static final String CLASS = "class";
    /** Its probability. */
    public static final String PROBABILITY = "probability";
    /** The probability of the class that came true; 0 of one that the prediction does not know. */
    public static final String OF_LABEL = "of_label";
    /** Its place by probability, from 1 on; null of one that the prediction does not know. */
    public static final String RANK = "rank";

    /** What a judge needs of a predicted class, however many there are. */
    public static final StructType JUDGED = new StructType()
            .add(CLASS, DataTypes.StringType)
            .add(PROBABILITY, DataTypes.DoubleType)
            .add(OF_LABEL, DataTypes.DoubleType)
            .add(RANK, DataTypes.IntegerType);

    @Override
    public Map<String, Column> aggregates(Dataset<Row> rows, String prediction, Optional<String> naive) {
        Column predicted = functions.col(prediction);
        Column logLoss = new PredictionLoss(Loss.class_log_loss, 0).term(functions.col(label), predicted);
        Map<String, Column> sums = new LinkedHashMap<>();
        sums.put("rows", functions.count(functions.lit(1)).cast("double"));
        sums.put("right", count(isRight(label, predicted)));
        sums.put("top", count(predicted.getField(RANK).leq(top)));
        sums.put("unknown", count(predicted.getField(RANK).isNull()));
        sums.put("probability", ExactSum.of(predicted.getField(PROBABILITY)));
        sums.put("log_loss", ExactSum.of(logLoss));
        sums.put("log_loss_squared", ExactSum.of(logLoss.multiply(logLoss)));
        naive.map(functions::col)
                .ifPresent(other -> sums.put("naive", ExactSum.of(loss.term(functions.col(label), other))));
        return sums;
    }

    /** Whether the class that is predicted is the one that came true. */
    public static Column isRight(String label, Column predicted) {
        return functions.col(label).cast("string").equalTo(predicted.getField(CLASS));
    }

    @Override
    public Map<String, Double> metrics(ToDoubleFunction<String> sums) {
        double rows = sums.applyAsDouble("rows");
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("log_loss", sums.applyAsDouble("log_loss") / rows);
        metrics.put("accuracy", sums.applyAsDouble("right") / rows);
        metrics.put(Task.multiclass.error(), 1 - sums.applyAsDouble("right") / rows);
        metrics.put(topName(top), sums.applyAsDouble("top") / rows);
        metrics.put("mean_confidence", sums.applyAsDouble("probability") / rows);
        metrics.put("bias", (sums.applyAsDouble("probability") - sums.applyAsDouble("right")) / rows);
        metrics.put("skill", 1 - sums.applyAsDouble(loss.name()) / sums.applyAsDouble("naive"));
        metrics.put("unknown_class", sums.applyAsDouble("unknown") / rows);
        metrics.put(ProbabilitySums.RMS_LOG_LOSS, Math.sqrt(sums.applyAsDouble("log_loss_squared") / rows));
        metrics.put("rows", rows);
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return Collections.unmodifiableMap(metrics);
    }

    /** The metric that is the share of rows whose class is among the likeliest: {@code top_3_accuracy}. */
    public static String topName(int top) {
        return "top_%d_accuracy".formatted(top);
    }

    private static Column count(Column condition) {
        return functions.count_if(condition).cast("double");
    }
}
