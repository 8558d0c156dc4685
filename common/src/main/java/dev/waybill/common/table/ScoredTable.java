package dev.waybill.common.table;

/** The table of predictions: a row's key and event time, the prediction under the label's name, where it came from. */
public final class ScoredTable {

    public static final String NAME = "scored";
    public static final String MODEL_NAME = "model_name";
    public static final String MODEL_VERSION = "model_version";
    public static final String MODEL_SHA256 = "model_sha256";
    public static final String FEATURES_VERSION = "features_table_version";
    public static final String RUN_ID = "run_id";
    public static final String SCORED_AT = "scored_at";

    private ScoredTable() {}
}
