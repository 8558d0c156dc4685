package dev.waybill.jobs.evaluate;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The labelled test rows with all that is said about them: what the model predicts and the naive predictions, their
 * features and the columns of the clean rows. Where a feature has the name of a clean column, the clean one stands.
 */
final class EvaluatedRows {

    /** The model's prediction, and the beginning of the names of its quantiles; see {@link Scoring#columns}. */
    static final String PREDICTION = "_prediction";
    /** Of the model in production. */
    static final String CHAMPION = "_champion";

    private EvaluatedRows() {}

    static Dataset<Row> of(
            Dataset<Row> features,
            Source source,
            Evaluation evaluation,
            TrainedModel model,
            Optional<TrainedModel> champion,
            JobContext context) {
        Dataset<Row> clean = Tables.labelled(
                context.tables().read(source.table()), source.label().name());
        Dataset<Row> others = champion.map(other -> Scoring.predict(features, other, CHAMPION))
                .orElse(features);
        Dataset<Row> predicted =
                Scoring.score(others, model, PREDICTION, model.inputs().size());
        Dataset<Row> joined = clean.join(
                predicted.select(beside(clean, predicted, source.key())),
                source.key().toArray(String[]::new));
        Dataset<Row> train = Parts.rows(clean, model.provenance().split(), fitted(model));
        Dataset<Row> judged = Baselines.predict(
                joined,
                train,
                source.label().name(),
                evaluation.baselines(),
                PredictionLoss.of(
                        evaluation,
                        model.provenance().task(),
                        model.provenance().params()));
        return Sessions.inZone(
                context.spark(), source.timeZone(), () -> withSegmentColumns(judged, evaluation.segmentColumns()));
    }

    /** The key, and the columns that the clean rows lack. */
    private static Column[] beside(Dataset<Row> clean, Dataset<Row> predicted, List<String> key) {
        Set<String> names = new LinkedHashSet<>(Arrays.asList(predicted.columns()));
        names.removeIf(name -> Arrays.stream(clean.columns()).anyMatch(name::equalsIgnoreCase));
        names.addAll(key);
        return names.stream().map(functions::col).toArray(Column[]::new);
    }

    /** The parts that the model was fitted on: the naive predictions get the same. */
    private static List<Part> fitted(TrainedModel model) {
        return model.provenance().params().refit()
                ? List.of(Part.train, Part.valid, Part.calibrate)
                : List.of(Part.train, Part.valid);
    }

    private static Dataset<Row> withSegmentColumns(Dataset<Row> rows, Map<String, String> expressions) {
        Dataset<Row> all = rows;
        for (Map.Entry<String, String> column : expressions.entrySet()) {
            all = all.withColumn(
                    column.getKey(),
                    SqlExpressions.on(rows, "evaluate.segment-columns." + column.getKey(), column.getValue()));
        }
        return all;
    }
}
