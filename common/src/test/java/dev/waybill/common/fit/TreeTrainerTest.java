package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTrainerTest {

    private static final float NAN = Float.NaN;

    /** Rows are sampled by their place, so their order would show. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void givesTheSameBytesForTheSameRowsInAnotherOrder(int workers) throws XGBoostError {
        TrainingSpec spec = TinyRows.spec("{num_round: 12, subsample: 0.5, workers: %d}".formatted(workers));
        List<Row> rows = new ArrayList<>(TinyRows.rows(200, 0.2));
        byte[] first = bytes(fit(TinyRows.frame(rows), spec));
        assertThat(bytes(fit(TinyRows.frame(rows), spec))).isEqualTo(first);
        Collections.shuffle(rows, new Random(3));
        assertThat(bytes(fit(TinyRows.frame(rows).repartition(5), spec))).isEqualTo(first);
    }

    @Test
    void givesTheSameBytesHoweverSparkIsSet() throws XGBoostError {
        TrainingSpec spec = TinyRows.spec("{num_round: 12, subsample: 0.5}");
        Dataset<Row> rows = TinyRows.frame(200, 0.2).repartition(4);
        byte[] first = bytes(fit(rows, spec));
        Map<String, String> otherwise = Map.of(
                "spark.sql.shuffle.partitions", "7",
                "spark.sql.adaptive.enabled", "false",
                "spark.sql.files.maxPartitionBytes", "1000");
        assertThat(with(otherwise, () -> bytes(fit(rows, spec)))).isEqualTo(first);
    }

    @Test
    void givesOtherTreesForAnotherSeed() throws XGBoostError {
        Dataset<Row> rows = TinyRows.frame(200, 0.2);
        byte[] first = bytes(fit(rows, TinyRows.spec("{num_round: 12, subsample: 0.5}")));
        byte[] other = bytes(fit(rows, TinyRows.spec("{num_round: 12, subsample: 0.5, seed: 43}")));
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void givesABoosterThatOutlivesTheModelOfSpark() throws XGBoostError {
        Booster booster = fit(TinyRows.frame(50, 0.1), TinyRows.spec("{num_round: 5}"));
        for (int i = 0; i < 5; i++) {
            System.gc();
            System.runFinalization();
        }
        assertThat(predict(booster, 1, 1, 1)[0]).isPositive();
    }

    /** Zeros and missing values make a vector that Spark ML would compress, and XGBoost then misread. */
    @Test
    void trainsOnRowsThatAreMostlyMissingOrZero() throws XGBoostError {
        List<Row> rows = TinyRows.rows(150, 0.9);
        rows.add(RowFactory.create("empty", rows.get(0).get(1), null, null, null, 7.0));
        rows.add(RowFactory.create("zeros", rows.get(0).get(1), 0.0, "z0", false, 99.0));
        Booster booster = fit(TinyRows.frame(rows), TinyRows.spec("{num_round: 60, min_child_weight: 0}"));
        double empty = predict(booster, NAN, NAN, NAN)[0];
        double zeros = predict(booster, 0, 0, 0)[0];
        assertThat(empty).isNotCloseTo(zeros, within(1e-3));
    }

    @Test
    void learnsAConstantFromFeaturesThatNoRowHas() throws XGBoostError {
        List<Row> rows = TinyRows.rows(50, 0).stream()
                .map(row -> RowFactory.create(row.get(0), row.get(1), null, null, null, row.get(5)))
                .toList();
        Booster booster = fit(TinyRows.frame(rows), TinyRows.spec("{num_round: 5}"));
        assertThat(predict(booster, 1, 1, 1)[0])
                .isEqualTo(predict(booster, NAN, NAN, NAN)[0])
                .isBetween(5f, 50f);
    }

    @Test
    void trainsOnASingleRow() throws XGBoostError {
        Booster booster = fit(TinyRows.frame(1, 0), TinyRows.spec("{num_round: 5}"));
        double label = TinyRows.rows(1, 0).get(0).getDouble(5);
        assertThat(predict(booster, 1, 1, 1)[0]).isCloseTo((float) label, within(0.1f));
    }

    @Test
    void stopsWhereOtherRowsArePredictedBest() {
        TrainingSpec spec = TinyRows.spec("{num_round: 40, early_stopping_rounds: 3}");
        Dataset<Row> train = TinyRows.frame(120, 0.1);
        Dataset<Row> unrelated = train.withColumn(
                "eta_minutes", train.col("eta_minutes").multiply(-1).plus(60));
        TreeTrainer.Best stopped = best(spec, train, unrelated);
        assertThat(stopped.rounds()).isBetween(1, 10);
        assertThat(stopped.curve().validation())
                .hasSizeBetween(stopped.rounds(), 39)
                .hasSameSizeAs(stopped.curve().training())
                .doesNotContain(0.0);
        assertThat(best(spec, train, train).rounds()).isEqualTo(40);
    }

    /** The score of the best round is that of the trees up to it, in units of the label. */
    @Test
    void scoresByTheMetricThatParamsName() throws XGBoostError {
        TrainingSpec spec = TinyRows.spec("{num_round: 30, objective: reg:squarederror, eval_metric: mae}");
        Dataset<Row> rows = TinyRows.frame(120, 0);
        TreeTrainer.Best best = best(spec, rows, rows);
        Booster booster = trees(spec).fit(Examples.training(rows, spec, TinyRows.ALIKE), best.rounds());
        double mae = TinyRows.rows(120, 0).stream()
                .mapToDouble(row -> Math.abs(predict(booster, row) - row.getDouble(5)))
                .average()
                .orElseThrow();
        assertThat(best.score()).isCloseTo(mae, within(1e-4));
        assertThat(best.curve().byName()).containsOnlyKeys("train_mae", "valid_mae");
        assertThat(best.curve().validation().get(best.rounds() - 1)).isEqualTo(best.score(), within(1e-6));
        assertThat(best.curve().training()).isEqualTo(best.curve().validation());
    }

    @Test
    void predictsTheQuantileThatParamsName() throws XGBoostError {
        String params = "{num_round: 60, max_depth: 2, objective: reg:quantileerror, quantile_alpha: %s}";
        assertThat(shareBelow(TinyRows.spec(params.formatted(0.9)))).isCloseTo(0.9, within(0.06));
        assertThat(shareBelow(TinyRows.spec(params.formatted(0.2)))).isCloseTo(0.2, within(0.06));
    }

    private static double shareBelow(TrainingSpec spec) throws XGBoostError {
        Booster booster = fit(TinyRows.frame(400, 0), spec);
        return TinyRows.rows(400, 0).stream()
                .mapToDouble(row -> row.getDouble(5) <= predict(booster, row) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reg:pseudohubererror", "reg:squaredlogerror", "reg:gamma", "reg:tweedie", "count:poisson"})
    void fitsEveryObjectiveOfAQuantity(String objective) throws XGBoostError {
        TrainingSpec spec = TinyRows.spec(
                "{num_round: 80, eta: 0.3, huber_slope: 5, min_child_weight: 0, objective: '%s'}".formatted(objective));
        Booster booster = fit(TinyRows.frame(300, 0), spec);
        assertThat(predict(booster, 22, 1, 0)[0]).isGreaterThan(predict(booster, 1, 1, 0)[0]);
    }

    @Test
    void givesProbabilitiesOfYes() throws XGBoostError {
        TrainingSpec spec = TinyRows.spec(Task.binary, "{num_round: 20, eval_metric: auc}");
        Dataset<Row> rows = TinyRows.frame(200, 0)
                .selectExpr("trip_id", "event_date", "hour", "origin", "is_late", "hour > 11 as eta_minutes");
        Booster booster = fit(rows, spec);
        assertThat(predict(booster, 20, 0, 0)[0]).isBetween(0.7f, 1f);
        assertThat(predict(booster, 2, 0, 0)[0]).isBetween(0f, 0.3f);
        assertThat(best(spec, rows, rows).score()).isGreaterThan(0.99);
    }

    /** All at once, in one round; the mean of the trees is near the labels, whatever the objective. */
    @ParameterizedTest
    @ValueSource(strings = {"reg:absoluteerror", "reg:squarederror"})
    void growsAForestOfTrees(String objective) throws XGBoostError {
        TrainingSpec spec = TinyRows.spec(
                "{booster: random-forest, num_parallel_tree: 25, objective: '%s', lambda: 0}".formatted(objective));
        Dataset<Row> rows = TinyRows.frame(300, 0);
        TreeTrainer.Best best = best(spec, rows, rows);
        assertThat(best.rounds()).isEqualTo(1);
        assertThat(best.booster().getModelDump("", false)).hasSize(25);
        for (float hour : new float[] {2, 21}) {
            assertThat(predict(best.booster(), hour, 1, 0)[0]).isBetween(5 + hour + 4 + 1, 5 + hour + 4 + 9);
        }
        assertThat(fit(rows, spec).toByteArray("ubj")).isEqualTo(fit(rows, spec).toByteArray("ubj"));
    }

    @Test
    void givesAProbabilityOfEachClass() throws XGBoostError {
        TrainingSpec spec = TinyRows.spec(Task.multiclass, "{num_round: 20}");
        Dataset<Row> rows = TinyRows.frame(200, 0)
                .selectExpr(
                        "trip_id",
                        "event_date",
                        "hour",
                        "origin",
                        "is_late",
                        "cast(floor(hour / 8) as int) as eta_minutes");
        Booster booster = fit(rows, spec);
        float[] probabilities = predict(booster, 12, 0, 0);
        assertThat(probabilities).hasSize(3);
        assertThat(probabilities[1]).isGreaterThan(0.7f);
    }

    /** Without the constraint the prediction goes up and down with the hour, since labels are random there. */
    @ParameterizedTest
    @ValueSource(strings = {"reg:squarederror", "reg:pseudohubererror"})
    void onlyRisesWhereItMustNotFall(String objective) throws XGBoostError {
        String params =
                "{num_round: 60, eta: 0.3, huber_slope: 5, min_child_weight: 0.1, objective: '%s', monotone: {%s}}";
        assertThat(falls(TinyRows.spec(params.formatted(objective, "")))).isTrue();
        assertThat(falls(TinyRows.spec(params.formatted(objective, "hour: increasing"))))
                .isFalse();
    }

    private static boolean falls(TrainingSpec spec) throws XGBoostError {
        Booster booster = fit(TinyRows.frame(300, 0), spec);
        double[] hours =
                DoubleStream.iterate(0, hour -> hour < 24, hour -> hour + 1).toArray();
        boolean falls = false;
        for (int zone = 0; zone < 3; zone++) {
            for (int i = 1; i < hours.length; i++) {
                falls |= predict(booster, (float) hours[i], zone, 0)[0]
                        < predict(booster, (float) hours[i - 1], zone, 0)[0] - 1e-4;
            }
        }
        return falls;
    }

    private static TreeTrainer.Best best(TrainingSpec spec, Dataset<Row> train, Dataset<Row> valid) {
        return trees(spec)
                .best(Examples.training(train, spec, TinyRows.ALIKE), Examples.validation(valid, spec, TinyRows.ALIKE));
    }

    private static TreeTrainer trees(TrainingSpec spec) {
        return new TreeTrainer(spec, TinyRows.INPUTS, new Preflight.Findings(3, 22, List.of()));
    }

    private static Booster fit(Dataset<Row> rows, TrainingSpec spec) {
        return trees(spec)
                .fit(Examples.training(rows, spec, TinyRows.ALIKE), spec.model().numRound());
    }

    private static byte[] bytes(Booster booster) throws XGBoostError {
        return booster.toByteArray("ubj");
    }

    private static float[] predict(Booster booster, float... numbers) throws XGBoostError {
        return booster.inplace_predict(numbers, 1, numbers.length, NAN)[0];
    }

    private static float predict(Booster booster, Row row) {
        try {
            return predict(
                    booster,
                    (float) row.getDouble(2),
                    TinyRows.INPUTS.get(1).categories().indexOf(row.getString(3)),
                    row.getBoolean(4) ? 1 : 0)[0];
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Fitting {
        byte[] bytes() throws XGBoostError;
    }

    private static byte[] with(Map<String, String> settings, Fitting fitting) throws XGBoostError {
        RuntimeConfig conf = SharedSpark.session().conf();
        Map<String, String> before = new java.util.HashMap<>();
        settings.keySet().forEach(key -> before.put(key, conf.get(key)));
        settings.forEach(conf::set);
        try {
            return fitting.bytes();
        } finally {
            before.forEach(conf::set);
        }
    }
}
