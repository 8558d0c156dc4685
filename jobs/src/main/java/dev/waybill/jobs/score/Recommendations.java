package dev.waybill.jobs.score;

import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.Interactions;
import dev.waybill.common.model.RecommendationScoring;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The table of lists: for each user of table features the items that come next, by the champion, without what it has had. */
final class Recommendations {

    static final String NAME = "recommendations";

    private Recommendations() {}

    /** Replaces the table as a whole. */
    static void write(Champion champion, FactorModel model, JobContext context) {
        context.progress()
                .doing("listing %d items for each user".formatted(model.params().top()));
        Tables tables = context.tables();
        Dataset<Row> histories = Interactions.histories(tables.read(FeatureTable.NAME), model.params());
        Dataset<Row> lists = RecommendationScoring.lists(histories, model)
                .withColumn(ScoredTable.MODEL_NAME, lit(champion.version().model()))
                .withColumn(ScoredTable.MODEL_VERSION, lit(champion.version().version()))
                .withColumn(ScoredTable.MODEL_SHA256, lit(model.sha256()))
                .withColumn(ScoredTable.RUN_ID, lit(context.workspace().runId()))
                .withColumn(
                        ScoredTable.SCORED_AT,
                        lit(Timestamp.from(context.clock().instant())));
        tables.overwrite(NAME, Tables.commented(lists, comments()));
    }

    private static Map<String, String> comments() {
        Map<String, String> comments = new HashMap<>(ScoredTable.comments(Task.recommend, ScoredTable.PREFERENCE, ""));
        comments.put(Interactions.USER, "null stands for everybody who has no list");
        comments.put(RecommendationScoring.RANK, "1 comes first");
        comments.put(
                RecommendationScoring.SCORE,
                "how much it is expected to be wanted; of a fallback, how many users had it");
        comments.put(
                ScoredTable.IS_FALLBACK,
                "whether these are the most popular items, for a user that training never saw");
        return comments;
    }
}
