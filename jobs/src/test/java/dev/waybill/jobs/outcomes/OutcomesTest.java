package dev.waybill.jobs.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trips of one day of March 2020, one each minute, by a model that always says ten minutes; looked at two hours after the day.
 * The trips take a tenth of an hour, or, each fourth of them, five hours: of these, the late ones are not in.
 */
class OutcomesTest {

    private static final LocalDate DAY = LocalDate.of(2020, 3, 12);
    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final Instant MIDNIGHT = DAY.atStartOfDay(ZONE).toInstant();
    private static final int TRIPS = 24 * 60;

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

    @Test
    void countLabelsThatAreInForThoseThatAreNot() {
        scored();
        known(26);
        DayFigures day = run(26).figures().orElseThrow();

        assertThat(day.rows()).isEqualTo(TRIPS);
        assertThat(day.labels()).isLessThan(TRIPS).isEqualTo(count(Outcomes.TABLE));
        assertThat(day.mature()).isFalse();
        double truth = 0.75 * 4 + 0.25 * 290; // of |6 - 10| and |300 - 10| minutes
        assertThat(day.metrics().get("mae")).isLessThan(0.95 * truth);
        assertThat(day.corrected().get("mae")).isCloseTo(truth, within(0.01 * truth));
        assertThat(day.metrics().get("coverage_90")).isGreaterThan(0.76);
        assertThat(day.corrected().get("coverage_90")).isCloseTo(0.75, within(0.01));
    }

    @Test
    void areMeasuredAgainWhenLabelsCome() {
        scored();
        known(26);
        run(26);
        TableVersion before = pipeline.tables().version(Outcomes.TABLE);
        assertThat(run(27).dates()).isEmpty();
        assertThat(pipeline.tables().version(Outcomes.TABLE)).isEqualTo(before);

        known(80);
        Outcomes.Result all = run(80);
        DayFigures day = all.figures().orElseThrow();
        assertThat(all.dates()).containsExactly(DAY);
        assertThat(day.mature()).isTrue();
        assertThat(day.share()).isEqualTo(1);
        assertThat(day.metrics().get("mae")).isCloseTo(75.5, within(1e-9));
        assertThat(day.corrected()).isEqualTo(day.metrics());
        assertThat(count(Outcomes.TABLE)).isEqualTo(TRIPS);
        assertThat(new Outcomes().summary(all))
                .isEqualTo("2020-03-12: 1,440 labels, 100.0% of its rows, mae 75.50; 1 dates written");
        assertThat(pipeline.tables()
                        .read(Performance.TABLE)
                        .where("segment = 'destination' and metric = 'mae'")
                        .selectExpr("segment_value", "round(value, 6)", "rows")
                        .collectAsList())
                .containsExactlyInAnyOrder(RowFactory.create("0", 4.0, 1080L), RowFactory.create("1", 290.0, 360L));
    }

    private Outcomes.Result run(int hoursAfterMidnight) {
        Clock clock = Clock.fixed(MIDNIGHT.plusSeconds(3600L * hoursAfterMidnight), ZoneOffset.UTC);
        JobContext then = pipeline.context().at(clock).on(DAY);
        return new Outcomes()
                .run(
                        pipeline.bind(
                                Outcomes.Params.class,
                                "evaluate.segments=[[destination]]",
                                "evaluate.segment-rows=100"),
                        then);
    }

    /** The clean trips, with labels of those that were over by then. */
    private void known(int hoursAfterMidnight) {
        Instant now = MIDNIGHT.plusSeconds(3600L * hoursAfterMidnight);
        Dataset<Row> trips = trips();
        Column isOver = functions.col("finished_at").leq(functions.lit(Timestamp.from(now)));
        for (String column : List.of("eta_minutes", "finished_at")) {
            trips = trips.withColumn(column, functions.when(isOver, functions.col(column)));
        }
        pipeline.tables().replaceDates("trips", trips, List.of(DAY));
    }

    @Test
    void aDayIsThatOfTheVersionInCharge() {
        scored();
        Dataset<Row> first = pipeline.tables().versioned(ScoredTable.NAME).rows(1);
        Dataset<Row> second = first.withColumn("model_version", functions.lit(2))
                .withColumn("eta_minutes", functions.lit(6.0)); // as most of them take
        pipeline.tables().versioned(ScoredTable.NAME).replace(2, List.of(DAY), second);
        known(80);
        pipeline.tables().overwriteByDate(ScoredTable.CURRENT, second);
        assertThat(run(80).figures().orElseThrow().model()).isEqualTo("tiny/2");

        pipeline.tables().overwriteByDate(ScoredTable.CURRENT, first); // as a rollback does
        Outcomes.Result back = run(81);
        assertThat(back.dates()).containsExactly(DAY);
        assertThat(back.figures().orElseThrow().model()).isEqualTo("tiny/1");
        assertThat(back.figures().orElseThrow().metrics().get("mae")).isCloseTo(75.5, within(1e-9));
        assertThat(pipeline.tables()
                        .read(Performance.TABLE)
                        .where("segment = 'all' and metric = 'mae'")
                        .selectExpr("model_version", "in_charge", "round(value, 6)")
                        .collectAsList())
                .containsExactlyInAnyOrder(RowFactory.create(1, true, 75.5), RowFactory.create(2, false, 73.5));
    }

    private void scored() {
        Dataset<Row> scored = trips().selectExpr(
                        "trip_id",
                        "requested_at",
                        "event_date",
                        "'tiny' as model_name",
                        "1 as model_version",
                        "false as is_ood",
                        "10d as eta_minutes",
                        "1d as eta_minutes_p05",
                        "5d as eta_minutes_p25",
                        "10d as eta_minutes_p50",
                        "15d as eta_minutes_p75",
                        "20d as eta_minutes_p95");
        pipeline.tables().versioned(ScoredTable.NAME).replace(1, List.of(DAY), scored);
        pipeline.tables().overwriteByDate(FeatureTable.NAME, trips().select("trip_id", "requested_at", "event_date"));
    }

    private Dataset<Row> trips() {
        List<Row> trips = IntStream.range(0, TRIPS).mapToObj(OutcomesTest::trip).toList();
        StructType schema = new StructType()
                .add("trip_id", DataTypes.StringType)
                .add("requested_at", DataTypes.TimestampType)
                .add("finished_at", DataTypes.TimestampType)
                .add("destination", DataTypes.IntegerType)
                .add("eta_minutes", DataTypes.DoubleType);
        return pipeline.context()
                .spark()
                .createDataFrame(trips, schema)
                .withColumn("event_date", functions.lit(java.sql.Date.valueOf(DAY)));
    }

    private static Row trip(int minute) {
        Instant requested = MIDNIGHT.plusSeconds(60L * minute);
        int minutes = minute % 4 == 0 ? 300 : 6;
        return RowFactory.create(
                "t%04d".formatted(minute),
                Timestamp.from(requested),
                Timestamp.from(requested.plusSeconds(60L * minutes)),
                minute % 4 == 0 ? 1 : 0,
                (double) minutes);
    }

    private long count(String table) {
        return pipeline.tables().read(table).count();
    }
}
