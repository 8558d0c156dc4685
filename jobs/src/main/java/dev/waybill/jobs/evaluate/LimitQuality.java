package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.DecisionThreshold;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.section.Loss;
import dev.waybill.common.table.ScoredTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How good the probabilities are that a label is up to a limit.
 *
 * @param limit as params have it
 * @param metrics {@link #METRICS} of {@link ClassificationQuality}, and {@link #NAIVE}; without those that there are not
 */
record LimitQuality(String limit, Map<String, Double> metrics) {

    /** The Brier score of whoever tells the share of the rows which the model was calibrated on. */
    static final String NAIVE = "naive_brier";

    private static final List<String> METRICS =
            List.of("base_rate", "mean_probability", "brier", "calibration_error", "auc");

    private static final String WITHIN = "_within";
    private static final String PROBABILITY = "_probability";

    /** In five Spark jobs for each limit; none where there are none. */
    static List<LimitQuality> of(Dataset<Row> judged, String label, List<Limit> limits) {
        return IntStream.range(0, limits.size())
                .mapToObj(place -> of(
                        limits.get(place),
                        judged.select(
                                functions
                                        .col(label)
                                        .leq(limits.get(place).limit())
                                        .cast("int")
                                        .as(WITHIN),
                                functions
                                        .col(ScoredTable.within(EvaluatedRows.PREDICTION))
                                        .getItem(place)
                                        .getField("probability")
                                        .as(PROBABILITY))))
                .toList();
    }

    private static LimitQuality of(Limit limit, Dataset<Row> rows) {
        Map<String, Double> found = Objects.requireNonNull(ClassificationQuality.of(
                                rows,
                                WITHIN,
                                Map.of(PROBABILITY, DecisionThreshold.HALF),
                                new PredictionLoss(Loss.brier, 0))
                        .get(PROBABILITY))
                .metrics();
        Map<String, Double> kept = new LinkedHashMap<>(found);
        kept.keySet().retainAll(METRICS);
        kept.put(NAIVE, brier(limit.share(), metric("base_rate", found)));
        return new LimitQuality(limit.inWords(), kept);
    }

    /** Of one probability for all rows. */
    private static double brier(double probability, double rate) {
        return rate * (1 - probability) * (1 - probability) + (1 - rate) * probability * probability;
    }

    double metric(String name) {
        return metric(name, metrics);
    }

    private static double metric(String name, Map<String, Double> metrics) {
        return metrics.getOrDefault(name, Double.NaN);
    }
}
