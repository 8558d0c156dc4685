package dev.waybill.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Predictions;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchScoreTest {

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
        assertThat(result)
                .isEqualTo(new BatchScore.Result(120, LocalDate.of(2020, 3, 7), LocalDate.of(2020, 3, 9), "tiny", 1));
        assertThat(new BatchScore().summary(result)).isEqualTo("120 rows of 2020-03-07 to 2020-03-09 with tiny/1");

        Dataset<Row> scored = pipeline.tables().read(ScoredTable.NAME);
        assertThat(scored.schema().toDDL())
                .isEqualTo("trip_id STRING,requested_at TIMESTAMP,event_date DATE,eta_minutes DOUBLE,"
                        + "feature_set_version STRING,model_name STRING,model_version INT,model_sha256 STRING,"
                        + "features_table_version BIGINT,run_id STRING,scored_at TIMESTAMP");
        TrainedModel model = ModelFolder.read(pipeline.workspace().model());
        assertThat(scored.select(
                                "model_name",
                                "model_version",
                                "model_sha256",
                                "features_table_version",
                                "run_id",
                                "scored_at")
                        .distinct()
                        .collectAsList())
                .containsExactly(
                        RowFactory.create("tiny", 1, model.sha256(), 0L, "run-1", Timestamp.from(TinyPipeline.NOW)));
        Dataset<Row> expected = Predictions.predict(
                        pipeline.tables().read(FeatureTable.NAME).drop("eta_minutes"), model, "eta_minutes")
                .where("event_date >= '2020-03-07'");
        assertThat(predictions(scored)).isEqualTo(predictions(expected));
    }

    @Test
    void givesTheSameRowsWhenItIsRunAgainAndLeavesOtherDatesAlone() {
        pipeline.run(new Promote());
        pipeline.run(new BatchScore());
        List<Row> first = rows();
        pipeline.run(new BatchScore());
        assertThat(rows()).isEqualTo(first);

        DateRange early = DateRange.parse("2020-03-02/2020-03-07");
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME, Tables.within(features, early).where("trip_id not like '%-000'"));
        assertThat(pipeline.run(new BatchScore()).rows()).isEqualTo(39);
        assertThat(rows())
                .hasSize(119)
                .filteredOn(BatchScoreTest::isAfterSeventh)
                .isEqualTo(first.stream().filter(BatchScoreTest::isAfterSeventh).toList());
    }

    private static boolean isAfterSeventh(Row row) {
        return row.<Date>getAs("event_date").toLocalDate().isAfter(LocalDate.of(2020, 3, 7));
    }

    @Test
    void hasNothingToDoWithoutAChampion() {
        refused(
                ExitCode.DONE,
                "score.no-champion",
                "Nothing to score with: no model of tiny is champion yet, because none passed the gates. See ./waybill"
                        + " sql \"select reason from promotions\" -p tiny.");
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

    private List<Row> rows() {
        return pipeline.tables().read(ScoredTable.NAME).orderBy("trip_id").collectAsList();
    }

    private static List<Row> predictions(Dataset<Row> rows) {
        return rows.select("trip_id", "requested_at", "eta_minutes", "feature_set_version")
                .orderBy("trip_id")
                .collectAsList();
    }

    private void refused(ExitCode exitCode, String code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new BatchScore(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(exitCode);
                })
                .hasMessage(message);
    }
}
