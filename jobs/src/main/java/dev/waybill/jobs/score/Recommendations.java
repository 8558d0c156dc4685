package dev.waybill.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.Interactions;
import dev.waybill.common.model.RecommendationScoring;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table of lists: for each user of table features the items that come next, by the champion, without what it has had.
 *
 * @param features that the lists are made from
 */
record Recommendations(Champion champion, FactorModel model, TableVersion features) {

    static final String NAME = "recommendations";

    /** What lists were made from: the note of the commit. */
    private record Basis(int version, String modelId, TableVersion features) {}

    /**
     * The lists to be written; empty where the champion lists nothing, or the table has these lists already.
     *
     * @throws Refusal where the features have been defined anew since
     */
    static Optional<Recommendations> due(Champion champion, TableVersion features, Tables tables) {
        return champion.model() instanceof FactorModel factors
                ? Optional.of(new Recommendations(champion, factors, features)).filter(lists -> lists.areDue(tables))
                : Optional.empty();
    }

    private boolean areDue(Tables tables) {
        if (tables.note(NAME).filter(note()::equals).isPresent()) {
            return false;
        }
        champion.requireItsFeatures(tables.read(features));
        return true;
    }

    private String note() {
        return JsonFile.line(new Basis(champion.version().version(), model.id(), features));
    }

    /**
     * Replaces the table as a whole.
     *
     * @return how many lists it has
     */
    long write(JobContext context) {
        context.progress()
                .doing("listing %d items for each user".formatted(model.params().top()));
        Tables tables = context.tables();
        Dataset<Row> histories = Interactions.histories(tables.read(features), model.params());
        Dataset<Row> lists = RecommendationScoring.lists(histories, model)
                .withColumn(ScoredTable.MODEL_NAME, lit(champion.version().model()))
                .withColumn(ScoredTable.MODEL_VERSION, lit(champion.version().version()))
                .withColumn(ScoredTable.MODEL_SHA256, lit(model.sha256()))
                .withColumn(ScoredTable.MODEL_ID, lit(model.id()))
                .withColumn(ScoredTable.FEATURES_VERSION, lit(features.version()))
                .withColumn(ScoredTable.RUN_ID, lit(context.workspace().runId()))
                .withColumn(
                        ScoredTable.SCORED_AT,
                        lit(Timestamp.from(context.clock().instant())));
        tables.overwrite(NAME, Tables.commented(lists, comments()), note());
        return Sessions.count(
                tables.read(NAME).where(col(RecommendationScoring.RANK).equalTo(1)));
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
