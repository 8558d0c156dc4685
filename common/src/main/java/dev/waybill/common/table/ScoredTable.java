package dev.waybill.common.table;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.section.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The two tables of predictions: a row's key and event time, the prediction under the label's name, where it came from.
 * {@link #NAME} keeps what each model version said of an event date, {@link #CURRENT} what production says.
 */
public final class ScoredTable {

    /** One row a key and model version. */
    public static final String NAME = "scored";
    /** One row a key: those of {@link #NAME} by the champion that is in charge of the event date. */
    public static final String CURRENT = "scored_current";
    /** Of a task of yes or no, the probability of a yes; of classes, that of the one that is predicted. */
    public static final String PROBABILITY = "probability";
    /** The likeliest classes, each with its probability, the first the one that is predicted. */
    public static final String PROBABILITIES = "probabilities";
    /** Whether the probability of a yes reaches the threshold of the model's decision. */
    public static final String DECISION = "decision";
    /** How odd a row is, above 0 and below 1. */
    public static final String ANOMALY_SCORE = "anomaly_score";
    /** Whether that reaches the threshold of the model. */
    public static final String IS_ANOMALY = "is_anomaly";
    /** How much a user is expected to want the item of a row. */
    public static final String PREFERENCE = "preference";
    /** Whether the model did not know the user, and popularity speaks in its place. */
    public static final String IS_FALLBACK = "is_fallback";
    /** How sure the prediction is, 0 to 1; of a class, the probability of the likeliest. */
    public static final String CONFIDENCE = "confidence";
    /** Whether the row is unlike those that the model was trained on, for {@link #OOD_REASONS}. */
    public static final String IS_OOD = "is_ood";

    public static final String OOD_REASONS = "ood_reasons";
    /** The share of the model's inputs that the row has, 0 to 1. */
    public static final String FEATURE_COVERAGE = "feature_coverage";
    /** Whether that is below {@code score.min-feature-coverage} of the run. */
    public static final String IS_SPARSE = "is_sparse";
    /** What the prediction is made of, beside {@link #BASE_VALUE}: features, their values, what each adds. */
    public static final String EXPLANATION = "explanation";

    public static final String BASE_VALUE = "base_value";
    /** Which intervals the quantiles are from: the model that they were trained with, or a row of table calibrations. */
    public static final String CALIBRATION = "calibration";

    public static final String MODEL_NAME = "model_name";
    public static final String MODEL_VERSION = "model_version";
    public static final String MODEL_SHA256 = "model_sha256";
    /** What the model goes by, with its calibration and its decision: see TrainedModel. */
    public static final String MODEL_ID = "model_id";
    /** Which columns a row has and what they mean: {@link #SCHEMA} of the Waybill that wrote it. */
    public static final String SCHEMA_VERSION = "schema_version";
    /** Goes up where a column changes its meaning or is no longer there. Rows from before it was counted have none. */
    public static final int SCHEMA = 1;

    /** Whose prediction the row's unit is to get: see Experiment; null where there is none, and no such column before the first. */
    public static final String VARIANT = "variant";

    public static final String FEATURES_VERSION = "features_table_version";
    /** When the features were computed: others of the same date make the score stale. */
    public static final String FEATURES_COMPUTED_AT = "features_computed_at";

    public static final String RUN_ID = "run_id";
    public static final String SCORED_AT = "scored_at";

    private ScoredTable() {}

    /** The column of the prediction: under the label's name, unless what is predicted is not the label but its probability. */
    public static String prediction(Task task, String label) {
        return switch (task) {
            case binary -> PROBABILITY;
            case anomaly -> ANOMALY_SCORE;
            case recommend -> PREFERENCE;
            case regression, multiclass -> label;
        };
    }

    /**
     * The same of rows of the table, as a number. An older Waybill wrote the probability of a yes under the label's name,
     * where a model of a quantity that was in charge before may have left others: those are no probabilities.
     */
    public static Column predicted(Dataset<Row> scored, Task task, String label) {
        List<String> there = List.of(scored.columns());
        String prediction = prediction(task, label);
        Stream<Column> own = Stream.of(prediction).filter(there::contains).map(functions::col);
        Column older = functions.when(functions.col(label).between(0, 1), functions.col(label));
        Stream<Column> before = Stream.of(older).filter(any -> !label.equals(prediction) && there.contains(label));
        return functions.coalesce(
                Stream.concat(own, before).map(column -> column.cast("double")).toArray(Column[]::new));
    }

    /** The rows of an experiment that get the challenger's predictions. */
    public static Dataset<Row> ofChallenger(Dataset<Row> scored) {
        return hasVariants(scored)
                ? scored.where(functions.col(VARIANT).equalTo(Variant.challenger.name()))
                : scored.limit(0);
    }

    /** All others: of what is published, those of the version that is in charge of the date. */
    public static Dataset<Row> ofChampion(Dataset<Row> scored) {
        return hasVariants(scored)
                ? scored.where(functions.not(functions.col(VARIANT).eqNullSafe(Variant.challenger.name())))
                : scored;
    }

    /** Whether there ever was an experiment. */
    public static boolean hasVariants(Dataset<Row> scored) {
        return List.of(scored.columns()).contains(VARIANT);
    }

    /** The column of a quantile of what is predicted: {@code eta_minutes_p05}. */
    public static String quantile(String prediction, double level) {
        return String.format(Locale.ROOT, "%s_p%02.0f", prediction, 100 * level);
    }

    /** The column of how likely what is predicted is up to each of some limits: {@code eta_minutes_within}. */
    public static String within(String prediction) {
        return prediction + "_within";
    }

    /**
     * What the columns are, for those who query the table.
     *
     * @param label the name of what is predicted
     */
    public static Map<String, String> comments(Task task, String label, String unit) {
        Map<String, String> comments = new HashMap<>(
                switch (task) {
                    case regression -> ofQuantity(label, unit);
                    case binary -> ofProbability();
                    case multiclass -> ofClass(label);
                    case anomaly -> ofAnomaly();
                    case recommend -> ofPreference();
                });
        comments.put(IS_OOD, "whether the row is unlike those of training, for ood_reasons");
        comments.put(OOD_REASONS, "in what the row is unlike those of training");
        comments.put(FEATURE_COVERAGE, "the share of the model's inputs that the row has, 0 to 1");
        comments.put(IS_SPARSE, "whether feature_coverage is below score.min-feature-coverage");
        comments.put(FeatureTable.IS_FRESH, "whether history was young enough: features.freshness.limit");
        comments.put(MODEL_NAME, "the champion that predicted");
        comments.put(MODEL_VERSION, "its version in the registry");
        comments.put(MODEL_SHA256, "the SHA-256 of its booster");
        comments.put(MODEL_ID, "a SHA-256 of all that its predictions depend on");
        comments.put(SCHEMA_VERSION, "goes up where a column of this table changes its meaning");
        comments.put(
                VARIANT,
                "whose prediction the row's unit is to get: champion or challenger; null without an experiment");
        comments.put(FEATURES_VERSION, "the version of table features that was read");
        comments.put(FEATURES_COMPUTED_AT, "when the features were computed");
        comments.put(RUN_ID, "the run that wrote the row: data/logs has its log");
        comments.put(SCORED_AT, "when the row was scored");
        return comments;
    }

    /**
     * Refuses a label, a key or an event time that is called like another column of a row.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void requireFree(Task task, Source source) {
        Set<String> own = comments(task, "", "").keySet();
        Stream.concat(Stream.of(source.label().name()), FeatureTable.rowColumns(source).stream())
                .filter(name -> own.stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "source has '%s' as its label, in its key or as its event-time, but table %s of the task %s has a column of its own by that name; call it something else"
                                    .formatted(name, NAME, task));
                });
    }

    private static Map<String, String> ofQuantity(String label, String unit) {
        return Map.of(
                label,
                "the prediction" + (unit.isEmpty() ? "" : ", in " + unit),
                within(label),
                "how likely %s is up to each limit of intervals.within, calibrated".formatted(label),
                CONFIDENCE,
                "how sure the prediction is beside others of its model, 0 to 1",
                EXPLANATION,
                "features, their values and what each adds to base_value; the last entry is all others",
                BASE_VALUE,
                "what the model predicts before it has seen a feature",
                CALIBRATION,
                "where the quantiles are from: the model, or a row of table calibrations");
    }

    private static Map<String, String> ofProbability() {
        return Map.of(
                PROBABILITY,
                "how likely a yes is, calibrated",
                DECISION,
                "whether the probability reaches the threshold of the model",
                CONFIDENCE,
                "the probability of the likelier answer, 0.5 to 1",
                EXPLANATION,
                "features, their values, what each adds to base_value in log-odds, and what it does to the probability;"
                        + " the last entry is all others",
                BASE_VALUE,
                "the log-odds of a yes before the model has seen a feature",
                CALIBRATION,
                "how the probability was calibrated: sigmoid, isotonic, beta or none");
    }

    private static Map<String, String> ofAnomaly() {
        return Map.of(
                ANOMALY_SCORE,
                "how odd the row is, above 0 and below 1",
                IS_ANOMALY,
                "whether the score reaches the threshold of the model",
                EXPLANATION,
                "features, their values and how much less odd the row would be with the usual value of each",
                CALIBRATION,
                "null: scores are not calibrated");
    }

    private static Map<String, String> ofPreference() {
        return Map.of(
                PREFERENCE,
                "how much the user was expected to want the item; of a fallback, how many users had it",
                IS_FALLBACK,
                "whether training never saw the user, so that popularity speaks in place of the model",
                EXPLANATION,
                "empty: factors have no names",
                CALIBRATION,
                "null: preferences are not calibrated");
    }

    private static Map<String, String> ofClass(String label) {
        return Map.of(
                label,
                "the likeliest class",
                PROBABILITY,
                "how likely that class is, calibrated",
                PROBABILITIES,
                "the likeliest classes with their probabilities, the likeliest first",
                CONFIDENCE,
                "the probability of the likeliest class",
                EXPLANATION,
                "features, their values and what each adds to base_value for the predicted class; the last entry is all others",
                BASE_VALUE,
                "what the trees of the predicted class add up to before they have seen a feature",
                CALIBRATION,
                "how the probabilities were calibrated: sigmoid, isotonic, beta or none");
    }
}
