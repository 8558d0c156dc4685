package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link Scoring#predict} beside other ways into XGBoost, which add up leaves in single precision. */
class PredictTest {

    private static final Offset<Double> SINGLE_PRECISION = within(1e-4);

    private static final StructType SCHEMA = new StructType()
            .add("rain", DataTypes.BooleanType)
            .add("id", DataTypes.IntegerType)
            .add("place", DataTypes.StringType)
            .add("hour", DataTypes.LongType);

    private TrainedModel model;

    @BeforeEach
    void train() throws XGBoostError {
        model = new TrainedModel(
                TinyBooster.train(1), TinyBooster.INPUTS, "eta_minutes", TinyBooster.provenance(), "0".repeat(64));
    }

    @Test
    void predictsEachRowAsTheBoosterDoesOneByOne() throws XGBoostError {
        List<Row> rows = rows(20_000);
        Dataset<Row> scored = Scoring.predict(frame(rows).coalesce(1), model, "eta_minutes");
        assertThat(scored.toJavaRDD().getNumPartitions()).as("all slots score").isEqualTo(2);
        List<Row> predicted = scored.orderBy("id").collectAsList();
        assertThat(predicted).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i += 7) {
            Row row = predicted.get(i);
            assertThat(row).isEqualTo(with(rows.get(i), row.getDouble(4)));
            assertThat(row.getDouble(4)).isCloseTo(alone(rows.get(i)), SINGLE_PRECISION);
        }
    }

    /** Through a DMatrix, another way into XGBoost than that of the predictions. */
    private double alone(Row row) throws XGBoostError {
        return model.booster().predict(new DMatrix(numbers(row), 1, 3, Float.NaN))[0][0];
    }

    private static float[] numbers(Row row) {
        List<String> places = List.of("north", "south");
        return new float[] {
            row.isNullAt(3) ? Float.NaN : row.getLong(3),
            row.isNullAt(2) || !places.contains(row.getString(2)) ? Float.NaN : places.indexOf(row.getString(2)),
            row.isNullAt(0) ? Float.NaN : row.getBoolean(0) ? 1 : 0
        };
    }

    /** XGBoost4J-Spark reads vectors by yet another way. */
    @Test
    void predictsWhatXgboostsOwnTransformerDoes() {
        List<Row> rows = rows(300);
        XGBoostRegressionModel transformer = new XGBoostRegressionModel(
                "independent", new ml.dmlc.xgboost4j.scala.Booster(model.booster()), scala.Option.empty());
        transformer.setFeaturesCol("vector");
        transformer.set(transformer.missing(), Float.NaN);
        try {
            List<Double> theirs = transformer
                    .transform(vectors(rows))
                    .select("prediction")
                    .as(Encoders.DOUBLE())
                    .collectAsList();
            assertThat(predictions(frame(rows)))
                    .zipSatisfy(theirs, (ours, their) -> assertThat(ours).isCloseTo(their, SINGLE_PRECISION));
        } finally {
            Reference.reachabilityFence(transformer); // it would free the booster
        }
    }

    private Dataset<Row> vectors(List<Row> rows) {
        List<Row> vectors = rows.stream()
                .map(row -> {
                    float[] numbers = numbers(row);
                    return RowFactory.create(Vectors.dense(numbers[0], numbers[1], numbers[2]));
                })
                .toList();
        StructType schema = new StructType().add("vector", SQLDataTypes.VectorType());
        return SharedSpark.session().createDataFrame(vectors, schema);
    }

    @Test
    void keepsTheRowsAsTheyAreAndAddsADouble() {
        Dataset<Row> predicted = Scoring.predict(frame(rows(3)), model, "eta_minutes");
        assertThat(predicted.schema()).isEqualTo(SCHEMA.add("eta_minutes", DataTypes.DoubleType, false));
    }

    @Test
    void takesUnseenCategoriesAndNullForMissing() {
        List<Row> rows = new ArrayList<>();
        rows.add(RowFactory.create(true, 1, null, 5L));
        rows.add(RowFactory.create(true, 2, "west", 5L));
        rows.add(RowFactory.create(true, 3, "", 5L));
        rows.add(RowFactory.create(true, 4, "north", 5L));
        List<Double> predictions = predictions(frame(rows));
        assertThat(predictions.get(1)).isEqualTo(predictions.get(0));
        assertThat(predictions.get(2)).isEqualTo(predictions.get(0));
        assertThat(predictions.get(3)).isNotEqualTo(predictions.get(0));
    }

    @Test
    void takesNaNForNull() {
        StructType doubles = new StructType()
                .add("rain", DataTypes.BooleanType)
                .add("place", DataTypes.StringType)
                .add("hour", DataTypes.DoubleType);
        Dataset<Row> rows = SharedSpark.session()
                .createDataFrame(List.of(row(null, "north", Double.NaN), row(null, "north", null)), doubles);
        List<Double> predictions = predictions(rows);
        assertThat(predictions.get(0)).isEqualTo(predictions.get(1));
    }

    @Test
    void predictsNoRowsForNoRows() {
        assertThat(predictions(frame(List.of()))).isEmpty();
        assertThat(predictions(frame(rows(5)).repartition(8))).hasSize(5);
    }

    @Test
    void refusesRowsThatLackAnInput() {
        assertThatThrownBy(() -> predictions(frame(rows(1)).drop("hour")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use the model: it was trained on feature hour as a number, but among the features"
                        + " now there is none. Train again, or bring the feature back.");
    }

    @Test
    void refusesATextWhereANumberWasAndTheOtherWayRound() {
        assertThatThrownBy(() -> predictions(frame(rows(1)).selectExpr("cast(hour as string) hour", "place", "rain")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use the model: it was trained on feature hour as a number, but among the features"
                        + " now it is a text. Train again, or bring the feature back.");
        assertThatThrownBy(() -> predictions(frame(rows(1)).selectExpr("hour", "1 as place", "rain")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use the model: it was trained on feature place as a text, but among the features"
                        + " now it is not. Train again, or bring the feature back.");
    }

    @Test
    void encodesEveryKindOfNumber() {
        Encoding encoding = new Encoding(
                List.of(Input.numeric("a"), Input.numeric("b"), Input.numeric("c")),
                SharedSpark.session()
                        .sql("select 1.5BD as a, cast(7 as tinyint) as b, 2.5f as c")
                        .schema());
        float[] numbers = new float[5];
        Row row = SharedSpark.session()
                .sql("select 1.5BD as a, cast(7 as tinyint) as b, 2.5f as c")
                .first();
        encoding.encode(row, numbers, 2);
        assertThat(numbers).containsExactly(0, 0, 1.5f, 7, 2.5f);
        assertThat(encoding.width()).isEqualTo(3);
    }

    private List<Double> predictions(Dataset<Row> rows) {
        return Scoring.predict(rows, model, "prediction").collectAsList().stream()
                .map(row -> row.<Double>getAs("prediction"))
                .toList();
    }

    private static List<Row> rows(int count) {
        Random random = new Random(9);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(RowFactory.create(
                    random.nextInt(9) == 0 ? null : random.nextBoolean(),
                    i,
                    Arrays.asList("north", "south", "west", null).get(random.nextInt(4)),
                    random.nextInt(9) == 0 ? null : (long) random.nextInt(24)));
        }
        return rows;
    }

    private static Dataset<Row> frame(List<Row> rows) {
        return SharedSpark.session().createDataFrame(rows, SCHEMA);
    }

    private static Row with(Row row, double prediction) {
        return row(row.get(0), row.get(1), row.get(2), row.get(3), prediction);
    }

    private static Row row(@Nullable Object... values) {
        return RowFactory.create(values);
    }
}
