package dev.waybill.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.Aliases;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchScoreTest {

    private static final List<LocalDate> DATES =
            List.of(LocalDate.of(2020, 3, 7), LocalDate.of(2020, 3, 8), LocalDate.of(2020, 3, 9));

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void predictsEachLaterRowUnderTheLabelsNameAndSaysWhereItCameFrom() {
        pipeline.run(new Promote());
        BatchScore.Result result = pipeline.run(new BatchScore());
        assertThat(result).isEqualTo(scoredBy1(120, DATES));
        assertThat(new BatchScore().summary(result)).isEqualTo("120 rows of 2020-03-07 to 2020-03-09 with tiny/1");

        Dataset<Row> scored = pipeline.tables().read(ScoredTable.NAME);
        assertThat(scored.schema().fields())
                .allMatch(field -> field.getComment().isDefined());
        assertThat(scored.schema().apply("eta_minutes_p95").getComment().get())
                .isEqualTo("95 in 100 labels of such rows lie below");
        assertThat(TinyPipeline.columns(scored))
                .isEqualTo("trip_id STRING,requested_at TIMESTAMP,event_date DATE,eta_minutes DOUBLE,"
                        + "eta_minutes_p05 DOUBLE,eta_minutes_p25 DOUBLE,eta_minutes_p50 DOUBLE,"
                        + "eta_minutes_p75 DOUBLE,eta_minutes_p95 DOUBLE,confidence DOUBLE,is_ood BOOLEAN,"
                        + "ood_reasons ARRAY<STRING>,"
                        + "explanation ARRAY<STRUCT<feature: STRING, value: STRING, contribution: DOUBLE>>,"
                        + "base_value DOUBLE,calibration STRING,feature_coverage DOUBLE,is_sparse BOOLEAN,is_fresh BOOLEAN,model_name STRING,model_version INT,model_sha256 STRING,model_id STRING,schema_version INT,"
                        + "feature_set_version STRING,features_table_version BIGINT,features_computed_at TIMESTAMP,"
                        + "run_id STRING,scored_at TIMESTAMP");
        assertThat(scored.where("eta_minutes_p05 is null or confidence is null or is_ood is null")
                        .isEmpty())
                .isTrue();
        TrainedModel model = ModelFolder.read(pipeline.workspace().model());
        assertThat(scored.select(
                                "model_name",
                                "model_version",
                                "model_sha256",
                                "calibration",
                                "features_table_version",
                                "run_id",
                                "scored_at")
                        .distinct()
                        .collectAsList())
                .containsExactly(RowFactory.create(
                        "tiny", 1, model.sha256(), "tiny/1", 0L, "run-1", Timestamp.from(TinyPipeline.NOW)));
        Dataset<Row> expected =
                Scoring.predict(pipeline.tables().read(FeatureTable.NAME).drop("eta_minutes"), model, "plain");
        assertThat(scored.join(expected.select("trip_id", "plain"), "trip_id")
                        .where("eta_minutes = plain")
                        .count())
                .isEqualTo(120);
        assertThat(pipeline.tables().read(ScoredTable.CURRENT).schema()).isEqualTo(scored.schema());
        assertThat(rows()).isEqualTo(rows(1));
        for (String table : List.of(ScoredTable.NAME, ScoredTable.CURRENT)) {
            assertThat(pipeline.tables().read(table).inputFiles())
                    .as("a file a date")
                    .hasSize(3);
        }
    }

    @Test
    void leavesDatesAloneThatAreUpToDate() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<TableVersion> before = versions();
        BatchScore.Result again = pipeline.run(new BatchScore());
        assertThat(again.dates()).isEmpty();
        assertThat(new BatchScore().summary(again)).isEqualTo("all dates are scored with tiny/1 already");
        assertThat(versions()).isEqualTo(before);
    }

    private List<TableVersion> versions() {
        return List.of(
                pipeline.tables().version(ScoredTable.NAME), pipeline.tables().version(ScoredTable.CURRENT));
    }

    @Test
    void scoresDatesAnewWhoseFeaturesAreOthers() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> first = rows();
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        features.where("event_date <> '2020-03-09' and trip_id <> '2020-03-08-000'")
                                .withColumn(
                                        FeatureTable.COMPUTED_AT,
                                        functions.expr("computed_at + if(event_date = '2020-03-07', interval 1 hour,"
                                                + " interval 0 hours)")));
        BatchScore.Result again = pipeline.run(new BatchScore());
        assertThat(again.dates()).isEqualTo(DATES);
        assertThat(again.rows()).isEqualTo(79);
        assertThat(again.remarks())
                .containsExactly(
                        "2020-03-07 is scored anew: its features were computed anew",
                        "2020-03-08 is scored anew: it has other rows",
                        "2020-03-09 is scored anew: its rows are gone");
        assertThat(rows()).hasSize(79);
        assertThat(predictions(rows())).isSubsetOf(predictions(first));
    }

    @Test
    void keepsWhatAnEarlierChampionSaidAndPointsBackToIt() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> first = rows();
        BatchScore.Result again = scoreWithASecondChampion();
        assertThat(again.version()).isEqualTo(2);
        assertThat(again.remarks())
                .containsExactly(
                        "2020-03-07 is scored anew: the champion has changed",
                        "2020-03-08 is scored anew: the champion has changed",
                        "2020-03-09 is scored anew: the champion has changed");
        assertThat(rows(1)).isEqualTo(first);
        List<Row> second = rows();
        assertThat(second).isEqualTo(rows(2)).hasSameSizeAs(first).doesNotContainAnyElementsOf(first);

        pipeline.tracking().setAlias("tiny", Aliases.CHAMPION, 1);
        TableVersion scored = pipeline.tables().version(ScoredTable.NAME);
        BatchScore.Result back = pipeline.run(new BatchScore());
        assertThat(back)
                .isEqualTo(new BatchScore.Result(
                        0,
                        List.of(),
                        "tiny",
                        1,
                        new TreeMap<>(),
                        DATES,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(new BatchScore().summary(back)).isEqualTo("3 dates re-pointed to tiny/1");
        assertThat(rows()).isEqualTo(first);
        assertThat(pipeline.tables().version(ScoredTable.NAME))
                .as("nothing is predicted again")
                .isEqualTo(scored);
        List<TableVersion> before = versions();
        assertThat(pipeline.run(new BatchScore()).repointed()).isEmpty();
        assertThat(versions()).isEqualTo(before);
    }

    private BatchScore.Result scoreWithASecondChampion() {
        registerASecondModel("model.max_depth=1");
        pipeline.tracking().setAlias("tiny", Aliases.CHAMPION, 2);
        return pipeline.run(new BatchScore());
    }

    private void registerASecondModel(String override) {
        pipeline.run(new Train(), override);
        pipeline.run(new Evaluate(), override);
        pipeline.run(new Register());
    }

    @Test
    void letsTheChallengerScoreInTheShadowOfTheChampion() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> published = rows();
        registerASecondModel("model.max_depth=1");
        assertThat(pipeline.run(new BatchScore()).shadow()).isEmpty();

        BatchScore.Result both = pipeline.run(new BatchScore(), "score.shadow=true");
        assertThat(both.shadow()).contains(new BatchScore.Shadow(2, DATES, Optional.empty()));
        assertThat(new BatchScore().summary(both))
                .isEqualTo("all dates are scored with tiny/1 already; tiny/2 in shadow");
        assertThat(rows()).isEqualTo(published).isEqualTo(rows(1));
        List<Row> said = rows(2);
        List<TableVersion> before = versions();
        assertThat(pipeline.run(new BatchScore(), "score.shadow=true").shadow())
                .contains(new BatchScore.Shadow(2, List.of(), Optional.empty()));
        assertThat(versions()).isEqualTo(before);

        pipeline.tracking().setAlias("tiny", Aliases.CHAMPION, 2);
        assertThat(pipeline.run(new BatchScore(), "score.shadow=true").repointed())
                .as("what it said as a challenger is what it says as champion")
                .isEqualTo(DATES);
        assertThat(rows()).isEqualTo(said).hasSameSizeAs(published).doesNotContainAnyElementsOf(published);
    }

    @Test
    void publishesWhatTheChampionSaysWhereTheChallengerIsOfOtherFeatures() {
        String another = "features.columns.minute=minute(requested_at)";
        pipeline.run(new FeatureEngineer(), another);
        registerASecondModel(another);
        pipeline.tracking().setAlias("tiny", Aliases.CHAMPION, 2);
        pipeline.tracking().setAlias("tiny", Aliases.CHALLENGER, 1);
        BatchScore.Result result = pipeline.run(new BatchScore(), another, "score.shadow=true");
        assertThat(result.remarks())
                .containsExactly("challenger tiny/1 scores nothing: it was trained on other features");
        assertThat(rows()).hasSize(120).isEqualTo(rows(2));
        assertThat(rows(1)).isEmpty();
    }

    /** As a run leaves it that ends between the two tables, and as one leaves it that was for a date alone. */
    @Test
    void goesOnWhereOnlyTheFirstTableWasWritten() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        Dataset<Row> former = pipeline.tables().read(pipeline.tables().version(ScoredTable.CURRENT));
        scoreWithASecondChampion();
        List<Row> second = rows();
        pipeline.tables().replaceDates(ScoredTable.CURRENT, former.where("event_date <> '2020-03-09'"), DATES);

        assertThat(score(DATES.get(0)))
                .isEqualTo(new BatchScore.Result(
                        0,
                        List.of(),
                        "tiny",
                        2,
                        new TreeMap<>(),
                        List.of(DATES.get(0)),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(rows()).hasSize(80);
        assertThat(pipeline.run(new BatchScore()).repointed()).containsExactly(DATES.get(1), DATES.get(2));
        assertThat(rows()).isEqualTo(second);
    }

    /** The first day is one that the champion has seen: another predicted it, and that is what was published. */
    @Test
    void takesOverATableThatKeptOneRowAKey() throws IOException {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        Dataset<Row> scored = pipeline.tables().read(ScoredTable.NAME);
        Dataset<Row> older = scored.where("event_date = '2020-03-07'")
                .withColumn("event_date", functions.expr("date'2020-03-05'"))
                .withColumn("trip_id", functions.expr("concat('older-', trip_id)"))
                .withColumn("model_version", functions.lit(7));
        asAnOlderWaybillWrote(scored.unionByName(older));
        List<Row> former = rows(ScoredTable.NAME);

        BatchScore.Result result = pipeline.run(new BatchScore());
        assertThat(new BatchScore().summary(result)).isEqualTo("all dates are scored with tiny/1 already");
        assertThat(rows()).isEqualTo(former).hasSize(160);
        assertThat(rows(ScoredTable.NAME)).isEqualTo(former);
        scoreWithASecondChampion();
        assertThat(rows(1)).hasSize(120).isSubsetOf(former);
        assertThat(rows()).containsAll(rows(7)).containsAll(rows(2)).hasSize(160);
    }

    private void asAnOlderWaybillWrote(Dataset<Row> scored) throws IOException {
        pipeline.tables().overwriteByDate(ScoredTable.NAME, scored);
        FileUtils.deleteDirectory(home.resolve("warehouse/tiny/scored_current").toFile());
    }

    @Test
    void scoresAllDatesAnewWhereExplanationsAreToBeOfAnotherLength() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        assertThat(pipeline.run(new BatchScore(), "explain.top=2").dates()).isEqualTo(DATES);
        assertThat(pipeline.tables()
                        .read(ScoredTable.NAME)
                        .where("size(explanation) = 3 and explanation[2].feature = 'other'")
                        .count())
                .isEqualTo(120);
    }

    /** By the model that was in charge of their date, whatever is in charge by now. */
    @Test
    void scoresRowsThatComeLateAndLeavesTheOthersOfTheirDateAlone() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> before = pipeline.tables().read(ScoredTable.CURRENT).collectAsList();
        Dataset<Row> late = pipeline.tables()
                .read(FeatureTable.NAME)
                .where("event_date = date'2020-03-07' and trip_id < '2020-03-07-003'")
                .withColumn("trip_id", functions.concat(functions.lit("late-"), functions.col("trip_id")))
                .withColumn("computed_at", functions.expr("computed_at + interval 1 day"));
        pipeline.tables().append(FeatureTable.NAME, late);

        BatchScore.Result result = score(DATES.get(2));
        assertThat(result.late()).containsExactly(DATES.get(0));
        assertThat(result.remarks()).containsExactly("2020-03-07 got scores for rows that came late");
        Dataset<Row> current = pipeline.tables().read(ScoredTable.CURRENT);
        assertThat(current.collectAsList()).containsAll(before).hasSize(before.size() + 3);
        assertThat(pipeline.tables().read(ScoredTable.NAME).count()).isEqualTo(before.size() + 3);
        assertThat(current.as("a")
                        .join(current.as("b"), functions.expr("a.trip_id = concat('late-', b.trip_id)"))
                        .where("a.eta_minutes = b.eta_minutes and a.model_version = b.model_version")
                        .count())
                .isEqualTo(3);

        List<TableVersion> versions = versions();
        assertThat(score(DATES.get(0)).late()).isEmpty();
        assertThat(pipeline.run(new BatchScore()).dates()).isEmpty();
        assertThat(versions()).isEqualTo(versions);
    }

    @Test
    void givesTheSameDateByDateAsAtOnce() throws IOException {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> atOnce = rows();
        for (String table : List.of(ScoredTable.NAME, ScoredTable.CURRENT)) {
            FileUtils.deleteDirectory(
                    home.resolve("warehouse/tiny").resolve(table).toFile());
        }
        for (LocalDate date : List.of(DATES.get(2), DATES.get(0), DATES.get(1))) {
            assertThat(score(date)).isEqualTo(scoredBy1(40, List.of(date)));
        }
        assertThat(rows()).isEqualTo(atOnce);
        List<TableVersion> versions = versions();
        assertThat(score(DATES.get(0)).dates()).isEmpty();
        assertThat(versions()).isEqualTo(versions);
        assertThat(pipeline.run(new BatchScore()).dates()).isEmpty();
    }

    private BatchScore.Result score(LocalDate date) {
        return new BatchScore()
                .run(pipeline.bind(BatchScore.Params.class), pipeline.context().on(date));
    }

    @Test
    void refusesADateThatHasNoFeatures() {
        pipeline.run(new Promote());
        assertThatThrownBy(() -> new BatchScore()
                        .run(
                                pipeline.bind(BatchScore.Params.class),
                                pipeline.context().on(LocalDate.of(2020, 4, 1))))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot score 2020-04-01: the features have no row of that date. Run job feature-engineer for"
                                + " it first.");
    }

    @Test
    void refusesADateThatTheChampionHasSeen() {
        pipeline.run(new Promote());
        assertThatThrownBy(() -> new BatchScore()
                        .run(
                                pipeline.bind(BatchScore.Params.class),
                                pipeline.context().on(LocalDate.of(2020, 3, 6))))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("score.seen-date"))
                .hasMessage(
                        "Cannot score 2020-03-06: champion tiny/1 has seen the days up to 2020-03-06 in training, and"
                                + " its errors and intervals there would look better than they are. Score a later date.");
    }

    /** Tables of an older Waybill lack the name of the calibration: their dates are scored once more. */
    @Test
    void scoresDatesAnewThatDoNotNameTheirCalibration() throws IOException {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> scored = rows();
        asAnOlderWaybillWrote(pipeline.tables().read(ScoredTable.NAME).drop(ScoredTable.CALIBRATION));
        BatchScore.Result result = pipeline.run(new BatchScore());
        assertThat(result.dates()).isEqualTo(DATES);
        assertThat(result.remarks())
                .contains("2020-03-07 is scored anew: its intervals are those of tiny/1, and were those of an unnamed"
                        + " calibration");
        assertThat(pipeline.tables()
                        .read(ScoredTable.CURRENT)
                        .select(
                                scored.get(0).schema().fieldNames()[0],
                                Arrays.copyOfRange(
                                        scored.get(0).schema().fieldNames(),
                                        1,
                                        scored.get(0).size()))
                        .orderBy("trip_id")
                        .collectAsList())
                .isEqualTo(scored);
    }

    @Test
    void hasNothingToDoWithoutAChampion() {
        refused(
                ExitCode.DONE,
                "score.no-champion",
                "Nothing to score with: no model of tiny is champion, because none has passed the gates yet, or it was"
                        + " taken away. See ./waybill models -p tiny, and ./waybill sql \"select reason from promotions\""
                        + " -p tiny.");
    }

    @Test
    void refusesToScoreWhereNothingComesAfterTraining() {
        pipeline.run(new Promote());
        refused(
                ExitCode.MISTAKE,
                "score.no-rows",
                "Cannot score: no row of trips has its event date after 2020-03-09, the last that training uses. Bring"
                        + " in later rows, or end the split earlier.",
                "split.valid=2020-03-06/2020-03-09",
                "split.test=2020-03-10/2020-03-10");
        assertThat(pipeline.tables().exists(ScoredTable.NAME)).isFalse();
    }

    @Test
    void refusesFeaturesThatTheChampionWasNotTrainedOn() {
        pipeline.run(new Promote());
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables().overwriteByDate(FeatureTable.NAME, features.drop("hour"));
        refused(
                ExitCode.MISTAKE,
                "model.other-features",
                "Cannot use the model: it was trained on feature hour as a number, but among the features now there is"
                        + " none. Train again, or bring the feature back.");
    }

    /** The last trip of the day before was over minutes before midnight; of the day before that, none is left. */
    @Test
    void flagsOrRefusesRowsWhoseHistoryIsTooOld() {
        pipeline.run(new Promote());
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        Column age = functions
                .when(functions.col("event_date").equalTo("2020-03-09"), 14.5)
                .otherwise(functions.col(FeatureTable.HISTORY_AGE));
        pipeline.tables().overwriteByDate(FeatureTable.NAME, features.withColumn(FeatureTable.HISTORY_AGE, age));

        pipeline.run(new BatchScore());
        Dataset<Row> stale = pipeline.tables().read(ScoredTable.NAME).where("not is_fresh");
        assertThat(stale.select("event_date").distinct().collectAsList())
                .containsExactly(RowFactory.create(Date.valueOf("2020-03-09")));
        pipeline.run(new BatchScore(), "features.freshness={limit: 15h, on-stale: refuse}");
        refused(
                ExitCode.DATA_REFUSED,
                "score.stale-history",
                "Cannot score 2020-03-09: its history must not be older than 6h (features.freshness.limit), but it is"
                        + " 14.5 hours old. Bring in the rows before it and run feature-engineer, or set"
                        + " features.freshness.on-stale to flag.",
                "features.freshness.on-stale=refuse");
    }

    /** What production says. */
    private List<Row> rows() {
        return rows(ScoredTable.CURRENT);
    }

    private List<Row> rows(String table) {
        return pipeline.tables().read(table).orderBy("trip_id").collectAsList();
    }

    /** What a version said. */
    private List<Row> rows(int version) {
        return pipeline.tables()
                .versioned(ScoredTable.NAME)
                .rows(version)
                .orderBy("trip_id")
                .collectAsList();
    }

    private static List<Object> predictions(List<Row> rows) {
        return rows.stream()
                .<Object>map(row -> List.of(row.getAs("trip_id"), row.getAs("eta_minutes")))
                .toList();
    }

    private void refused(ExitCode exitCode, String code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new BatchScore(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(exitCode);
                })
                .hasMessage(message);
    }

    /** What is said of rows that version 1 scored for the first time. */
    private static BatchScore.Result scoredBy1(long rows, List<LocalDate> dates) {
        return new BatchScore.Result(
                rows,
                dates,
                "tiny",
                1,
                new TreeMap<>(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
