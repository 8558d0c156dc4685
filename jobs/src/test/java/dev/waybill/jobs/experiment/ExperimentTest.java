package dev.waybill.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Variant;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.promote.Receipt;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

    private static final String SHARE = "experiment.challenger=30%";
    private static final String SALT = "experiment.salt=summer";
    private static final String ROWS = "experiment.rows=2";
    private static final LocalDate BEFORE = LocalDate.of(2020, 3, 7);
    private static final List<LocalDate> DATES = List.of(LocalDate.of(2020, 3, 8), LocalDate.of(2020, 3, 9));

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withModel(home);
    }

    /** One date is published before the experiment begins. */
    private void train() {
        pipeline.run(new Register());
        pipeline.run(new Promote());
        new BatchScore()
                .run(pipeline.bind(BatchScore.Params.class), pipeline.context().on(BEFORE));
        pipeline.run(new Train(), "model.max_depth=1", "model.num_round=2");
        figuresAreSaidToBeOfTheSecondModel();
        pipeline.run(new Register());
    }

    /** They are the first one's, which takes less time: nothing here goes by them. */
    private void figuresAreSaidToBeOfTheSecondModel() {
        Path file = pipeline.workspace().metrics("evaluate");
        ObjectNode figures = JsonFile.read(file, ObjectNode.class);
        JsonFile.write(
                file,
                figures.put(
                        "model_id",
                        ModelFolder.read(pipeline.workspace().model()).id()));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void givesItsUnitsTheChallengerAndAllOthersTheChampion() throws IOException {
        train();
        List<Row> before = current("event_date = '2020-03-07'");
        BatchScore.Result result = pipeline.run(new BatchScore(), SHARE, SALT);
        assertThat(result.experiment().orElseThrow())
                .isEqualTo(new BatchScore.Experimented(2, DATES, 0, Optional.empty()));
        assertThat(without(current("event_date = '2020-03-07'"))).isEqualTo(without(before));
        isPublishedByVariant();

        List<TableVersion> versions = versions(); // which no share changes
        pipeline.run(new BatchScore(), "experiment.challenger=60%", SALT);
        assertThat(pipeline.run(new BatchScore()).repointed()).isEmpty();
        assertThat(versions()).as("what is published stays").isEqualTo(versions);

        isFoundAsCountedRowByRow();
        leavesTheChampionInCharge();
        isEvidenceForPromotion();
        scoresAllRowsWithBothInTheShadowAndDealsByAColumn();
    }

    private void isPublishedByVariant() {
        Experiment experiment =
                pipeline.bind(BatchScore.Params.class, SHARE, SALT).experiment().orElseThrow();
        List<Row> rows = current("event_date > '2020-03-07'");
        assertThat(rows).hasSize(80).allSatisfy(row -> {
            Variant variant = experiment.variant(row.<String>getAs("trip_id"));
            assertThat(row.<String>getAs(ScoredTable.VARIANT)).isEqualTo(variant.name());
            assertThat(row.<Integer>getAs(ScoredTable.MODEL_VERSION)).isEqualTo(variant == Variant.champion ? 1 : 2);
        });
        assertThat(said(1)).hasSize(120);
        assertThat(said(2)).hasSizeBetween(10, 40);
        assertThat(rows.stream()
                        .filter(row -> row.<Integer>getAs(ScoredTable.MODEL_VERSION) == 2)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(said(2));
    }

    private void isFoundAsCountedRowByRow() {
        ExperimentEvidence found = Experiments.of(
                pipeline.bind(Experiments.Params.class, SHARE, SALT, ROWS), DateBounds.ALL, pipeline.context());
        assertThat(found.measure()).isEqualTo("mae");
        pipeline.tables().read("trips").createOrReplaceTempView("experiment_trips");
        pipeline.tables().read(ScoredTable.CURRENT).createOrReplaceTempView("experiment_current");
        List<Row> expected = pipeline.context()
                .spark()
                .sql(
                        "select variant, count(*), avg(abs(s.eta_minutes - t.eta_minutes)),"
                                + " sqrt(avg(pow(s.eta_minutes - t.eta_minutes, 2))) from experiment_current s"
                                + " join experiment_trips t using (trip_id) where variant is not null group by 1 order by 1 desc")
                .collectAsList();
        for (int i = 0; i < 2; i++) {
            Arm arm = found.arms().get(i);
            assertThat(arm.variant()).hasToString(expected.get(i).getString(0));
            assertThat(arm.rows()).isEqualTo(expected.get(i).getLong(1)).isEqualTo(arm.units());
            assertThat(arm.metrics().get("mae")).isCloseTo(expected.get(i).getDouble(2), within(1e-9));
            assertThat(arm.loss()).isEqualTo(arm.metrics().get("mae"));
            assertThat(arm.metrics().get("rmse")).isCloseTo(expected.get(i).getDouble(3), within(1e-9));
        }
        assertThat(found.pairedRows())
                .as("the champion has scored the challenger's rows too")
                .isEqualTo(found.arms().get(1).rows());
        assertThat(found.paired().orElseThrow().difference()).isPositive();
        assertThat(found.period().first()).isEqualTo(DATES.get(0));
        assertThat(found.period().over()).isFalse();
        assertThatThrownBy(() ->
                        Experiments.of(pipeline.bind(Experiments.Params.class), DateBounds.ALL, pipeline.context()))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot show an experiment of tiny: params have no section experiment.");
    }

    private void leavesTheChampionInCharge() {
        assertThat(pipeline.run(new Outcomes()).figures().orElseThrow().model()).isEqualTo("tiny/1");
        assertThat(pipeline.tables()
                        .read(Outcomes.TABLE)
                        .groupBy(ScoredTable.MODEL_VERSION, "in_charge")
                        .count()
                        .collectAsList())
                .containsExactlyInAnyOrder(
                        RowFactory.create(1, true, 120L), RowFactory.create(2, false, (long) said(2).size()));
    }

    private void isEvidenceForPromotion() {
        Receipt receipt = pipeline.run(new Promote(), SHARE, SALT, ROWS);
        ExperimentEvidence kept = receipt.experiment().orElseThrow();
        assertThat(JsonFile.read(pipeline.workspace().metrics("promote"), Receipt.class)
                        .experiment())
                .contains(kept);
    }

    @Test
    void refusesUnitsThatNobodyKnowsAtRequest() {
        assertThatThrownBy(() -> pipeline.bind(BatchScore.Params.class, SHARE, SALT, "experiment.unit=distance_mi"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'distance_mi', which is known at finish only");
        assertThatThrownBy(() -> pipeline.bind(BatchScore.Params.class, SHARE, SALT, "experiment.unit=orgin"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not among source.columns. Did you mean 'origin'?");
    }

    private void scoresAllRowsWithBothInTheShadowAndDealsByAColumn() throws IOException {
        for (String table : List.of(ScoredTable.NAME, ScoredTable.CURRENT)) {
            FileUtils.deleteDirectory(
                    home.resolve("warehouse/tiny").resolve(table).toFile());
        }
        pipeline.run(new BatchScore(), SHARE, SALT, "experiment.unit=origin", "score.shadow=true");
        assertThat(said(2)).hasSize(120);
        List<Row> mixed = pipeline.tables()
                .read(ScoredTable.CURRENT)
                .select("trip_id", ScoredTable.VARIANT)
                .join(pipeline.tables().read("trips"), "trip_id")
                .select("origin", ScoredTable.VARIANT)
                .distinct()
                .collectAsList();
        assertThat(mixed).as("each zone has one variant").hasSize(5);
        assertThat(mixed).extracting(row -> row.getString(1)).contains("champion", "challenger");
    }

    private List<Row> said(int version) {
        return pipeline.tables().versioned(ScoredTable.NAME).rows(version).collectAsList();
    }

    private List<Row> current(String where) {
        return pipeline.tables()
                .read(ScoredTable.CURRENT)
                .where(where)
                .orderBy("trip_id")
                .collectAsList();
    }

    private static List<Object> without(List<Row> rows) {
        return rows.stream()
                .<Object>map(row -> List.of(row.getAs("trip_id"), row.getAs("eta_minutes"), row.getAs("scored_at")))
                .toList();
    }

    private List<TableVersion> versions() {
        Tables tables = pipeline.tables();
        return List.of(tables.version(ScoredTable.NAME), tables.version(ScoredTable.CURRENT));
    }
}
