package dev.waybill.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibrateTest {

    private static final LocalDate NINTH = LocalDate.of(2020, 3, 9);
    private static final LocalDate TENTH = LocalDate.of(2020, 3, 10);

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
        pipeline.run(new Promote());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private Recalibrate.Result recalibrate(LocalDate date, String... overrides) {
        return new Recalibrate()
                .run(
                        pipeline.bind(Recalibrate.Params.class, overrides),
                        pipeline.context().on(date));
    }

    /**
     * Trips take twenty minutes longer than in training: no interval of the model's own holds any of them. What was learnt
     * of the first two days is for the third, and changes nothing of what was said about the first two.
     */
    @Test
    void makesIntervalsCoverTheDaysThatFollow() throws IOException {
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        pipeline.tables()
                                .read(FeatureTable.NAME)
                                .withColumn(
                                        "eta_minutes",
                                        functions.expr("eta_minutes + if(event_date > '2020-03-06', 20, 0)")));
        pipeline.run(new BatchScore());
        assertThat(covered(9)).isLessThan(0.1);
        List<Row> seventh = rows(7);
        List<Row> eighth = rows(8);
        double before = prediction();
        String promoted = championFile();

        Recalibrate.Result result = recalibrate(NINTH);
        assertThat(result.dates()).isEqualTo(DateRange.parse("2020-03-07/2020-03-08"));
        assertThat(championFile())
                .as("scoring depends on it")
                .isNotEqualTo(promoted)
                .contains("tiny/1@2020-03-09");
        assertThat(new Recalibrate().summary(result))
                .isEqualTo(
                        "intervals of tiny/1 for dates from 2020-03-09 on, from %d rows of 2020-03-07/2020-03-08, 0 groups by themselves"
                                .formatted(result.rows()));
        BatchScore.Result scored = pipeline.run(new BatchScore());
        assertThat(scored.dates()).containsExactly(NINTH);
        assertThat(scored.remarks())
                .containsExactly(
                        "2020-03-09 is scored anew: its intervals are those of tiny/1@2020-03-09, and were those of tiny/1");
        assertThat(covered(9)).isBetween(0.8, 1.0);
        assertThat(covered(8)).isLessThan(0.1);
        assertThat(prediction()).isEqualTo(before);

        String recalibrated = championFile();
        pipeline.run(new Promote());
        assertThat(championFile()).isEqualTo(recalibrated);

        assertThat(score(7).remarks()).isEmpty();
        assertThat(rows(7)).isEqualTo(seventh);
        assertThat(rows(8)).isEqualTo(eighth);
        List<Row> ninth = rows(9);
        recalibrate(TENTH);
        assertThat(pipeline.run(new BatchScore()).dates()).isEmpty();
        assertThat(score(9).remarks()).isEmpty();
        assertThat(rows(9)).isEqualTo(ninth);
    }

    private String championFile() throws IOException {
        return Files.readString(Artifact.CHAMPION.in(pipeline.workspace()));
    }

    private BatchScore.Result score(int day) {
        return new BatchScore()
                .run(pipeline.bind(BatchScore.Params.class), pipeline.context().on(LocalDate.of(2020, 3, day)));
    }

    private List<Row> rows(int day) {
        return pipeline.tables()
                .read(ScoredTable.CURRENT)
                .where("event_date = '2020-03-0%d'".formatted(day))
                .orderBy("trip_id")
                .collectAsList();
    }

    private double covered(int day) {
        Row share = pipeline.tables()
                .read(ScoredTable.CURRENT)
                .where("event_date = '2020-03-0%d'".formatted(day))
                .join(
                        pipeline.tables().read(FeatureTable.NAME).selectExpr("trip_id", "eta_minutes as truth"),
                        "trip_id")
                .selectExpr("avg(int(truth between eta_minutes_p05 and eta_minutes_p95))")
                .first();
        return share.getDouble(0);
    }

    private double prediction() {
        return pipeline.tables()
                .read(ScoredTable.CURRENT)
                .selectExpr("sum(cast(eta_minutes as decimal(20, 9)))")
                .selectExpr("cast(`sum(CAST(eta_minutes AS DECIMAL(20,9)))` as double)")
                .first()
                .getDouble(0);
    }

    @Test
    void saysWhatTheIntervalsAreFrom() {
        Recalibrate.Result result =
                recalibrate(TENTH, "intervals.groups=[origin]", "intervals.at-least=20", "intervals.days=2");
        assertThat(result.calibration()).isEqualTo("tiny/1@2020-03-10");
        Row written = pipeline.tables().read(CalibrationsTable.NAME).first();
        assertThat(written.schema().toDDL())
                .isEqualTo("calibration STRING,valid_from DATE,labels_until TIMESTAMP,take BIGINT,model_name STRING,"
                        + "model_version INT,model_sha256 STRING,first_date DATE,last_date DATE,"
                        + "intervals STRUCT<basis: STRING, groups: ARRAY<STRING>,"
                        + " all: STRUCT<rows: INT, values: ARRAY<DOUBLE>>,"
                        + " others: STRUCT<rows: INT, values: ARRAY<DOUBLE>>,"
                        + " by_group: MAP<STRING, STRUCT<rows: INT, values: ARRAY<DOUBLE>>>>,"
                        + "features_table_version BIGINT,run_id STRING,calibrated_at TIMESTAMP");
        assertThat(IntStream.range(0, 9).mapToObj(written::get).map(String::valueOf))
                .startsWith("tiny/1@2020-03-10", "2020-03-10", "2020-03-10 04:00:00.0", "1", "tiny", "1")
                .endsWith(champion().model().sha256(), "2020-03-08", "2020-03-09");
        assertThat(written.<Timestamp>getAs("calibrated_at")).isEqualTo(Timestamp.from(TinyPipeline.NOW));

        Intervals intervals = Calibrations.startingOn(TENTH, champion(), pipeline.tables())
                .orElseThrow()
                .intervals();
        assertThat(intervals.basis()).isEqualTo("2020-03-08/2020-03-09, scored days");
        assertThat(intervals.groups()).containsExactly("origin");
        assertThat(intervals.all().rows()).isEqualTo(result.rows()).isBetween(78, 80);
        assertThat(intervals.byGroup())
                .hasSize(result.groups())
                .isNotEmpty()
                .allSatisfy((group, offsets) -> assertThat(offsets.rows()).isGreaterThanOrEqualTo(20));
    }

    private Champion champion() {
        return Champion.of(pipeline.context());
    }

    /** Ten trips of the last day end at midnight, New York time, or later: then nobody knew yet how long they took. */
    @Test
    void countsNoLabelThatWasNotKnownYet() {
        Dataset<Row> trips = pipeline.tables().read("trips");
        Column finished =
                functions.expr("if(trip_id like '2020-03-09-00%', timestamp'2020-03-10 04:00:00', finished_at)");
        pipeline.tables().overwriteByDate("trips", trips.withColumn("finished_at", finished));
        long known = pipeline.tables()
                .read("trips")
                .where("event_date >= '2020-03-07' and finished_at < timestamp'2020-03-10 04:00:00'")
                .count();
        assertThat(known).isBetween(105L, 110L);
        assertThat(recalibrate(TENTH).rows()).isEqualTo(known);
        assertThat(recalibrate(TENTH.plusDays(1)).rows()).isGreaterThan((int) known);
    }

    /** Without a date it is for the day after the last that has rows, though today is the twentieth. */
    @Test
    void addsNothingWhereItFindsTheSameAgain() {
        Recalibrate.Result first = recalibrate(TENTH);
        Recalibrate.Result again = pipeline.run(new Recalibrate());
        assertThat(again.validFrom()).isEqualTo(TENTH);
        assertThat(again.added()).isFalse();
        assertThat(again.calibration()).isEqualTo(first.calibration());
        assertThat(new Recalibrate().summary(again))
                .startsWith("intervals of tiny/1 for dates from 2020-03-10 on are as they were, from ");
        assertThat(pipeline.tables().read(CalibrationsTable.NAME).count()).isEqualTo(1);

        Recalibrate.Result other = recalibrate(TENTH, "intervals.days=2");
        assertThat(other.calibration()).isEqualTo("tiny/1@2020-03-10.2");
        assertThat(Calibrations.startingOn(TENTH, champion(), pipeline.tables())
                        .orElseThrow()
                        .name())
                .isEqualTo("tiny/1@2020-03-10.2");
        assertThat(pipeline.tables().read(CalibrationsTable.NAME).count()).isEqualTo(2);
    }

    /** Also where the other model has the same trees. */
    @Test
    void meansNothingForAnotherModel() {
        recalibrate(TENTH);
        Champion ours = champion();
        ModelVersion version = ours.version();
        ModelVersion next = new ModelVersion(
                version.model(),
                2,
                version.runId(),
                version.artifactUri(),
                version.createdAt(),
                "",
                Map.of(),
                Set.of());
        assertThat(Calibrations.of(ours, pipeline.tables())).containsOnlyKeys(TENTH);
        assertThat(Calibrations.of(new Champion(next, ours.model()), pipeline.tables()))
                .isEmpty();
    }

    @Test
    void takesThePlaceOfARecalibrationWithoutADate() {
        Path file = pipeline.write(
                "pipelines/tiny/calibration.json",
                List.of("{\"model_sha256\": \"%s\", \"intervals\": {\"basis\": \"2020-03-07/2020-03-08, scored days\"}}"
                        .formatted(champion().model().sha256())));
        assertThatThrownBy(() -> pipeline.run(new BatchScore()))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE))
                .hasMessage(
                        "Cannot score with tiny/1: calibration.json, calibrated on 2020-03-07/2020-03-08, scored days, is"
                                + " of an older Waybill and does not say from which date on it is valid. Run ./waybill job"
                                + " recalibrate -p tiny --date D, D being the first day that is to have new intervals; it takes"
                                + " the file away.");
        recalibrate(NINTH);
        assertThat(file).doesNotExist();
        assertThat(pipeline.run(new BatchScore()).dates()).hasSize(3);
        assertThat(pipeline.tables()
                        .read(ScoredTable.CURRENT)
                        .select("event_date", "calibration")
                        .distinct()
                        .orderBy("event_date")
                        .collectAsList())
                .extracting(row -> row.getString(1))
                .containsExactly("tiny/1", "tiny/1", "tiny/1@2020-03-09");
    }

    @Test
    void waitsForDaysThatTheModelHasNotSeen() {
        nothingToDo(
                LocalDate.of(2020, 3, 7),
                "Nothing to recalibrate on: the champion has seen all days before 2020-03-07. Run it again when a day that"
                        + " it has not seen is over.");
    }

    @Test
    void waitsForEnoughLabels() {
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        pipeline.tables().read(FeatureTable.NAME).where("trip_id not like '2020-03-07-01%'"));
        nothingToDo(
                LocalDate.of(2020, 3, 8),
                "Nothing to recalibrate on: only 30 rows of 2020-03-07/2020-03-07 have a label, and it takes 40. Wait for"
                        + " the labels; until then the intervals stay as they are.");
    }

    private void nothingToDo(LocalDate date, String message) {
        assertThatThrownBy(() -> recalibrate(date))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.DONE))
                .hasMessage(message);
        assertThat(pipeline.tables().exists(CalibrationsTable.NAME)).isFalse();
    }
}
