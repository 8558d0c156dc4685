package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import java.sql.Date;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 20,000 rows of a label with some structure and an error of mean 3.19, beside columns of pure noise. */
class NoiseCategoriesTest {

    private static final int ROWS = 20_000;
    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("event_date", DataTypes.DateType)
            .add("hour", DataTypes.DoubleType)
            .add("km", DataTypes.DoubleType)
            .add("area", DataTypes.StringType)
            .add("noise_8000", DataTypes.StringType)
            .add("noise_400", DataTypes.StringType)
            .add("noise_15", DataTypes.StringType)
            .add("y", DataTypes.DoubleType);

    private static Dataset<Row> rows = SharedSpark.session().emptyDataFrame();
    private static double without;

    @BeforeAll
    static void makeRows() {
        rows = SharedSpark.session().createDataFrame(generated(), SCHEMA).cache();
        without = meanAbsoluteError("hour", "km", "area");
    }

    @Test
    void thousandsOfLevelsCostNothing() {
        assertThat(meanAbsoluteError("hour", "km", "area", "noise_8000")).isLessThan(1.01 * without);
    }

    @Test
    void hundredsOfLevelsCostNothing() {
        assertThat(meanAbsoluteError("hour", "km", "area", "noise_400")).isLessThan(1.01 * without);
    }

    @Test
    void aDozenLevelsCostNothing() {
        assertThat(meanAbsoluteError("hour", "km", "area", "noise_15")).isLessThan(1.01 * without);
    }

    /** Half of the rows are of the training date, the others are judged. */
    private static List<Row> generated() {
        Random random = new Random(5);
        List<Row> generated = new ArrayList<>();
        for (int i = 0; i < 2 * ROWS; i++) {
            double hour = random.nextInt(24);
            double km = random.nextDouble() * 10;
            int area = random.nextInt(6);
            generated.add(RowFactory.create(
                    i,
                    Date.valueOf(i < ROWS ? "2020-03-01" : "2020-03-02"),
                    hour,
                    km,
                    "area " + area,
                    "level " + random.nextInt(8000),
                    "level " + random.nextInt(400),
                    "level " + random.nextInt(15),
                    20 + 4 * Math.sin(hour / 4) + km + 2.0 * area + 4 * random.nextGaussian()));
        }
        return generated;
    }

    private static double meanAbsoluteError(String... features) {
        TrainingSpec spec = new TrainingSpec(
                Task.regression,
                List.of("id"),
                "y",
                List.of(features),
                Bound.of(SplitByDate.class, "{train: 2020-03-01/2020-03-01, test: 2020-03-02/2020-03-02}"),
                Bound.of(Model.class, "{objective: reg:squarederror, num_round: 60, max_depth: 6}"));
        Fit fit = Fit.of(rows, List.of(spec), what -> {}, curve -> {});
        return Scoring.predict(rows.where(spec.split().condition(Part.test)), model(fit, spec), "predicted")
                .selectExpr("avg(abs(predicted - y))")
                .first()
                .getDouble(0);
    }

    private static TrainedModel model(Fit fit, TrainingSpec spec) {
        Provenance provenance = new Provenance(
                "run",
                Instant.EPOCH,
                "",
                new TableVersion("features", "id", 0),
                "",
                spec.task(),
                spec.key(),
                spec.split(),
                spec.model(),
                Map.of());
        return TrainedModel.of(fit.booster(), fit.inputs(), "y", provenance, Optional.empty());
    }
}
