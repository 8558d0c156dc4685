package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.ClassificationQuality.Confusion;
import dev.waybill.common.section.Loss;
import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.Reliability;
import dev.waybill.common.stats.RocArea;
import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What scikit-learn 1.5.2 says of the same rows; tests/golden/classification.py made the file. */
class ClassificationQualityTest {

    private static final Offset<Double> CLOSE = within(1e-9);
    private static final PredictionLoss LOSS = new PredictionLoss(Loss.log_loss, 0);
    private static final JsonNode GOLDEN = golden();
    private static final Map<JsonNode, ClassificationQuality> FOUND = new HashMap<>();

    private static Stream<JsonNode> cases() {
        return StreamSupport.stream(GOLDEN.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void metricsAreThoseOfScikitLearn(JsonNode golden) {
        Map<String, Double> found = quality(golden).metrics();

        JsonNode metrics = golden.get("metrics");
        assertThat(metrics).hasSize(11);
        metrics.fields()
                .forEachRemaining(metric -> assertThat(found.get(metric.getKey()))
                        .as(metric.getKey())
                        .isCloseTo(metric.getValue().asDouble(), CLOSE));
        Stream.of(
                        "calibration_error",
                        "brier_reliability",
                        "brier_resolution",
                        "brier_uncertainty",
                        "brier_within_bins")
                .forEach(name -> assertThat(found.get(name))
                        .as(name)
                        .isCloseTo(golden.get(name).asDouble(), CLOSE));
        assertThat(found.get("bias"))
                .isCloseTo(
                        metrics.get("mean_probability").asDouble()
                                - metrics.get("base_rate").asDouble(),
                        CLOSE);
        assertThat(found.get("rows")).isEqualTo(golden.get("labels").size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void binsAreThoseOfScikitLearn(JsonNode golden) {
        List<Reliability.Bin> bins = quality(golden).ranks().reliability().bins();

        assertThat(bins).hasSize(golden.get("bins").size());
        for (int i = 0; i < bins.size(); i++) {
            JsonNode bin = golden.get("bins").get(i);
            assertThat(bins.get(i).rows()).isEqualTo(bin.get(0).asLong());
            assertThat(bins.get(i).meanProbability()).isCloseTo(bin.get(1).asDouble(), CLOSE);
            assertThat(bins.get(i).rate()).isCloseTo(bin.get(2).asDouble(), CLOSE);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsAndGainsAndTheAreasErrorAreThoseOfScikitLearnAndNumPy(JsonNode golden) {
        ClassificationQuality quality = quality(golden);

        JsonNode confusion = golden.get("confusion");
        assertThat(quality.confusion())
                .isEqualTo(new Confusion(
                        confusion.get(0).asLong(),
                        confusion.get(1).asLong(),
                        confusion.get(2).asLong(),
                        confusion.get(3).asLong()));
        Gains gains = quality.ranks().gains();
        for (int slices = 0; slices <= Gains.SLICES; slices++) {
            assertThat(gains.found(slices))
                    .as("hundredths: " + slices)
                    .isCloseTo(golden.get("gains").get(slices).asDouble(), CLOSE);
        }
        assertThat(quality.ranks().area().orElseThrow().standardError())
                .isCloseTo(golden.get("auc_standard_error").asDouble(), CLOSE);
    }

    @Test
    void isTheSameHoweverTheRowsAreDistributed() {
        JsonNode golden = GOLDEN.get(2);
        Dataset<Row> rows = rows(golden);

        ClassificationQuality whole = quality(golden);
        assertThat(quality(rows.orderBy(functions.col("p").desc()).repartition(7), golden))
                .isEqualTo(whole);
        rows.sparkSession().conf().set("spark.sql.shuffle.partitions", "1");
        try {
            assertThat(quality(rows.repartition(3, functions.col("late")), golden))
                    .isEqualTo(whole);
        } finally {
            rows.sparkSession().conf().set("spark.sql.shuffle.partitions", "2");
        }
    }

    @Test
    void orderAloneTellsTheAreaThePrecisionAndTheGains() {
        Dataset<Row> rows = rows(GOLDEN.get(0));

        ClassificationQuality plain = quality(rows, 0.5);
        ClassificationQuality cubed = quality(rows.withColumn("p", functions.expr("p * p * p")), 0.5);
        assertThat(cubed.ranks().area()).isEqualTo(plain.ranks().area());
        assertThat(cubed.ranks().averagePrecision()).isEqualTo(plain.ranks().averagePrecision());
        assertThat(cubed.ranks().gains()).isEqualTo(plain.ranks().gains());
        assertThat(cubed.metrics().get("log_loss")).isNotEqualTo(plain.metrics().get("log_loss"));
        assertThat(cubed.metrics().get("calibration_error"))
                .isGreaterThan(plain.metrics().get("calibration_error"));
    }

    /** The other way round, a pair in order is one that is not. */
    @Test
    void theReverseHasTheOtherArea() {
        Dataset<Row> rows = rows(GOLDEN.get(1));

        RocArea plain = quality(rows, 0.5).ranks().area().orElseThrow();
        RocArea reverse = quality(rows.withColumn("p", functions.expr("1 - p")), 0.5)
                .ranks()
                .area()
                .orElseThrow();
        assertThat(reverse.area()).isCloseTo(1 - plain.area(), within(1e-12));
        assertThat(reverse.standardError()).isCloseTo(plain.standardError(), within(1e-12));
    }

    @Test
    void judgesSeveralPredictionsAsThoughEachWereAlone() {
        Dataset<Row> rows =
                rows(GOLDEN.get(0)).withColumn("half", functions.lit(0.5)).withColumn("q", functions.expr("1 - p"));
        Map<String, DecisionThreshold> decisions = new LinkedHashMap<>();
        decisions.put("half", new DecisionThreshold(0.5, "fixed"));
        decisions.put("p", new DecisionThreshold(0.3, "fixed"));
        decisions.put("q", new DecisionThreshold(0.8, "fixed"));

        Map<String, ClassificationQuality> found = ClassificationQuality.of(rows, "late", decisions, LOSS);

        assertThat(found.keySet()).containsExactly("half", "p", "q");
        decisions.forEach((column, decision) -> assertThat(found.get(column))
                .isEqualTo(ClassificationQuality.of(rows, "late", Map.of(column, decision), LOSS)
                        .get(column)));
        Map<String, Double> half = Objects.requireNonNull(found.get("half")).metrics();
        assertThat(half).containsEntry("auc", 0.5);
        assertThat(half.get("lift_top_decile")).isCloseTo(1, CLOSE);
        assertThat(half.get("log_loss")).isCloseTo(Math.log(2), CLOSE);
    }

    @Test
    void hasNoAreaOfOneClass() {
        Dataset<Row> rows = SharedSpark.session().sql("select * from values (0, 0.9D), (0, 0.2D) as t (late, p)");

        ClassificationQuality quality = quality(rows, 0.5);
        assertThat(quality.metrics())
                .doesNotContainKeys("auc", "average_precision", "recall", "lift_top_decile")
                .containsEntry("accuracy", 0.5)
                .containsEntry("precision", 0.0)
                .containsEntry("base_rate", 0.0);
        assertThat(quality.ranks().area()).isEmpty();
        assertThat(quality(rows.withColumn("late", functions.lit(1)), 0.5).metrics())
                .doesNotContainKeys("auc", "average_precision")
                .containsEntry("recall", 0.5);
    }

    @Test
    void saysThatThereAreNoRows() {
        Dataset<Row> rows = SharedSpark.session().sql("select 0 as late, 0.5D as p where 1 = 0");

        assertThat(quality(rows, 0.5).metrics()).containsOnly(Map.entry("rows", 0.0));
    }

    private static ClassificationQuality quality(JsonNode golden) {
        return FOUND.computeIfAbsent(golden, any -> quality(rows(golden), golden));
    }

    private static ClassificationQuality quality(Dataset<Row> rows, JsonNode golden) {
        return quality(rows, golden.get("threshold").asDouble());
    }

    private static ClassificationQuality quality(Dataset<Row> rows, double threshold) {
        return Objects.requireNonNull(
                ClassificationQuality.of(rows, "late", Map.of("p", new DecisionThreshold(threshold, "fixed")), LOSS)
                        .get("p"));
    }

    private static Dataset<Row> rows(JsonNode golden) {
        List<Row> rows = new ArrayList<>();
        IntStream.range(0, golden.get("labels").size())
                .forEach(i -> rows.add(RowFactory.create(
                        golden.get("labels").get(i).asInt(),
                        golden.get("probabilities").get(i).asDouble())));
        return SharedSpark.session().createDataFrame(rows, StructType.fromDDL("late int, p double"));
    }

    private static JsonNode golden() {
        try (InputStream file = Objects.requireNonNull(
                ClassificationQualityTest.class.getResourceAsStream("golden-classification.json"))) {
            return JsonFile.JSON.readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
