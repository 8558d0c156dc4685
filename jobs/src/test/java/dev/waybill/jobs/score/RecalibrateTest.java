package dev.waybill.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibrateTest {

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

    /** Trips take twenty minutes longer than in training: no interval of the model's own holds any of them. */
    @Test
    void makesIntervalsCoverTheLatestDays() {
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        pipeline.tables()
                                .read(FeatureTable.NAME)
                                .withColumn(
                                        "eta_minutes",
                                        functions.expr("eta_minutes + if(event_date > '2020-03-06', 20, 0)")));
        pipeline.run(new BatchScore());
        assertThat(covered()).isLessThan(0.1);
        double before = prediction();

        Recalibrate.Result result = recalibrate(TENTH);
        assertThat(result)
                .isEqualTo(new Recalibrate.Result(120, DateRange.parse("2020-03-07/2020-03-09"), 0, "tiny", 1));
        assertThat(new Recalibrate().summary(result))
                .isEqualTo("intervals of tiny/1 from 120 rows of 2020-03-07/2020-03-09, 0 groups by themselves");
        rescore();
        assertThat(covered()).isBetween(0.88, 0.97);
        assertThat(prediction()).isEqualTo(before);
    }

    private void rescore() {
        for (int day = 7; day <= 9; day++) {
            new BatchScore()
                    .run(
                            pipeline.bind(BatchScore.Params.class),
                            pipeline.context().on(LocalDate.of(2020, 3, day)));
        }
    }

    private double covered() {
        Row share = pipeline.tables()
                .read(ScoredTable.NAME)
                .as("scored")
                .join(
                        pipeline.tables().read(FeatureTable.NAME).selectExpr("trip_id", "eta_minutes as truth"),
                        "trip_id")
                .selectExpr("avg(int(truth between eta_minutes_p05 and eta_minutes_p95))")
                .first();
        return share.getDouble(0);
    }

    private double prediction() {
        return pipeline.tables()
                .read(ScoredTable.NAME)
                .selectExpr("sum(cast(eta_minutes as decimal(20, 9)))")
                .selectExpr("cast(`sum(CAST(eta_minutes AS DECIMAL(20,9)))` as double)")
                .first()
                .getDouble(0);
    }

    @Test
    void saysWhatTheIntervalsAreFrom() {
        recalibrate(TENTH, "intervals.groups=[origin]", "intervals.at-least=20", "intervals.days=2");
        Recalibration written =
                JsonFile.read(pipeline.workspace().folder().resolve("calibration.json"), Recalibration.class);
        assertThat(written.model()).isEqualTo("tiny");
        assertThat(written.version()).isEqualTo(1);
        assertThat(written.features()).isEqualTo(pipeline.tables().version(FeatureTable.NAME));
        assertThat(written.runId()).isEqualTo("run-1");
        assertThat(written.calibratedAt()).isEqualTo(TinyPipeline.NOW);
        assertThat(written.intervals().basis()).isEqualTo("2020-03-08/2020-03-09, scored days");
        assertThat(written.intervals().groups()).containsExactly("origin");
        assertThat(written.intervals().all().rows()).isEqualTo(80);
        assertThat(written.intervals().byGroup())
                .isNotEmpty()
                .allSatisfy((group, offsets) -> assertThat(offsets.rows()).isGreaterThanOrEqualTo(20));
    }

    @Test
    void meansNothingForAnotherModel() {
        recalibrate(TENTH);
        Path file = pipeline.workspace().folder().resolve("calibration.json");
        Recalibration ours = JsonFile.read(file, Recalibration.class);
        JsonFile.write(
                file,
                new Recalibration(
                        ours.model(),
                        2,
                        "0".repeat(64),
                        ours.features(),
                        "run-2",
                        ours.calibratedAt(),
                        ours.intervals()));
        Champion champion = Champion.of(pipeline.context());
        assertThat(champion.recalibrated(pipeline.workspace())).isEqualTo(champion.model());
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
        assertThat(pipeline.workspace().folder().resolve("calibration.json")).doesNotExist();
    }
}
