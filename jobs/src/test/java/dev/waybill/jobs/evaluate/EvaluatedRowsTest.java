package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.promote.Gate;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.promote.Receipt;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.train.Train;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatedRowsTest {

    @TempDir
    private Path home;

    @Test
    void evaluationAndPromotionJudgeToTheLastBitWhatScoringPublishes() {
        try (TinyPipeline pipeline = TinyPipeline.withModel(home)) {
            pipeline.run(new Register());
            pipeline.run(new Train(), "model.num_round=4", "model.max_depth=2");
            pipeline.run(new Evaluate(), "evaluate.importance-rows=2");
            pipeline.run(new Register());
            Dataset<Row> published = published(pipeline, 1).join(published(pipeline, 2), "trip_id");
            pipeline.tracking().setAlias("tiny", Aliases.CHALLENGER, 1);
            Receipt receipt = pipeline.run(new Promote(), "gates={mae: 90, rmse: 90}");

            Evaluate.Params params = pipeline.bind(Evaluate.Params.class);
            Dataset<Row> both = judged(pipeline, params).join(published, "trip_id");
            assertThat(both.where("_prediction = published_1 and _champion = published_2")
                            .count())
                    .isEqualTo(both.count())
                    .isEqualTo(80);

            Map<String, Double> first = quality(both, "published_1", params, model(pipeline, 1));
            Map<String, Double> second = quality(both, "published_2", params, model(pipeline, 1));
            assertThat(receipt.gates())
                    .extracting(Gate::origin, Gate::value, Gate::bound)
                    .containsExactly(
                            tuple("gates.mae", first.get("mae"), 90.0), tuple("gates.rmse", first.get("rmse"), 90.0));
            assertThat(receipt.metrics()).containsOnlyKeys("challenger", "champion tiny/2");
            assertThat(receipt.metrics().get("challenger")).containsEntry("mae", first.get("mae"));
            assertThat(receipt.metrics().get("champion tiny/2")).containsEntry("mae", second.get("mae"));
        }
    }

    /** What the table says once this version has scored. */
    private static Dataset<Row> published(TinyPipeline pipeline, int version) {
        pipeline.tracking().setAlias("tiny", Aliases.CHAMPION, version);
        pipeline.run(new BatchScore());
        return pipeline.tables()
                .read(ScoredTable.NAME)
                .where(functions.col(ScoredTable.MODEL_VERSION).equalTo(version))
                .select(functions.col("trip_id"), functions.col("eta_minutes").as("published_" + version));
    }

    private static Dataset<Row> judged(TinyPipeline pipeline, Evaluate.Params params) {
        TrainedModel first = model(pipeline, 1);
        Dataset<Row> test = Parts.rows(
                pipeline.tables().read(FeatureTable.NAME), first.provenance().split(), Part.test);
        return EvaluatedRows.of(
                test, params.source(), params.evaluate(), first, Optional.of(model(pipeline, 2)), pipeline.context());
    }

    private static TrainedModel model(TinyPipeline pipeline, int version) {
        return ModelFolder.read(pipeline.tracking()
                .download(pipeline.tracking().versions("tiny").stream()
                        .filter(each -> each.version() == version)
                        .findFirst()
                        .orElseThrow()));
    }

    private static Map<String, Double> quality(
            Dataset<Row> rows, String prediction, Evaluate.Params params, TrainedModel model) {
        Source.Label label = params.source().label();
        PredictionLoss loss = PredictionLoss.of(
                params.evaluate(), Task.regression, model.provenance().params());
        return RegressionQuality.of(rows, label, prediction, params.evaluate(), loss);
    }
}
