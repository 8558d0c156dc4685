package dev.waybill.jobs.evaluate;

import dev.waybill.common.conf.Evaluation;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Predictions;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Judges the trained model on the test dates, which it never saw, beside naive predictions for the same rows. */
public final class Evaluate implements Job<Evaluate.Params, Evaluate.Result> {

    private static final String PREDICTION = "_prediction";

    public record Params(Source source, Split split, Evaluation evaluate) {

        public Params {
            Set<String> known = source.columns().keySet();
            for (String column : evaluate.baselines()) {
                if (!known.contains(column)) {
                    throw new IllegalArgumentException(
                            "evaluate.baselines has %s, which is not among source.columns. %s"
                                    .formatted(column, Suggestion.sentence(column, known)));
                }
            }
        }
    }

    /**
     * The metrics of the model, and those of each naive prediction, by the names of {@link RegressionQuality}.
     *
     * @param unit of the label, for people
     */
    public record Result(Map<String, Double> model, Map<String, Map<String, Double>> baselines, String unit) {

        /** How metrics/evaluate.json holds them: the model's own on top. */
        Map<String, Object> asMetrics() {
            Map<String, Object> metrics = new LinkedHashMap<>(model);
            metrics.put("baselines", baselines);
            return metrics;
        }
    }

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        TrainedModel model = ModelFolder.read(context.workspace().model());
        requireUnseen(params.split(), model);
        context.progress().doing("predicting the test dates " + params.split().test());
        Dataset<Row> judged = judged(params, model, context.tables()).persist(StorageLevel.DISK_ONLY());
        try {
            Result result = result(judged, params);
            JsonFile.write(context.workspace().metrics(name()), result.asMetrics());
            return result;
        } finally {
            judged.unpersist();
        }
    }

    private static void requireUnseen(Split now, TrainedModel model) {
        LocalDate lastSeen = model.provenance().split().lastSeen();
        if (!now.test().first().isAfter(lastSeen)) {
            throw Refusal.mistake(
                    "evaluate.seen-dates",
                    "Cannot evaluate on split.test %s: the model has seen labels up to %s."
                            .formatted(now.test(), lastSeen),
                    "Train again with this split, or let split.test begin later.");
        }
    }

    /** The labelled test rows with the model's prediction and the naive ones. */
    private static Dataset<Row> judged(Params params, TrainedModel model, Tables tables) {
        Source source = params.source();
        String label = source.label().name();
        List<String> group = params.evaluate().baselines();
        Dataset<Row> rows =
                tables.read(source.table()).where(functions.col(label).isNotNull());
        Dataset<Row> test = Tables.within(
                        tables.read(FeatureTable.NAME), params.split().test())
                .where(functions.col(label).isNotNull());
        Dataset<Row> predicted = Predictions.predict(test, model, PREDICTION)
                .select(columns(source.key(), List.of(label, PREDICTION)))
                .join(rows.select(columns(source.key(), group)), source.key().toArray(String[]::new));
        return Baselines.predict(predicted, Tables.within(rows, fitted(model)), label, group);
    }

    /** The dates that the model was fitted on: the naive predictions get the same. */
    private static DateRange fitted(TrainedModel model) {
        Split split = model.provenance().split();
        return new DateRange(
                split.train().first(), split.valid().orElse(split.train()).last());
    }

    private static Result result(Dataset<Row> judged, Params params) {
        if (judged.isEmpty()) {
            throw Refusal.mistake(
                    "evaluate.no-rows",
                    "Cannot evaluate: no labelled row has its event date in split.test "
                            + params.split().test() + ".",
                    "Correct the split, or wait for the labels.");
        }
        Source.Label label = params.source().label();
        Evaluation evaluate = params.evaluate();
        Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
        baselines.put("global_median", RegressionQuality.of(judged, label, Baselines.GLOBAL_MEDIAN, evaluate));
        if (!evaluate.baselines().isEmpty()) {
            baselines.put(
                    "median_by_" + String.join("_", evaluate.baselines()),
                    RegressionQuality.of(judged, label, Baselines.GROUP_MEDIAN, evaluate));
        }
        return new Result(
                RegressionQuality.of(judged, label, PREDICTION, evaluate),
                baselines,
                label.unit().orElse(""));
    }

    private static Column[] columns(List<String> first, List<String> others) {
        return Stream.concat(first.stream(), others.stream())
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
    }

    @Override
    public String summary(Result result) {
        String baselines = result.baselines().entrySet().stream()
                .map(baseline -> "%s %s".formatted(baseline.getKey(), mae(baseline.getValue(), result.unit())))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "MAE %s on %,.0f rows (naive: %s)",
                mae(result.model(), result.unit()),
                result.model().get("rows"),
                baselines);
    }

    private static String mae(Map<String, Double> metrics, String unit) {
        return String.format(Locale.ROOT, "%.2f %s", metrics.get("mae"), unit).strip();
    }
}
