package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.linkedin.relevance.isolationforest.IsolationForest;
import com.linkedin.relevance.isolationforest.IsolationForestModel;
import dev.waybill.common.model.AnomalyScoring;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Decision;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.promote.Rule;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.score.BatchScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The task anomaly through all jobs. One row in twenty is odd in two numbers and a kind; one in sixteen has a number that is
 * farther off than any of these, and is not odd.
 */
class AnomalyPipelineTest {

    private static final String PARAMS = """
            task: anomaly
            source:
              table: parcels
              format: csv
              path: parcels.csv
              options: {header: true}
              columns:
                id:     {expr: id, known-at: request}
                at:     {expr: to_timestamp(at), known-at: request}
                size:   {expr: cast(size as double), known-at: request}
                weight: {expr: cast(weight as double), known-at: request}
                kind:   {expr: kind, known-at: request}
                odd:    {expr: cast(odd as int), known-at: finish}
              key: [id]
              event-time: at
              %s
            features:
              columns: {size: size, weight: weight, kind: kind, constant: "1", nothing: "cast(null as double)"}
            split: {train: 2020-03-01/2020-03-05, test: 2020-03-06/2020-03-08}
            anomaly: {contamination: 0.05, trees: 30, sample: 64}
            explain: {top: 2}
            gates: {%s}
            promote: {few-days: hours, rows: 5}
            """;

    private static final String LABEL = "label: {name: is_odd, expr: odd}";

    @TempDir
    Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        params(LABEL, "auc: 0.8");
        pipeline.write("parcels.csv", parcels());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void goesThroughAllJobs() throws IOException {
        features();

        Train.Result trained = pipeline.run(new Train());
        assertThat(trained.trainRows()).isEqualTo(300);
        assertThat(trained.unvarying()).containsExactly("constant", "nothing");
        String sha256 = pipeline.run(new Train()).modelSha256();
        assertThat(sha256).as("the same rows and seed").isEqualTo(trained.modelSha256());
        ForestModel model = (ForestModel) ModelFolder.open(pipeline.workspace().model());
        scoresAsTheLibraryDoes(model);

        Evaluate.Result judged = pipeline.run(new Evaluate());
        assertThat(judged.model()).containsEntry("rows", 180.0);
        assertThat(judged.model().get("auc"))
                .isGreaterThan(0.9)
                .isGreaterThan(figure(judged.baselines(), "largest_robust_z", "auc"));
        assertThat(judged.model().get("ranking_error")).isCloseTo(1 - figure(judged.model(), "auc"), within(1e-12));
        assertThat(Files.readString(home.resolve("pipelines/tiny/reports/model-card.md")))
                .contains("| auc |", "Intervals, calibration of probabilities");

        assertThat(pipeline.run(new Register()).version()).isEqualTo(1);
        assertThat(pipeline.run(new Promote()).rule()).contains(Rule.first_model);

        BatchScore.Result scored = pipeline.run(new BatchScore());
        assertThat(scored.rows()).isEqualTo(240);
        assertThat(pipeline.run(new BatchScore()).dates())
                .as("nothing is stale")
                .isEmpty();
        explainsWhatIsOdd();

        assertThat(pipeline.run(new DriftReport())).isNotNull();
        assertThat(pipeline.run(new Outcomes())).isNotNull();
        aChallengerIsComparedOnTheSameRows();
    }

    /** Grown by our job, scored by it: against the library's own transform of a model that it grows plainly. */
    private void scoresAsTheLibraryDoes(ForestModel model) {
        Dataset<Row> rows = pipeline.tables().read("features").where("kind = 'box'");
        IsolationForest plain = new IsolationForest();
        plain.setNumEstimators(20);
        plain.setMaxSamples(64);
        plain.setRandomSeed(42);
        plain.setFeaturesCol("vector");
        Dataset<Row> vectors = new VectorAssembler()
                .setInputCols(new String[] {"size", "weight"})
                .setOutputCol("vector")
                .transform(rows.coalesce(1));
        IsolationForestModel fitted = plain.fit(vectors);
        ForestModel taken = new ForestModel(
                List.of(Input.numeric("size"), Input.numeric("weight")),
                List.of(0f, 0f),
                List.of(1f, 1f),
                ForestGrower.taken(fitted),
                0.5,
                model.params(),
                model.provenance(),
                "");
        Dataset<Row> both = AnomalyScoring.predict(fitted.transform(vectors).drop("vector"), taken, "ours");
        assertThat(both.where("abs(ours - outlierScore) > 2e-6").count()).isZero();
    }

    private void explainsWhatIsOdd() {
        Dataset<Row> current = pipeline.tables().read("scored_current");
        assertThat(current.columns())
                .contains(
                        "id", "anomaly_score", "is_anomaly", "explanation", "model_version", "model_sha256", "run_id");
        Row oddest = current.orderBy(current.col("anomaly_score").desc()).first();
        assertThat(oddest.<Boolean>getAs("is_anomaly")).isTrue();
        List<Row> explanation = oddest.getList(oddest.fieldIndex("explanation"));
        assertThat(explanation).hasSize(2);
        assertThat(explanation.get(0).getString(0)).isIn("size", "weight", "kind");
        assertThat(explanation.get(0).getDouble(2)).isPositive();
        assertThat(explanation.get(0).getDouble(2))
                .isGreaterThanOrEqualTo(explanation.get(1).getDouble(2));
    }

    private void aChallengerIsComparedOnTheSameRows() {
        pipeline.run(new Train(), "anomaly.trees=1", "anomaly.sample=4");
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        var receipt = pipeline.run(new Promote(), "gates={}");
        assertThat(receipt.decision()).isNotEqualTo(Decision.promoted);
        assertThat(receipt.metrics()).containsKeys("challenger", "champion tiny/1");
        assertThat(receipt.comparison().orElseThrow().difference().difference())
                .as("mean of shares is the difference of 1 - AUC")
                .isCloseTo(
                        figure(receipt.metrics(), "champion tiny/1", "auc")
                                - figure(receipt.metrics(), "challenger", "auc"),
                        within(1e-9));
    }

    @Test
    void waitsForLabelsThatAreYetToCome() {
        params(
                LABEL.replace("expr: odd", "expr: \"if(at < timestamp'2020-03-06', odd, null)\""),
                "flagged_share: {min: 0.001, max: 0.3}");
        features();
        modelOf("anomaly.seed=42");
        assertThat(pipeline.run(new Promote()).rule()).contains(Rule.first_model);
        modelOf("anomaly.seed=7");
        assertThatThrownBy(() -> pipeline.run(new Promote()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "no row of 2020-03-06/2020-03-08 that neither model has seen is labelled odd, or each is");
    }

    private void modelOf(String seed) {
        pipeline.run(new Train(), seed);
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
    }

    @Test
    void needsNoLabel() {
        params("", "flagged_share: {min: 0.001, max: 0.3}");
        features();
        pipeline.run(new Train());
        Evaluate.Result judged = pipeline.run(new Evaluate());
        assertThat(judged.model()).containsKeys("rows", "flagged_share").doesNotContainKey("auc");
        assertThat(new Evaluate().summary(judged)).isEqualTo("180 rows, none with a label");
        pipeline.run(new Register());
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.promoted);
        modelOf("anomaly.seed=7");
        assertThat(pipeline.run(new Promote()).rule()).contains(Rule.unlabelled);
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "anomaly.contamination=0.6"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has contamination 0.6, but it must be above 0 and at most 0.5");
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "anomaly.contamination=0"))
                .hasMessageContaining("has contamination 0.0, but it must be above 0 and at most 0.5");
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "task=regression"))
                .hasMessageContaining("'anomaly' is there, but the task is regression");

        features();
        assertThatThrownBy(() -> pipeline.run(new Train(), "anomaly.sample=500", "anomaly.rows=1000"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has 300 rows, and each tree is to be grown on 500 (anomaly.sample)");

        pipeline.run(new Train());
        Path forest = pipeline.workspace().model().resolve("forest.json");
        Files.writeString(forest, Files.readString(forest).replaceFirst("\"sample\" ?: ?64", "\"sample\":63"));
        assertThatThrownBy(() -> ModelFolder.open(pipeline.workspace().model()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("forest.json: its SHA-256 is");
        assertThatThrownBy(() -> ModelFolder.read(pipeline.workspace().model()))
                .hasMessageContaining("it is an isolation forest");
    }

    @Test
    void refusesRowsInWhichNothingVaries() {
        List<String> same = new ArrayList<>(parcels());
        same.replaceAll(
                line -> line.startsWith("id") ? line : line.split(",", -1)[0] + "," + line.split(",", -1)[1] + ",,,,0");
        pipeline.write("parcels.csv", same);
        features();
        assertThatThrownBy(() -> pipeline.run(new Train()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "each feature has one value in all rows of split.train, or none (size, weight, kind, constant, nothing)");
    }

    private void features() {
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
    }

    private void params(String label, String gates) {
        pipeline.write("pipelines/tiny/params.yaml", List.of(PARAMS.formatted(label, gates)));
    }

    /** Days 1 to 9 of March 2020, 60 each. */
    private static List<String> parcels() {
        Random random = new Random(5);
        List<String> lines = new ArrayList<>(List.of("id,at,size,weight,kind,odd"));
        for (int i = 0; i < 540; i++) {
            boolean odd = i % 20 == 7;
            double size = 10 + 2 * random.nextGaussian() + (odd ? 6 : 0) + (i % 16 == 5 ? 10 : 0);
            double weight = 5 + random.nextGaussian() + (odd ? 3 : 0);
            String kind = odd ? "sack" : i % 3 == 0 ? "bag" : "box";
            lines.add("p%03d,2020-03-%02d %02d:00:00,%.3f,%.3f,%s,%d"
                    .formatted(i, 1 + i / 60, i % 24, size, weight, kind, odd ? 1 : 0));
        }
        return lines;
    }

    private static double figure(Map<String, Double> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name));
    }

    private static <M extends Map<String, Double>> double figure(Map<String, M> all, String whose, String name) {
        return figure(Objects.requireNonNull(all.get(whose)), name);
    }
}
