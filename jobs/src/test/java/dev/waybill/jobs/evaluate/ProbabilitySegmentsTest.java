package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.ProbabilitySums;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.evaluate.Segment.Estimate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ProbabilitySegmentsTest {

    private static final Source SOURCE = new Source(
            "trips",
            "csv",
            "trips.csv",
            Map.of(),
            ZoneId.of("UTC"),
            Map.of(
                    "id", new Source.Column("id", KnownAt.request),
                    "at", new Source.Column("at", KnownAt.request)),
            List.of("id"),
            "at",
            new Source.Label("late", "id", "at", Optional.empty()));

    private static final ProbabilitySums SUMS = new ProbabilitySums("late", 0.5, new PredictionLoss(Loss.log_loss, 0));

    /** Ten days. Of vehicle a, the probability is right; of b, it is 0.3 too high; the naive guess is always a half. */
    private static final Dataset<Row> ROWS = SharedSpark.session()
            .range(6000)
            .selectExpr("id", "if(id % 3 = 0, 'a', 'b') as vehicle", "timestamp_seconds(1583712000 + id * 144) as at")
            .withColumn("truth", functions.expr("0.1 + 0.5 * rand(5)"))
            .withColumn("late", functions.expr("int(rand(6) < truth)"))
            .withColumn("_prediction", functions.expr("truth + if(vehicle = 'a', 0, 0.3)"))
            .withColumn("_naive", functions.lit(0.5))
            .withColumn("event_date", functions.to_date(functions.col("at")))
            .cache();

    private static final List<Segmentation> CUTS =
            List.of(Segmentation.everything(), new Segmentation("vehicle", functions.col("vehicle")));

    private static final Dataset<Row> SEGMENTS = segments(ROWS).cache();

    private static Dataset<Row> segments(Dataset<Row> rows) {
        return Segments.of(rows, CUTS, SOURCE, "_naive", SUMS, 42);
    }

    @Test
    void measuresEachSegmentAsThoughItWereAlone() {
        Row plain = ROWS.where("vehicle = 'b'")
                .selectExpr(
                        "count(1)",
                        "avg(-ln(if(late = 1, _prediction, 1 - _prediction)))",
                        "avg(pow(_prediction - late, 2))",
                        "avg(late)",
                        "avg(_prediction)",
                        "avg(double((_prediction >= 0.5) = (late = 1)))",
                        "count_if(_prediction >= 0.5 and late = 1) / count_if(_prediction >= 0.5)",
                        "count_if(_prediction >= 0.5 and late = 1) / count_if(late = 1)")
                .first();

        Segment b = SegmentTable.read(SEGMENTS, 500).of("vehicle").get(0);
        assertThat(b.value()).as("the worst first").isEqualTo("b");
        assertThat(b.rows()).isEqualTo(plain.getLong(0));
        assertThat(b.meanError()).isCloseTo(plain.getDouble(1), within(1e-9));
        assertThat(value(b, "log_loss")).isEqualTo(b.meanError());
        assertThat(value(b, "brier")).isCloseTo(plain.getDouble(2), within(1e-9));
        assertThat(value(b, "base_rate")).isCloseTo(plain.getDouble(3), within(1e-12));
        assertThat(value(b, "mean_probability")).isCloseTo(plain.getDouble(4), within(1e-9));
        assertThat(value(b, "bias"))
                .isCloseTo(plain.getDouble(4) - plain.getDouble(3), within(1e-9))
                .isCloseTo(0.3, within(0.03));
        assertThat(value(b, "accuracy")).isCloseTo(plain.getDouble(5), within(1e-12));
        assertThat(value(b, "precision")).isCloseTo(plain.getDouble(6), within(1e-12));
        assertThat(value(b, "recall")).isCloseTo(plain.getDouble(7), within(1e-12));
        assertThat(value(b, "skill")).isCloseTo(1 - plain.getDouble(1) / Math.log(2), within(1e-9));
        assertThat(b.metric("mae")).as("no error of a quantity").isEmpty();
        assertThat(b.metric("p90_absolute_error")).isEmpty();
    }

    private static double value(Segment segment, String metric) {
        return segment.metric(metric).map(Estimate::value).orElseThrow();
    }

    @Test
    void givesIntervalsByDays() {
        Segment all = SegmentTable.read(SEGMENTS, 500).all();
        Estimate loss = all.error().orElseThrow();

        assertThat(all.sampling()).hasValue(Sampling.DAYS);
        assertThat(loss.value()).isBetween(loss.lower(), loss.upper());
        // Days do not differ here, so that the central limit theorem tells the width as well, but for Student's t.
        double deviation = ROWS.selectExpr("stddev(-ln(if(late = 1, _prediction, 1 - _prediction)))")
                .first()
                .getDouble(0);
        assertThat(loss.upper() - loss.lower()).isCloseTo(2 * 2.26 * deviation / Math.sqrt(6000), withinPercentage(80));
        assertThat(all.metric("precision").flatMap(Estimate::interval)).isPresent();
    }

    @Test
    void comparesSegmentsByTheirLogLoss() {
        SegmentTable table = SegmentTable.read(SEGMENTS, 500);

        Gap gap = table.gap("vehicle").orElseThrow();
        assertThat(gap.worst().value()).isEqualTo("b");
        assertThat(gap.measured())
                .isCloseTo(
                        table.of("vehicle").get(0).meanError()
                                - table.of("vehicle").get(1).meanError(),
                        within(1e-12));
        assertThat(gap.difference()).as("hardly any of it is chance").isCloseTo(gap.measured(), withinPercentage(5));
        assertThat(gap.isBeyondChance()).isTrue();
    }

    @Test
    void isTheSameHoweverTheRowsAreDistributed() {
        assertThat(texts(segments(ROWS.repartition(5, functions.col("vehicle")))))
                .isEqualTo(
                        texts(segments(ROWS.orderBy(functions.col("id").desc()).coalesce(1))));
    }

    private static List<String> texts(Dataset<Row> segments) {
        return segments.orderBy("segment", "segment_value", "metric")
                .selectExpr("to_json(struct(*))")
                .as(Encoders.STRING())
                .collectAsList();
    }
}
