package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task recommend through all jobs: users of two tastes, each with items of its own. */
class RecommendPipelineTest {

    private static final String PARAMS = """
            task: recommend
            source:
              table: visits
              format: csv
              path: visits.csv
              options: {header: true}
              columns:
                id:    {expr: id, known-at: request}
                at:    {expr: to_timestamp(at), known-at: request}
                who:   {expr: who, known-at: request}
                what:  {expr: what, known-at: request}
              key: [id]
              event-time: at
            features:
              columns: {who: who, what: what}
            split: {train: 2020-03-01/2020-03-04, test: 2020-03-06/2020-03-08}
            recommend: {user: who, item: what, rank: 4, iterations: 5, top: 3}
            gates: {recall: 0.1}
            promote: {rows: 5}
            """;

    @TempDir
    Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        pipeline.write("pipelines/tiny/params.yaml", List.of(PARAMS));
        pipeline.write("visits.csv", visits());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void goesThroughAllJobs() throws IOException {
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());

        Train.Result trained = pipeline.run(new Train());
        assertThat(pipeline.run(new Train()).modelSha256())
                .as("the same rows and seed")
                .isEqualTo(trained.modelSha256());

        Evaluate.Result judged = pipeline.run(new Evaluate());
        assertThat(judged.model().get("recall")).isGreaterThan(figure(judged.baselines(), "most_popular", "recall"));
        assertThat(judged.model().get("ndcg_loss")).isCloseTo(1 - figure(judged.model(), "ndcg"), within(1e-12));
        assertThat(judged.model()).containsEntry("new_users", 1.0).containsEntry("rows", usersWithSomethingNew());

        assertThat(pipeline.run(new Register()).version()).isEqualTo(1);
        assertThat(pipeline.run(new Promote()).rule()).contains(Rule.first_model);
        BatchScore.Result scored = pipeline.run(new BatchScore());
        assertThat(scored.rows()).isPositive();
        assertThat(new BatchScore().summary(scored)).endsWith(" with tiny/1; 32 lists");
        listsAreWhatComesNext();
        TableVersion lists = pipeline.tables().version("recommendations");
        assertThat(pipeline.run(new BatchScore()).lists()).isEmpty();
        assertThat(pipeline.tables().version("recommendations"))
                .as("the same night again")
                .isEqualTo(lists);
        assertThat(pipeline.run(new DriftReport())).isNotNull();

        pipeline.run(new Train(), "recommend.rank=1", "recommend.iterations=1");
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        var receipt = pipeline.run(new Promote(), "gates={}");
        assertThat(receipt.decision()).isNotEqualTo(Decision.promoted);
        assertThat(receipt.comparison().orElseThrow().difference().difference())
                .isCloseTo(
                        figure(receipt.metrics(), "challenger", "ndcg_loss")
                                - figure(receipt.metrics(), "champion tiny/1", "ndcg_loss"),
                        within(1e-9));

        String[] renamed = {"features.columns={whom: who, what: what}", "recommend.user=whom"};
        pipeline.run(new FeatureEngineer(), renamed);
        assertThatThrownBy(() -> pipeline.run(new BatchScore(), renamed))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Cannot score with champion tiny/1: it was trained on feature set");

        Path factors = pipeline.workspace().model().resolve("factors.bin");
        Files.write(factors, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> ModelFolder.open(pipeline.workspace().model()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("factors.bin: its SHA-256 is");
    }

    /** In the test days, and on no day before. */
    private double usersWithSomethingNew() {
        Dataset<Row> rows = pipeline.tables().read("features");
        Dataset<Row> before = rows.where("event_date < '2020-03-06'").select("who", "what");
        return rows.where("event_date between '2020-03-06' and '2020-03-08'")
                .join(before, new String[] {"who", "what"}, "left_anti")
                .select("who")
                .distinct()
                .count();
    }

    private void listsAreWhatComesNext() {
        Dataset<Row> lists = pipeline.tables().read("recommendations");
        assertThat(lists.where("user = 'a1' and rank between 1 and 3").count()).isEqualTo(3);
        assertThat(lists.where("user = 'a1' and not is_fallback and item like 'a%'")
                        .count())
                .isPositive();
        assertThat(lists.where("user = 'stranger' and is_fallback").count()).isEqualTo(3);
        assertThat(lists.where("user is null and is_fallback").count())
                .as("whoever else comes")
                .isEqualTo(3);
        Dataset<Row> had = pipeline.tables()
                .read("features")
                .selectExpr("who as user", "what as item")
                .distinct();
        assertThat(lists.join(had, new String[] {"user", "item"}, "inner").count())
                .isZero();
        assertThat(pipeline.tables().read("scored_current").columns()).contains("preference", "is_fallback");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "recommend.user=whom"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'whom', which is not among features.columns")
                .hasMessageContaining("who");
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "recommend.alpha=0"))
                .hasMessageContaining("has alpha 0.0, but it must be above 0");
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "task=regression"))
                .hasMessageContaining("has no 'label': the task regression learns from one");
    }

    /** Thirty users in nine days; one comes in the test alone, and one item is new there. */
    private static List<String> visits() {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("id,at,who,what"));
        for (int i = 0; i < 720; i++) {
            int user = random.nextInt(30);
            String taste = user % 2 == 0 ? "b" : "a";
            int day = 1 + i / 80;
            String who = day == 7 && i % 80 < 3 ? "stranger" : taste + user;
            String what =
                    day == 6 && i % 80 < 3 ? "new" : taste + (int) Math.floor(15 * Math.pow(random.nextDouble(), 1.5));
            lines.add("v%03d,2020-03-%02d %02d:00:00,%s,%s".formatted(i, day, i % 24, who, what));
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
