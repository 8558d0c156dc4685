package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.waybill.common.conf.Evaluation;
import dev.waybill.common.conf.KnownAt;
import dev.waybill.common.conf.Loss;
import dev.waybill.common.conf.Source;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.evaluate.Segment.Estimate;
import dev.waybill.jobs.evaluate.SegmentTable.Gap;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    private static final PredictionLoss LOSS = new PredictionLoss(Loss.mae, 0);
    private static final Source SOURCE = new Source(
            "trips",
            "csv",
            "trips.csv",
            Map.of(),
            ZoneId.of("America/New_York"),
            Map.of(
                    "id", new Source.Column("id", KnownAt.request),
                    "at", new Source.Column("at", KnownAt.request)),
            List.of("id"),
            "at",
            new Source.Label("eta", "id", "at", Optional.of("min")));

    private static final Evaluation EVALUATION = new Evaluation(5, List.of());

    /** Three days; vehicle a is off by 0 to 4 minutes, b by 0 to 8; the naive guess is always off by 10. */
    private static final Dataset<Row> ROWS = SharedSpark.session()
            .range(4000)
            .selectExpr(
                    "id",
                    "timestamp_seconds(1583712000 + id * 65) as at",
                    "if(id % 4 = 0, 'a', 'b') as vehicle",
                    "20D as eta",
                    "20 + if(id % 4 = 0, 4, 8) * rand(3) as _prediction",
                    "30D as _naive")
            .withColumn("event_date", functions.to_date(functions.col("at")))
            .cache();

    private static final List<Cut> CUTS = List.of(
            new Cut(Cut.ALL, functions.lit(Cut.ALL)),
            new Cut("vehicle", functions.col("vehicle")),
            new Cut(Cut.HOUR, functions.date_format(functions.col("at"), "yyyy-MM-dd HH")));

    private static Dataset<Row> segments(Dataset<Row> rows) {
        return Segments.of(rows, CUTS, SOURCE, EVALUATION, "_naive", LOSS);
    }

    @Test
    void measuresEachSegmentAsThoughItWereAlone() {
        SegmentTable table = SegmentTable.read(segments(ROWS), 500);
        Row plain = ROWS.where("vehicle = 'b'")
                .selectExpr(
                        "count(1)",
                        "avg(abs(_prediction - eta))",
                        "avg(_prediction - eta)",
                        "1 - avg(abs(_prediction - eta)) / 10",
                        "percentile(abs(_prediction - eta), 0.9)")
                .first();

        Segment b = table.of("vehicle").get(0);
        assertThat(b.value()).as("the worst first").isEqualTo("b");
        assertThat(b.rows()).isEqualTo(plain.getLong(0));
        assertThat(b.mae()).isCloseTo(plain.getDouble(1), within(1e-9));
        assertThat(value(b, "bias")).isCloseTo(plain.getDouble(2), within(1e-9));
        assertThat(value(b, "skill")).isCloseTo(plain.getDouble(3), within(1e-9));
        assertThat(value(b, "p90_absolute_error")).isCloseTo(plain.getDouble(4), within(1e-2));
        assertThat(table.all().rows()).isEqualTo(4000);
    }

    private static double value(Segment segment, String metric) {
        return segment.metric(metric).map(Estimate::value).orElseThrow();
    }

    @Test
    void givesIntervalsAroundTheFigure() {
        Estimate mae =
                SegmentTable.read(segments(ROWS), 500).all().metric("mae").orElseThrow();

        assertThat(mae.value()).isBetween(mae.lower(), mae.upper());
        // Rows do not depend on each other here, so that the central limit theorem tells the width as well.
        double deviation =
                ROWS.selectExpr("stddev(abs(_prediction - eta))").first().getDouble(0);
        assertThat(mae.upper() - mae.lower()).isCloseTo(2 * 1.96 * deviation / Math.sqrt(4000), withinPercentage(20));
    }

    @Test
    void givesNoIntervalsWhereThereAreTooFewBlocks() {
        List<Segment> hours = SegmentTable.read(segments(ROWS), 500).of(Cut.HOUR);

        assertThat(hours).hasSizeGreaterThan(48);
        assertThat(hours)
                .as("an hour has six blocks of ten minutes")
                .allMatch(hour -> hour.metric("mae").orElseThrow().interval().isEmpty());
        assertThat(hours).isSortedAccordingTo((left, right) -> left.value().compareTo(right.value()));
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

    @Test
    void comparesSegmentsOfEnoughRowsOnly() {
        Dataset<Row> segments = segments(ROWS);

        Gap gap = SegmentTable.read(segments, 500).gap("vehicle").orElseThrow();
        assertThat(gap.worst().value()).isEqualTo("b");
        assertThat(gap.best().value()).isEqualTo("a");
        assertThat(gap.difference()).isCloseTo(gap.worst().mae() - gap.best().mae(), within(1e-12));
        assertThat(gap.ratio()).isBetween(1.8, 2.2);
        assertThat(SegmentTable.read(segments, 1001).gap("vehicle"))
                .as("a has 1,000 rows")
                .isEmpty();
    }

    @Test
    void showsOfManySegmentsTheWorstAndTheBest() {
        List<Cut> cuts =
                List.of(new Cut(Cut.ALL, functions.lit(Cut.ALL)), new Cut("tens", functions.expr("string(id div 40)")));
        SegmentTable table = SegmentTable.read(Segments.of(ROWS, cuts, SOURCE, EVALUATION, "_naive", LOSS), 1);

        assertThat(table.of("tens")).hasSize(15);
        assertThat(table.gap("tens").orElseThrow().compared()).isEqualTo(100);
    }
}
