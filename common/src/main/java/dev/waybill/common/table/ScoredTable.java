package dev.waybill.common.table;

import java.util.Locale;

/** The table of predictions: a row's key and event time, the prediction under the label's name, where it came from. */
public final class ScoredTable {

    public static final String NAME = "scored";
    /** How sure the prediction is, 0 to 1. */
    public static final String CONFIDENCE = "confidence";
    /** Whether the row is unlike those that the model was trained on, for {@link #OOD_REASONS}. */
    public static final String IS_OOD = "is_ood";

    public static final String OOD_REASONS = "ood_reasons";
    /** What the prediction is made of, beside {@link #BASE_VALUE}: features, their values, what each adds. */
    public static final String EXPLANATION = "explanation";

    public static final String BASE_VALUE = "base_value";
    /** Which intervals the quantiles are from: the model that they were trained with, or a row of table calibrations. */
    public static final String CALIBRATION = "calibration";

    public static final String MODEL_NAME = "model_name";
    public static final String MODEL_VERSION = "model_version";
    public static final String MODEL_SHA256 = "model_sha256";
    public static final String FEATURES_VERSION = "features_table_version";
    /** When the features were computed: others of the same date make the score stale. */
    public static final String FEATURES_COMPUTED_AT = "features_computed_at";

    public static final String RUN_ID = "run_id";
    public static final String SCORED_AT = "scored_at";

    private ScoredTable() {}

    /** The column of a quantile of what is predicted: {@code eta_minutes_p05}. */
    public static String quantile(String prediction, double level) {
        return String.format(Locale.ROOT, "%s_p%02.0f", prediction, 100 * level);
    }
}
