package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Loss;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermutationImportanceTest {

    @TempDir
    private Path home;

    @Test
    void findsTheFeaturesThatSayMostAndGivesTheSameHoweverTheRowsAreDistributed() {
        try (TinyPipeline pipeline = TinyPipeline.withModel(home)) {
            TrainedModel model = ModelFolder.read(pipeline.workspace().model());
            Dataset<Row> features = pipeline.tables().read("features");

            List<Importance> importances = of(features.repartition(6), model);

            // Trips take 200 seconds for each zone between their ends, and up to 360 by the hour.
            assertThat(importances.subList(0, 3))
                    .extracting(Importance::feature)
                    .containsAnyOf("origin", "destination", "eta_minutes_p50_by_origin_destination_7d");
            Importance last = importances.get(importances.size() - 1);
            assertThat(importances.get(0).importance()).isGreaterThan(0.5).isGreaterThan(5 * last.importance());
            assertThat(importances).hasSize(model.inputs().size());
            assertThat(of(features.coalesce(1), model)).isEqualTo(importances);
        }
    }

    private static List<Importance> of(Dataset<Row> features, TrainedModel model) {
        return PermutationImportance.of(features, model, List.of("trip_id"), 200, 42, new PredictionLoss(Loss.mae, 0));
    }
}
