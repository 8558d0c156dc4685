package dev.waybill.jobs.score;

import dev.waybill.common.model.AnomalyScoring;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.RecommendationScoring;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What a model version says of rows of features. */
public final class Predictions {

    private Predictions() {}

    /** Which row it is, the columns of {@link Scoring}, and of which features. */
    static Dataset<Row> of(
            Dataset<Row> features, Champion champion, List<Recalibration> later, Source source, int top) {
        Column[] needed = Stream.of(
                        FeatureTable.rowColumns(source).stream(),
                        Stream.of(FeatureTable.IS_FRESH, FeatureTable.VERSION, FeatureTable.COMPUTED_AT, Trial.DEALT),
                        champion.model().inputNames().stream(),
                        groups(champion.model()),
                        later.stream().flatMap(one -> one.intervals().groups().stream()))
                .flatMap(names -> names)
                .distinct()
                .filter(List.of(features.columns())::contains) // it is for scoring to refuse what is missing
                .map(functions::col)
                .toArray(Column[]::new);
        Dataset<Row> rows = features.select(needed);
        if (champion.model() instanceof ForestModel forest) {
            return AnomalyScoring.score(rows, forest, top);
        }
        if (champion.model() instanceof FactorModel factors) {
            return RecommendationScoring.score(rows, factors);
        }
        Dataset<Row> scored = Scoring.score(rows, champion.trees(), later, prediction(champion.model(), source), top);
        return champion.calibration()
                .map(own -> scored.withColumn(ScoredTable.CALIBRATION, beforeAllOthers(own)))
                .orElse(scored);
    }

    private static Stream<String> groups(SavedModel model) {
        return model instanceof TrainedModel trees ? trees.groups().stream() : Stream.empty();
    }

    /** The columns that a model adds to rows, in order. */
    static List<String> columns(SavedModel model, Source source) {
        return Scoring.columns(model, prediction(model, source));
    }

    /** How many entries an explanation has that names so many features. */
    static int entries(SavedModel model, int top) {
        if (model instanceof ForestModel forest) {
            return AnomalyScoring.entries(forest, top);
        }
        return model instanceof TrainedModel trees ? Scoring.entries(trees, top) : 0;
    }

    /** The column of what a model predicts. */
    static String prediction(SavedModel model, Source source) {
        return ScoredTable.prediction(model.provenance().task(), source.label().name());
    }

    /** Rows before all recalibrations have what the model itself was calibrated by. */
    private static Column beforeAllOthers(String own) {
        return functions.coalesce(functions.col(ScoredTable.CALIBRATION), functions.lit(own));
    }

    /**
     * The same again, of rows that were scored with a calibration of this name: that of the version itself, or a row of
     * table calibrations. Where it is neither, the result names the version.
     *
     * @param top as many features are named in explanations
     */
    public static Dataset<Row> again(
            Dataset<Row> features,
            ModelVersion version,
            TrainedModel model,
            String calibration,
            Source source,
            int top,
            Tables tables) {
        Champion then = new Champion(version, model);
        List<Recalibration> named =
                Calibrations.named(calibration, then, tables).stream().toList();
        return of(features, then, named, source, top);
    }
}
