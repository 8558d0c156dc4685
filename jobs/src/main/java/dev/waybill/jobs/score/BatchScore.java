package dev.waybill.jobs.score;

import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Predictions;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Predicts, with the champion, every row whose event date comes after those that models are trained on. Each date is
 * written as a whole: scoring it again replaces it.
 */
public final class BatchScore implements Job<BatchScore.Params, BatchScore.Result> {

    public record Params(Source source, Split split) {}

    public record Result(long rows, LocalDate first, LocalDate last, String model, int version) {}

    @Override
    public String name() {
        return "batch-score";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        String pipeline = context.workspace().pipeline();
        ModelVersion champion = context.tracking()
                .byAlias(pipeline, Aliases.CHAMPION)
                .orElseThrow(() -> Refusal.nothingToDo(
                        "score.no-champion",
                        "Nothing to score with: no model of " + pipeline
                                + " is champion yet, because none passed the gates.",
                        "See ./waybill sql \"select reason from promotions\" -p " + pipeline + "."));
        TrainedModel model = ModelFolder.read(context.tracking().download(champion));
        TableVersion version = context.tables().version(FeatureTable.NAME);
        Dataset<Row> features = context.tables().read(version);
        DateRange dates = datesAfter(params.split().lastSeen(), features, params);
        refuseOtherFeatures(Tables.within(features, dates), model, champion);
        context.progress().doing("scoring " + dates + " with " + champion);
        Dataset<Row> scored = scored(Tables.within(features, dates), params.source(), model)
                .select(provenance(champion, model, version, context));
        context.tables().replaceDates(ScoredTable.NAME, scored, dates);
        long rows =
                Tables.within(context.tables().read(ScoredTable.NAME), dates).count();
        return new Result(rows, dates.first(), dates.last(), champion.model(), champion.version());
    }

    /** The key, when it was asked for, and the prediction under the label's name. */
    static Dataset<Row> scored(Dataset<Row> features, Source source, TrainedModel model) {
        String prediction = source.label().name();
        Column[] columns = Stream.concat(
                        FeatureTable.rowColumns(source).stream(), Stream.of(prediction, FeatureTable.VERSION))
                .map(functions::col)
                .toArray(Column[]::new);
        return Predictions.predict(features.drop(prediction), model, prediction).select(columns);
    }

    /** All columns, and where a prediction came from. */
    private static Column[] provenance(
            ModelVersion champion, TrainedModel model, TableVersion features, JobContext context) {
        return new Column[] {
            functions.col("*"),
            functions.lit(champion.model()).as(ScoredTable.MODEL_NAME),
            functions.lit(champion.version()).as(ScoredTable.MODEL_VERSION),
            functions.lit(model.sha256()).as(ScoredTable.MODEL_SHA256),
            functions.lit(features.version()).as(ScoredTable.FEATURES_VERSION),
            functions.lit(context.workspace().runId()).as(ScoredTable.RUN_ID),
            functions.lit(Timestamp.from(context.clock().instant())).as(ScoredTable.SCORED_AT)
        };
    }

    /** A model sees only the features that it was trained on; others of the same name would give it silent nonsense. */
    private static void refuseOtherFeatures(Dataset<Row> features, TrainedModel model, ModelVersion champion) {
        String trained = model.provenance().featureSetVersion();
        if (!features.where(functions.col(FeatureTable.VERSION).notEqual(trained))
                .isEmpty()) {
            throw Refusal.mistake(
                    "score.other-features",
                    "Cannot score with champion %s: it was trained on feature set %s, and the features have been defined anew since."
                            .formatted(champion, trained),
                    "Promote a model that was trained on the new ones, or take back the change of features.");
        }
    }

    private static DateRange datesAfter(LocalDate seen, Dataset<Row> features, Params params) {
        Object last = features.agg(functions.max(Tables.EVENT_DATE)).first().get(0);
        LocalDate end = last == null ? seen : ((Date) last).toLocalDate();
        if (!end.isAfter(seen)) {
            throw Refusal.mistake(
                    "score.no-rows",
                    "Cannot score: no row of %s has its event date after %s, the last that training uses."
                            .formatted(params.source().table(), seen),
                    "Bring in later rows, or end the split earlier.");
        }
        return new DateRange(seen.plusDays(1), end);
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d rows of %s to %s with %s/%d",
                result.rows(),
                result.first(),
                result.last(),
                result.model(),
                result.version());
    }
}
