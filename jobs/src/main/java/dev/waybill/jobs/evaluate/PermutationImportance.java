package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * By how much the loss grows when a feature is shuffled among the rows, so that it says nothing any more.
 *
 * <p>Source: Breiman, Random Forests, Machine Learning 45 (2001), section 10; for a fixed model on held-back rows: Fisher,
 * Rudin, Dominici, All Models are Wrong, but Many are Useful, Journal of Machine Learning Research 20(177) (2019),
 * section 3. A feature that another one stands in for looks less important than it is.
 */
final class PermutationImportance {

    /** Each feature is shuffled so often; the mean counts. */
    static final int SHUFFLES = 3;

    private static final String PLACE = "_place";
    private static final String DONOR = "_donor";
    private static final String FEATURE = "_feature";
    private static final String SHUFFLED = "_shuffled";

    private PermutationImportance() {}

    /**
     * The features, the most important first; importance is in units of the loss.
     *
     * <p>Predicts each of the drawn rows {@value #SHUFFLES} times for each feature.
     *
     * @param features labelled rows with the model's inputs
     * @param key tells the rows apart: which rows are drawn and how they are shuffled depends on it and the seed alone
     * @param rows how many are drawn
     * @param loss by which the model is judged
     */
    static List<Importance> of(
            Dataset<Row> features, TrainedModel model, List<String> key, int rows, long seed, PredictionLoss loss) {
        List<String> names = model.inputs().stream().map(Input::name).toList();
        Dataset<Row> sample =
                sample(features, names, model.label(), key, rows, seed).persist();
        try {
            Dataset<Row> shuffled = shuffled(sample, names, model.label(), seed);
            double[] losses = new double[names.size() + 1];
            Sessions.summaries(QuickPredictions.predict(shuffled, model, EvaluatedRows.PREDICTION)
                            .groupBy(FEATURE)
                            .agg(meanLoss(model.label(), loss)))
                    .forEach(row -> losses[(int) row.getLong(0)] = loss.metric(row.getDouble(1)));
            double before = losses[names.size()];
            return IntStream.range(0, names.size())
                    .mapToObj(feature -> new Importance(names.get(feature), losses[feature] - before))
                    .filter(importance -> Double.isFinite(importance.importance())) // else shuffled rows have no loss
                    .sorted(Comparator.comparingDouble(Importance::importance)
                            .reversed()
                            .thenComparing(Importance::feature))
                    .toList();
        } finally {
            sample.unpersist();
        }
    }

    private static Dataset<Row> sample(
            Dataset<Row> features, List<String> names, String label, List<String> key, int rows, long seed) {
        Column[] order = order(key, seed);
        Column[] columns = Stream.concat(names.stream(), Stream.of(label))
                .map(functions::col)
                .toArray(Column[]::new);
        return features.orderBy(order)
                .limit(rows)
                .withColumn(
                        PLACE,
                        functions
                                .row_number()
                                .over(Window.partitionBy(functions.lit(1)).orderBy(order)))
                .select(Stream.concat(Stream.of(functions.col(PLACE)), Stream.of(columns))
                        .toArray(Column[]::new));
    }

    private static Column[] order(List<String> key, long seed) {
        List<Column> hashed = new ArrayList<>(List.of(functions.lit(seed)));
        key.forEach(name -> hashed.add(functions.col(name)));
        List<Column> order = new ArrayList<>(List.of(functions.xxhash64(hashed.toArray(Column[]::new))));
        order.addAll(hashed.subList(1, hashed.size()));
        return order.toArray(Column[]::new);
    }

    /**
     * The sample once for each feature and shuffle, that feature taken from the row whose turn it is; and once as it is, as
     * the feature after the last.
     */
    private static Dataset<Row> shuffled(Dataset<Row> sample, List<String> names, String label, long seed) {
        Column turn = functions
                .row_number()
                .over(Window.partitionBy(SHUFFLED)
                        .orderBy(
                                functions.xxhash64(functions.lit(seed), functions.col(SHUFFLED), functions.col(PLACE)),
                                functions.col(PLACE)));
        // Places are sorted, not rows: these are then looked up, where they fit a broadcast.
        Dataset<Row> places = sample.sparkSession()
                .range((long) names.size() * SHUFFLES + 1)
                .toDF(SHUFFLED)
                .crossJoin(sample.select(PLACE))
                .withColumn(DONOR, turn)
                .withColumn(FEATURE, functions.floor(functions.col(SHUFFLED).divide(SHUFFLES)));
        Dataset<Row> donors = sample.select(Stream.concat(
                        Stream.of(functions.col(PLACE).as(DONOR)),
                        names.stream().map(name -> functions.col(name).as(DONOR + name)))
                .toArray(Column[]::new));
        List<Column> columns = new ArrayList<>(List.of(functions.col(FEATURE), functions.col(label)));
        for (int i = 0; i < names.size(); i++) {
            columns.add(functions
                    .when(functions.col(FEATURE).equalTo(i), functions.col(DONOR + names.get(i)))
                    .otherwise(functions.col(names.get(i)))
                    .as(names.get(i)));
        }
        return places.join(sample, PLACE).join(donors, DONOR).select(columns.toArray(Column[]::new));
    }

    private static Column meanLoss(String label, PredictionLoss loss) {
        return ExactSum.mean(loss.term(functions.col(label).cast("double"), functions.col(EvaluatedRows.PREDICTION)));
    }
}
