package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RegressionQualityTest {

    private static final Source.Label LABEL = new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min"));
    private static final PredictionLoss LOSS = new PredictionLoss(Loss.mae, 0);
    private static final Evaluation EVALUATION = new Evaluation(5, List.of());

    @Test
    void equalsPlainLoops() {
        Random random = new Random(1);
        double[] labels = random.doubles(500, 0, 60).toArray();
        double[] predictions = new double[labels.length];
        Arrays.setAll(predictions, i -> labels[i] + random.nextGaussian() * 6);

        double absolute = 0;
        double squared = 0;
        double signed = 0;
        double relative = 0;
        double good = 0;
        double mean = Arrays.stream(labels).average().orElseThrow();
        double spread = 0;
        for (int i = 0; i < labels.length; i++) {
            double error = predictions[i] - labels[i];
            absolute += Math.abs(error);
            squared += error * error;
            signed += error;
            relative += Math.abs(error) / labels[i];
            good += Math.abs(error) <= 5 ? 1 : 0;
            spread += (labels[i] - mean) * (labels[i] - mean);
        }
        double[] errors = IntStream.range(0, labels.length)
                .mapToDouble(i -> Math.abs(predictions[i] - labels[i]))
                .sorted()
                .toArray();
        Map<String, Double> quality = quality(labels, predictions);
        assertThat(quality.keySet())
                .containsExactly(
                        "mae",
                        "rmse",
                        "r2",
                        "mape",
                        "bias",
                        "within_5_min",
                        "rows",
                        "median_absolute_error",
                        "p90_absolute_error");
        assertThat(quality.get("mae")).isCloseTo(absolute / labels.length, within(1e-9));
        assertThat(quality.get("rmse")).isCloseTo(Math.sqrt(squared / labels.length), within(1e-9));
        assertThat(quality.get("r2")).isCloseTo(1 - squared / spread, within(1e-9));
        assertThat(quality.get("mape")).isCloseTo(relative / labels.length, within(1e-9));
        assertThat(quality.get("bias")).isCloseTo(signed / labels.length, within(1e-9));
        assertThat(quality.get("within_5_min")).isCloseTo(good / labels.length, within(1e-12));
        assertThat(quality.get("rows")).isEqualTo(500);
        // To four significant digits; between two rows, in proportion.
        assertThat(quality.get("median_absolute_error")).isCloseTo((errors[249] + errors[250]) / 2, within(1e-3));
        assertThat(quality.get("p90_absolute_error"))
                .isCloseTo(errors[449] + 0.1 * (errors[450] - errors[449]), within(1e-2));
    }

    @Test
    void measuresWhatIntervalsHold() {
        Random random = new Random(2);
        List<Row> rows = new ArrayList<>();
        double inside = 0;
        double below = 0;
        for (int i = 0; i < 300; i++) {
            double label = 10 + random.nextGaussian();
            inside += label >= 9 && label <= 11.5 ? 1 : 0;
            below += label <= 9 ? 1 : 0;
            rows.add(RowFactory.create(label, 10.0, 9.0, 9.5, 10.0, 10.5, 11.5));
        }
        StructType schema =
                new StructType().add("eta_minutes", DataTypes.DoubleType).add("p", DataTypes.DoubleType);
        for (String level : List.of("05", "25", "50", "75", "95")) {
            schema = schema.add("p_p" + level, DataTypes.DoubleType);
        }
        Map<String, Double> quality =
                RegressionQuality.of(SharedSpark.session().createDataFrame(rows, schema), LABEL, "p", EVALUATION, LOSS);

        assertThat(quality.get("coverage_90")).isCloseTo(inside / 300, within(1e-12));
        assertThat(quality.get("mean_width_90")).isEqualTo(2.5);
        assertThat(quality.get("mean_width_50")).isEqualTo(1);
        assertThat(quality.get("below_p05")).isCloseTo(below / 300, within(1e-12));
    }

    @Test
    void saysNothingOfIntervalsThatAreMissing() {
        Dataset<Row> rows = SharedSpark.session()
                .sql("select 10D as eta_minutes, 12D as p, double(null) as p_p05, double(null) as p_p25,"
                        + " double(null) as p_p50, double(null) as p_p75, double(null) as p_p95");

        assertThat(RegressionQuality.of(rows, LABEL, "p", EVALUATION, LOSS).keySet())
                .noneMatch(name -> name.contains("coverage") || name.contains("width") || name.contains("below"));
    }

    @Test
    void isTheSameHoweverTheRowsAreDistributed() {
        Dataset<Row> rows = SharedSpark.session()
                .range(2000)
                .selectExpr("10 + 30 * rand(1) as eta_minutes", "10 + 30 * rand(2) as p")
                .cache();

        assertThat(RegressionQuality.of(rows.repartition(7), LABEL, "p", EVALUATION, LOSS))
                .isEqualTo(RegressionQuality.of(rows.coalesce(1).orderBy("p"), LABEL, "p", EVALUATION, LOSS));
    }

    @Test
    void countsAnErrorOfExactlyTheBoundAsGood() {
        assertThat(quality(new double[] {10, 10}, new double[] {15, 15.001}).get("within_5_min"))
                .isEqualTo(0.5);
    }

    @Test
    void hasNoCoefficientOfDeterminationWhereAllLabelsAreTheSame() {
        assertThat(quality(new double[] {10, 10}, new double[] {9, 10}))
                .doesNotContainKey("r2")
                .containsKeys("mae", "rmse", "within_5_min", "rows");
        assertThat(quality(new double[] {10}, new double[] {10})).doesNotContainKey("r2");
    }

    /** The square of 3e8 has 17 digits before the point. */
    @Test
    void countsErrorsAboveAHundredMillion() {
        Map<String, Double> quality = quality(new double[] {10, 10}, new double[] {12, 3e8 + 10});
        assertThat(quality.get("rmse")).isEqualTo(Math.sqrt((4 + 9e16) / 2));
        assertThat(quality.get("mae")).isEqualTo(1.5e8 + 1);
        assertThat(quality.get("bias")).isEqualTo(1.5e8 + 1);
    }

    @Test
    void refusesErrorsThatCannotBeAddedUp() {
        assertThatThrownBy(() -> quality(new double[] {10, 10}, new double[] {12, 2e16}))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED))
                .hasMessage("Cannot judge predictions of eta_minutes: one is off by 2.00e+16, and errors from 1e+16 on"
                        + " cannot be added up. Look for its row, and quarantine what cannot be by checks.quarantine.");
    }

    @Test
    void takesLabelsThatAreWholeNumbers() {
        Dataset<Row> rows = SharedSpark.session().sql("select 10 as eta_minutes, 12.5D as p");
        assertThat(RegressionQuality.of(rows, LABEL, "p", EVALUATION, LOSS).get("mae"))
                .isEqualTo(2.5);
    }

    private static Map<String, Double> quality(double[] labels, double[] predictions) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            rows.add(RowFactory.create(labels[i], predictions[i]));
        }
        StructType schema =
                new StructType().add("eta_minutes", DataTypes.DoubleType).add("p", DataTypes.DoubleType);
        return RegressionQuality.of(SharedSpark.session().createDataFrame(rows, schema), LABEL, "p", EVALUATION, LOSS);
    }
}
