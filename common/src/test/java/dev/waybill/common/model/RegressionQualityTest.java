package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.conf.Evaluation;
import dev.waybill.common.conf.Source;
import dev.waybill.common.table.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RegressionQualityTest {

    private static final Source.Label LABEL = new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min"));
    private static final Evaluation EVALUATION = new Evaluation(5, List.of());

    @Test
    void equalsPlainLoops() {
        Random random = new Random(1);
        double[] labels = random.doubles(500, 0, 60).toArray();
        double[] predictions = new double[labels.length];
        Arrays.setAll(predictions, i -> labels[i] + random.nextGaussian() * 6);

        double absolute = 0;
        double squared = 0;
        double good = 0;
        double mean = Arrays.stream(labels).average().orElseThrow();
        double spread = 0;
        for (int i = 0; i < labels.length; i++) {
            double error = predictions[i] - labels[i];
            absolute += Math.abs(error);
            squared += error * error;
            good += Math.abs(error) <= 5 ? 1 : 0;
            spread += (labels[i] - mean) * (labels[i] - mean);
        }
        Map<String, Double> quality = quality(labels, predictions);
        assertThat(quality.keySet()).containsExactly("mae", "rmse", "r2", "within_5_min", "rows");
        assertThat(quality.get("mae")).isCloseTo(absolute / labels.length, within(1e-9));
        assertThat(quality.get("rmse")).isCloseTo(Math.sqrt(squared / labels.length), within(1e-9));
        assertThat(quality.get("r2")).isCloseTo(1 - squared / spread, within(1e-9));
        assertThat(quality.get("within_5_min")).isCloseTo(good / labels.length, within(1e-12));
        assertThat(quality.get("rows")).isEqualTo(500);
    }

    @Test
    void countsAnErrorOfExactlyTheBoundAsGood() {
        assertThat(quality(new double[] {10, 10}, new double[] {15, 15.001}).get("within_5_min"))
                .isEqualTo(0.5);
    }

    @Test
    void hasNoCoefficientOfDeterminationWhereAllLabelsAreTheSame() {
        assertThat(quality(new double[] {10, 10}, new double[] {9, 10}))
                .containsOnlyKeys("mae", "rmse", "within_5_min", "rows");
        assertThat(quality(new double[] {10}, new double[] {10})).doesNotContainKey("r2");
    }

    @Test
    void takesLabelsThatAreWholeNumbers() {
        Dataset<Row> rows = SharedSpark.session().sql("select 10 as eta_minutes, 12.5D as p");
        assertThat(RegressionQuality.of(rows, LABEL, "p", EVALUATION).get("mae"))
                .isEqualTo(2.5);
    }

    @Test
    void namesWhatItMeasuresAndWhichWayIsBetter() {
        assertThat(RegressionQuality.names(EVALUATION, LABEL))
                .containsExactly("mae", "rmse", "r2", "within_5_min", "rows");
        assertThat(RegressionQuality.names(EVALUATION, LABEL).stream().filter(RegressionQuality::lessIsBetter))
                .containsExactly("mae", "rmse");
    }

    private static Map<String, Double> quality(double[] labels, double[] predictions) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            rows.add(RowFactory.create(labels[i], predictions[i]));
        }
        StructType schema =
                new StructType().add("eta_minutes", DataTypes.DoubleType).add("p", DataTypes.DoubleType);
        return RegressionQuality.of(SharedSpark.session().createDataFrame(rows, schema), LABEL, "p", EVALUATION);
    }
}
