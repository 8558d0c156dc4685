package dev.waybill.common.track;

import java.util.Map;

/** The tags of a run: those that MLflow itself reads, and Waybill's. */
public final class RunTags {

    public static final String RUN_NAME = "mlflow.runName";
    public static final String USER = "mlflow.user";
    public static final String SOURCE_NAME = "mlflow.source.name";
    /** {@code JOB}, {@code LOCAL}, {@code NOTEBOOK} or {@code PROJECT}. */
    public static final String SOURCE_TYPE = "mlflow.source.type";

    public static final String GIT_COMMIT = "mlflow.source.git.commit";
    public static final String GIT_BRANCH = "mlflow.source.git.branch";
    public static final String GIT_URL = "mlflow.source.git.repoURL";
    /** The run of which this is a part: the UI shows it folded below that one. */
    public static final String PARENT_RUN = "mlflow.parentRunId";
    /** Shown above the run, as Markdown. */
    public static final String NOTE = "mlflow.note.content";
    /** Which models a run logged: set by {@link Tracking#logModel}. */
    public static final String MODEL_HISTORY = "mlflow.log-model.history";

    /** The run id of the invocation: in its log lines and in every row that it wrote. */
    public static final String WAYBILL_RUN = "waybill.run_id";

    public static final String STAGE = "waybill.stage";
    public static final String JOB = "waybill.job";
    /** A digest of command, dependencies and params: runs of a stage that share it did the same work. */
    public static final String RUN_KEY = "waybill.run_key";

    /** Of a run that trained a model, and of a version: the SHA-256 of its booster. */
    public static final String MODEL_SHA256 = "waybill.model_sha256";

    private RunTags() {}

    /** Those that Waybill sets of each run. */
    public static Map<String, String> own(String runName, String user) {
        return Map.of(RUN_NAME, runName, USER, user, SOURCE_NAME, "waybill", SOURCE_TYPE, "JOB");
    }

    /** Who runs this process. */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
