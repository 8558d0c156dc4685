package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.Predictions;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

    private static final StructType SCHEMA = new StructType()
            .add("trip_id", DataTypes.StringType)
            .add("hour", DataTypes.DoubleType)
            .add("origin", DataTypes.StringType)
            .add("is_late", DataTypes.BooleanType)
            .add("eta_minutes", DataTypes.DoubleType);
    private static final List<Input> INPUTS = List.of(
            Input.numeric("hour"), Input.categorical("origin", List.of("z0", "z1", "z2")), Input.numeric("is_late"));

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** Rows are sampled by their place, so their order would show. */
    @Test
    void givesTheSameBytesForTheSameRowsInAnotherOrder() throws XGBoostError {
        List<Row> rows = new ArrayList<>(rows(200, 0.2));
        byte[] first = fit(rows, 1, "model.subsample=0.5").toByteArray("ubj");
        Collections.shuffle(rows, new Random(3));
        assertThat(fit(rows, 5, "model.subsample=0.5").toByteArray("ubj")).isEqualTo(first);
    }

    @Test
    void givesABoosterThatOutlivesTheModelOfSpark() throws XGBoostError {
        Booster booster = fit(rows(50, 0.1), 1);
        for (int i = 0; i < 5; i++) {
            System.gc();
            System.runFinalization();
        }
        assertThat(booster.inplace_predict(new float[] {1, 1, 1}, 1, 3, Float.NaN)[0][0])
                .isPositive();
    }

    @Test
    void givesOtherTreesForAnotherSeed() throws XGBoostError {
        List<Row> rows = rows(200, 0.2);
        byte[] first = fit(rows, 1, "model.subsample=0.5").toByteArray("ubj");
        byte[] other = fit(rows, 1, "model.subsample=0.5", "model.seed=43").toByteArray("ubj");
        assertThat(other).isNotEqualTo(first);
    }

    /** Zeros and missing values make a vector that Spark ML would compress, and XGBoost then misread. */
    @Test
    void trainsOnRowsThatAreMostlyMissingOrZero() throws XGBoostError {
        List<Row> rows = rows(150, 0.9);
        rows.add(RowFactory.create("empty", null, null, null, 7.0));
        rows.add(RowFactory.create("zeros", 0.0, "z0", false, 9.0));
        Booster booster = fit(rows, 2, "model.num_round=60", "model.max_depth=6", "model.min_child_weight=0");
        double empty = booster.inplace_predict(new float[] {Float.NaN, Float.NaN, Float.NaN}, 1, 3, Float.NaN)[0][0];
        double zeros = booster.inplace_predict(new float[] {0, 0, 0}, 1, 3, Float.NaN)[0][0];
        assertThat(empty).isNotCloseTo(zeros, within(1e-3));
    }

    @Test
    void trainsOnASingleRow() throws XGBoostError {
        Booster booster = fit(List.of(RowFactory.create("a", 1.0, "z1", true, 12.5)), 1);
        assertThat(booster.inplace_predict(new float[] {1, 1, 1}, 1, 3, Float.NaN)[0][0])
                .isCloseTo(12.5f, within(0.1f));
    }

    @Test
    void stopsWhereOtherRowsArePredictedBest() {
        Dataset<Row> train = frame(rows(120, 0.1));
        Dataset<Row> unrelated = frame(rows(60, 0.1))
                .selectExpr("trip_id", "hour", "origin", "is_late", "60 - eta_minutes as eta_minutes");
        assertThat(trees("model.num_round=40").bestRounds(train, unrelated)).isBetween(1, 10);
        assertThat(trees("model.num_round=7").bestRounds(train, train)).isEqualTo(7);
    }

    /** XGBoost4J-Spark's own transformer reads vectors by another way than {@link Predictions}. */
    @Test
    void predictsWhatXgboostsOwnTransformerDoes() {
        List<Row> rows = rows(300, 0.3);
        Booster booster = fit(rows, 1);
        TrainedModel model = new TrainedModel(booster, INPUTS, "eta_minutes", provenance(), "0");
        double[] ours = doubles(Predictions.predict(frame(rows), model, "prediction"));

        XGBoostRegressionModel transformer = new XGBoostRegressionModel(
                "independent", new ml.dmlc.xgboost4j.scala.Booster(booster), scala.Option.empty());
        transformer.setFeaturesCol("vector");
        transformer.set(transformer.missing(), Float.NaN);
        try {
            double[] theirs = doubles(transformer.transform(vectors(rows)));
            assertThat(ours).containsExactly(theirs, within(1e-6));
        } finally {
            Reference.reachabilityFence(transformer);
        }
    }

    private static double[] doubles(Dataset<Row> predicted) {
        return predicted.collectAsList().stream()
                .flatMapToDouble(row -> DoubleStream.of(row.<Double>getAs("prediction")))
                .toArray();
    }

    private static Dataset<Row> vectors(List<Row> rows) {
        List<String> origins = INPUTS.get(1).categories();
        List<Row> vectors = rows.stream()
                .map(row -> RowFactory.create(Vectors.dense(new double[] {
                    row.isNullAt(1) ? Double.NaN : row.getDouble(1),
                    row.isNullAt(2) ? Double.NaN : origins.indexOf(row.getString(2)),
                    row.isNullAt(3) ? Double.NaN : row.getBoolean(3) ? 1 : 0
                })))
                .toList();
        StructType schema = new StructType().add("vector", SQLDataTypes.VectorType());
        return SharedSpark.session().createDataFrame(vectors, schema);
    }

    private Booster fit(List<Row> rows, int partitions, String... overrides) {
        Train.Params params = pipeline.bind(Train.Params.class, overrides);
        return trees(overrides)
                .fit(frame(rows).repartition(partitions), params.model().numRound());
    }

    private Trees trees(String... overrides) {
        Train.Params params = pipeline.bind(Train.Params.class, overrides);
        return new Trees(params.model(), INPUTS, new Encoding(INPUTS, SCHEMA), params.source());
    }

    private Provenance provenance() {
        Train.Params params = pipeline.bind(Train.Params.class);
        return new Provenance(
                "run",
                Instant.EPOCH,
                "",
                new TableVersion("features", "", 0),
                "",
                params.split(),
                params.model(),
                Map.of());
    }

    private static Dataset<Row> frame(List<Row> rows) {
        return SharedSpark.session().createDataFrame(rows, SCHEMA);
    }

    /** @param missing the share of values that are null or zero */
    private static List<Row> rows(int count, double missing) {
        Random random = new Random(11);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object[] values = {
                "t%04d".formatted(i),
                (double) random.nextInt(24),
                "z" + random.nextInt(3),
                random.nextBoolean(),
                random.nextDouble() * 40
            };
            for (int j = 1; j < 4; j++) {
                values[j] = random.nextDouble() < missing
                        ? Arrays.asList(null, 0.0).get(j == 1 ? random.nextInt(2) : 0)
                        : values[j];
            }
            rows.add(RowFactory.create(values));
        }
        return rows;
    }
}
