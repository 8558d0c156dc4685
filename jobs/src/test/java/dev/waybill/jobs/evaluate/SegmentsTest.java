package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.QualitySums;
import dev.waybill.common.section.Evaluation;
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

    private static final QualitySums SUMS = ErrorSums.of(SOURCE.label(), new Evaluation(5, List.of()), LOSS);

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

    private static final List<Segmentation> CUTS = List.of(
            new Segmentation(Segmentation.ALL, functions.lit(Segmentation.ALL)),
            new Segmentation("vehicle", functions.col("vehicle")),
            new Segmentation(Segmentation.HOUR, functions.date_format(functions.col("at"), "yyyy-MM-dd HH")));

    private static final Dataset<Row> SEGMENTS = segments(ROWS).cache();

    private static Dataset<Row> segments(Dataset<Row> rows) {
        return Segments.of(rows, CUTS, SOURCE, "_naive", SUMS, 42);
    }

    @Test
    void measuresEachSegmentAsThoughItWereAlone() {
        SegmentTable table = SegmentTable.read(SEGMENTS, 500);
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
        assertThat(b.meanError()).isCloseTo(plain.getDouble(1), within(1e-9));
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
        Estimate mae = SegmentTable.read(SEGMENTS, 500).all().metric("mae").orElseThrow();

        assertThat(mae.value()).isBetween(mae.lower(), mae.upper());
        // Rows do not depend on each other here, so that the central limit theorem tells the width as well.
        double deviation =
                ROWS.selectExpr("stddev(abs(_prediction - eta))").first().getDouble(0);
        assertThat(mae.upper() - mae.lower()).isCloseTo(2 * 1.96 * deviation / Math.sqrt(4000), withinPercentage(20));
    }

    @Test
    void givesNoIntervalsWhereThereAreTooFewBlocks() {
        List<Segment> hours = SegmentTable.read(SEGMENTS, 500).of(Segmentation.HOUR);

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
        Gap gap = SegmentTable.read(SEGMENTS, 500).gap("vehicle").orElseThrow();
        assertThat(gap.worst().value()).isEqualTo("b");
        assertThat(gap.best().value()).isEqualTo("a");
        assertThat(gap.measured()).isCloseTo(gap.worst().measured() - gap.best().measured(), within(1e-12));
        assertThat(gap.difference()).as("hardly any of it is chance").isCloseTo(gap.measured(), withinPercentage(1));
        assertThat(gap.interval().orElseThrow().lower()).isBetween(1.7, gap.difference());
        assertThat(gap.sampling()).as("three days are not enough").hasValue(Sampling.TEN_MINUTES);
        assertThat(gap.ratio()).isBetween(1.8, 2.2);
        assertThat(SegmentTable.read(SEGMENTS, 1001).gap("vehicle"))
                .as("a has 1,000 rows")
                .isEmpty();
    }

    @Test
    void showsOfManySegmentsTheWorstAndTheBest() {
        List<Segmentation> segmentations = List.of(
                new Segmentation(Segmentation.ALL, functions.lit(Segmentation.ALL)),
                new Segmentation("tens", functions.expr("string(id div 40)")));
        SegmentTable table = SegmentTable.read(Segments.of(ROWS, segmentations, SOURCE, "_naive", SUMS, 42), 1);

        assertThat(table.of("tens")).hasSize(15);
        assertThat(table.gap("tens").orElseThrow().compared()).isEqualTo(100);
    }

    /** A hundred segments are of a alone or of b alone; each of 75 others has a quarter of a. */
    @Test
    void takesChanceOutOfTheLargestGap() {
        List<Segmentation> segmentations = List.of(
                Segmentation.everything(),
                new Segmentation("alike", functions.expr("string(id div 4 % 75)")),
                new Segmentation("different", functions.expr("string(id % 100)")));

        SegmentTable table = SegmentTable.read(Segments.of(ROWS, segmentations, SOURCE, "_naive", SUMS, 42), 1);

        Gap none = table.gap("alike").orElseThrow();
        assertThat(none.compared()).isEqualTo(75);
        assertThat(none.measured()).isGreaterThan(1.2);
        assertThat(none.difference()).isBetween(0.0, 0.4);
        assertThat(none.isBeyondChance()).isFalse();
        Gap two = table.gap("different").orElseThrow();
        assertThat(two.difference()).as("4 less 2, and chance").isBetween(1.8, two.measured());
        assertThat(two.isBeyondChance()).isTrue();
    }

    /**
     * Ten days, each off by its own number of minutes, and vehicle b by one more on all of them: the interval of the
     * average is as wide as days differ, that of b against all rows has hardly a width. 2.262157 is the quantile of
     * Student's t with 9 degrees of freedom.
     */
    @Test
    void goesByDaysWhereThereAreEnough() {
        List<Integer> minutes = List.of(3, 5, 4, 8, 2, 6, 5, 3, 7, 4);
        Dataset<Row> days = SharedSpark.session()
                .range(2000)
                .selectExpr(
                        "id",
                        "timestamp_seconds(1583712000 + id * 432) as at",
                        "if(id % 2 = 0, 'a', 'b') as vehicle",
                        "20D as eta",
                        "30D as _naive",
                        "array(3, 5, 4, 8, 2, 6, 5, 3, 7, 4)[int(id div 200)] as minutes")
                .withColumn("_prediction", functions.expr("20D + minutes + int(vehicle = 'b')"))
                .withColumn("event_date", functions.to_date(functions.col("at")));

        SegmentTable table = SegmentTable.read(Segments.of(days, CUTS, SOURCE, "_naive", SUMS, 42), 500);

        double mean = minutes.stream().mapToInt(each -> each).average().orElseThrow();
        double squares =
                minutes.stream().mapToDouble(each -> Math.pow(each - mean, 2)).sum();
        Segment all = table.all();
        Estimate mae = all.metric("mae").orElseThrow();
        assertThat(all.sampling()).hasValue(Sampling.DAYS);
        assertThat(all.days()).isEqualTo(10);
        assertThat(mae.value()).isCloseTo(mean + 0.5, within(1e-9));
        assertThat(mae.upper() - mae.value())
                .as("at least that of days which do not depend on each other")
                .isGreaterThanOrEqualTo(2.262157 * Math.sqrt(squares / 90) - 1e-6)
                .isLessThan(2);
        assertThat(all.metric("coverage_90")).isEmpty();
        Estimate deviation = table.of("vehicle").get(0).metric("mae_deviation").orElseThrow();
        assertThat(deviation.value()).isCloseTo(0.5, within(1e-9));
        assertThat(deviation.upper() - deviation.lower()).isLessThan(1e-6);
        Gap gap = table.gap("vehicle").orElseThrow();
        assertThat(gap.sampling()).hasValue(Sampling.DAYS);
        assertThat(gap.difference()).isCloseTo(1, within(0.1));
        assertThat(gap.isBeyondChance()).isTrue();
    }

    @Test
    void saysWhatIntervalsSpeakOf() {
        assertThat(SegmentTable.read(SEGMENTS, 500).all().sampling()).hasValue(Sampling.TEN_MINUTES);
        assertThat(Sampling.TEN_MINUTES.sentence(3))
                .isEqualTo("Intervals are for these 3 days alone: day-to-day variation is not in them."
                        + " From 7 test days on, they are by days.");
        assertThat(Sampling.TEN_MINUTES.sentence(1)).startsWith("Intervals are for this day alone: ");
        assertThat(Sampling.DAYS.sentence(10))
                .isEqualTo("Intervals are by days: they say what other days like these 10 would give.");
    }
}
