package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.model.Input;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withFeatures(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void leavesAModelThatSaysWhereItCameFrom() throws IOException {
        Train.Result result = pipeline.run(new Train());
        TrainedModel model = ModelFolder.read(pipeline.workspace().model());

        assertThat(result.trainRows()).isEqualTo(160);
        assertThat(result.validRows()).isEqualTo(40);
        assertThat(result.rounds()).isBetween(1, 12);
        assertThat(result.modelSha256()).isEqualTo(model.sha256());
        assertThat(new Train().summary(result)).isEqualTo("200 rows, 5 features, " + result.rounds() + " rounds");
        assertThat(model.label()).isEqualTo("eta_minutes");
        assertThat(model.inputs().stream().map(Input::name))
                .containsExactly(
                        "hour",
                        "origin",
                        "destination",
                        "eta_minutes_count_by_origin_destination_7d",
                        "eta_minutes_p50_by_origin_destination_7d");
        assertThat(model.inputs().get(1).categories()).containsExactlyInAnyOrder("z0", "z1", "z2", "z3", "z4");
        assertThat(model.provenance().features()).isEqualTo(pipeline.tables().version(FeatureTable.NAME));
        assertThat(model.provenance().featureSetVersion())
                .isEqualTo(pipeline.tables()
                        .read(FeatureTable.NAME)
                        .select(FeatureTable.VERSION)
                        .first()
                        .getString(0));
        assertThat(model.provenance().trainedAt()).isEqualTo(TinyPipeline.NOW);
        assertThat(model.provenance().runId()).isEqualTo("run-1");
        assertThat(model.provenance().versions()).containsOnlyKeys("java", "spark", "waybill", "xgboost");
        assertThat(pipeline.workspace().metrics("train")).exists();
        assertThat(pipeline.workspace().metrics("split"))
                .content()
                .startsWith("""
                        {
                          "train" : {
                            "dates" : "2020-03-02/2020-03-05",
                            "days" : 4,
                            "rows" : 160,
                            "labelled_rows" : 160,
                            "label_mean" :""")
                .contains("\"valid\" : {", "\"test\" : {");

        byte[] first = Files.readAllBytes(pipeline.workspace().model().resolve("model.ubj"));
        pipeline.run(new Train());
        assertThat(pipeline.workspace().model().resolve("model.ubj")).hasBinaryContent(first);
    }

    @Test
    void trainsAllRoundsWithoutValidationDates() {
        Train.Result result = pipeline.run(new Train(), "split.valid=");
        assertThat(result.rounds()).isEqualTo(12);
        assertThat(result.validRows()).isZero();
    }

    /** Whatever it takes, a run with that length alone gives the same trees. */
    @Test
    void takesTheTrainingLengthThatPredictsTheValidationDatesBest() throws IOException {
        Train.Result chosen = pipeline.run(new Train(), "split={by: age, train: [2d, all], valid: 1d, test: 2d}");

        Fit.Tried best = chosen.tried().stream()
                .min(Comparator.comparingDouble(Fit.Tried::score))
                .orElseThrow();
        assertThat(chosen.tried())
                .extracting(Fit.Tried::train)
                .containsExactly("2020-03-05/2020-03-06", "2020-03-01/2020-03-06");
        assertThat(chosen.tried()).filteredOn(Fit.Tried::taken).containsExactly(best);
        byte[] trees = Files.readAllBytes(pipeline.workspace().model().resolve("model.ubj"));

        pipeline.run(
                new Train(),
                "split={train: %s, valid: 2020-03-07/2020-03-07, test: 2020-03-08/2020-03-09}".formatted(best.train()));
        assertThat(pipeline.workspace().model().resolve("model.ubj")).hasBinaryContent(trees);
    }

    @Test
    void treesGrownOnceMoreHaveTheIntervalsOfThoseThatDidNotSeeTheRowsHeldBack() throws XGBoostError {
        String split = "split={train: 2020-03-02/2020-03-05, valid: 2020-03-06/2020-03-06,"
                + " calibrate: 2020-03-07/2020-03-07, test: 2020-03-08/2020-03-09}";
        pipeline.run(new Train(), split);
        TrainedModel plain = ModelFolder.read(pipeline.workspace().model());
        pipeline.run(new Train(), split, "model.refit=true");
        TrainedModel again = ModelFolder.read(pipeline.workspace().model());
        assertThat(again.calibration().orElseThrow().intervals())
                .isEqualTo(plain.calibration().orElseThrow().intervals());
        assertThat(again.booster().toByteArray()).isNotEqualTo(plain.booster().toByteArray());
    }

    /** Of the day before, as if the last had not been. */
    @Test
    void countsBackFromTheDateOfTheRun() {
        Train.Params params =
                pipeline.bind(Train.Params.class, "split={by: age, train: [2d], test: 1d}", "split.valid=");
        Train.Result result = new Train().run(params, pipeline.context().on(LocalDate.of(2020, 3, 7)));

        assertThat(result.trainRows()).isEqualTo(80);
        assertThat(ModelFolder.read(pipeline.workspace().model())
                        .provenance()
                        .split()
                        .words(Part.train))
                .isEqualTo("2020-03-05/2020-03-06");
    }

    @Test
    void refusesDatesWithoutALabelledRow() {
        refused(
                "train.no-rows",
                "Cannot train: no row of the features table has both a label and its event date in split.train"
                        + " 2020-02-02/2020-02-03. Correct the split, or look at the label in the table.",
                "split.train=2020-02-02/2020-02-03");
        refused(
                "train.no-rows",
                "Cannot train: no row of the features table has both a label and its event date in split.valid"
                        + " 2020-03-10/2020-03-11. Correct the split, or look at the label in the table.",
                "split.valid=2020-03-10/2020-03-11",
                "split.test=2020-03-12/2020-03-13");
    }

    /** The order of files, of rows in them, and how many there are. */
    @Test
    void givesTheSameBytesFromFilesInAnotherOrder() {
        String first = pipeline.run(new Train(), "model.subsample=0.5").modelSha256();
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables()
                .overwrite(
                        FeatureTable.NAME, features.orderBy(functions.rand(1)).repartition(7));
        assertThat(pipeline.run(new Train(), "model.subsample=0.5").modelSha256())
                .isEqualTo(first);
    }

    @Test
    void countsNewRowsMoreByTheirHalfLife() {
        String plain = pipeline.run(new Train(), "split.valid=").modelSha256();
        assertThat(pipeline.run(new Train(), "split.valid=", "model.weights={half-life: 1d}")
                        .modelSha256())
                .isNotEqualTo(plain);
        assertThat(pipeline.run(new Train(), "split.valid=", "model.weights={expr: 'if(hour < 12, 1, 3)'}")
                        .modelSha256())
                .isNotEqualTo(plain);
        assertThat(pipeline.run(new Train(), "split.valid=", "model.weights={expr: '1'}")
                        .modelSha256())
                .isEqualTo(plain);
    }

    @Test
    void namesFeaturesThatNeverVary() {
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables().overwriteByDate(FeatureTable.NAME, features.withColumn("hour", functions.lit(7)));
        Train.Result result = pipeline.run(new Train());
        assertThat(result.unvarying()).containsExactly("hour");
        assertThat(new Train().summary(result)).endsWith("; without use, since they never vary: hour");
    }

    @Test
    void refusesParamsThatNameNoFeature() {
        assertThatThrownBy(() -> pipeline.run(
                        new Train(), "model.monotone={hous: increasing}", "model.objective=reg:squarederror"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has 'hous', which is not a column of the features table. Did you mean 'hour'?");
        assertThatThrownBy(() -> pipeline.run(new Train(), "model.weights.expr=milse"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has 'milse', which is not a column of the features table. Known here: ");
        assertThatThrownBy(() -> pipeline.run(new Train(), "model.monotone={hour: increasing}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not hold with model.objective reg:absoluteerror, whose leaves are medians;"
                        + " use reg:pseudohubererror or reg:squarederror");
    }

    @Test
    void refusesFeaturesMadeByOtherDefinitions() {
        assertThatThrownBy(() -> pipeline.run(new Train(), "features.columns.hour=hour(requested_at) / 2"))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching("Cannot use table features: it has feature set [0-9a-f]{12}, but params now define"
                        + " [0-9a-f]{12}\\. Run job feature-engineer first\\.");
    }

    @Test
    void refusesFeaturesThatAreNeitherNumberNorText() {
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables()
                .overwriteByDate(FeatureTable.NAME, features.withColumn("hour", functions.col("requested_at")));
        refused(
                "features.bad-type",
                "Cannot train on feature hour: it is of type timestamp. Make it a number, a boolean or a text in"
                        + " features.columns.");
    }

    private void refused(String code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new Train(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
        assertThat(pipeline.workspace().model()).doesNotExist();
    }
}
