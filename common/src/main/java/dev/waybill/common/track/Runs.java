package dev.waybill.common.track;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of runs and what they logged. Each step takes place in its caller's transaction. */
final class Runs {

    /** What a run needs to know of itself. */
    record Run(String id, long experiment, String artifactUri) {}

    private Runs() {}

    static Run insert(
            Transaction transaction, long experiment, String name, String user, Artifacts artifacts, long nowMillis)
            throws SQLException {
        String id = uuid();
        Run run = new Run(id, experiment, artifacts.location(experiment, id));
        transaction.update("""
                insert into runs (
                    run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
                    source_version, lifecycle_stage, artifact_uri, experiment_id
                ) values (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)
                """, id, name, user, nowMillis, run.artifactUri(), experiment);
        return run;
    }

    /** A run that can be written to. */
    static Run require(Transaction transaction, String runId) throws SQLException {
        Optional<Run> run =
                transaction.first("""
                select run_uuid, experiment_id, artifact_uri from runs
                where run_uuid = ? and lifecycle_stage = 'active'
                """, row -> new Run(row.getString(1), row.getLong(2), row.getString(3)), runId);
        return run.orElseThrow(() -> Missing.run(runId));
    }

    /** Newest first. */
    static List<String> withTags(Transaction transaction, String experiment, Map<String, String> tags)
            throws SQLException {
        List<String> runs = transaction.list("""
                select run_uuid from runs join experiments using (experiment_id)
                where experiments.name = ? and runs.lifecycle_stage = 'active' order by start_time desc, runs.rowid desc
                """, row -> row.getString(1), experiment);
        List<String> found = new ArrayList<>();
        for (String run : runs) {
            if (tags(transaction, run).entrySet().containsAll(tags.entrySet())) {
                found.add(run);
            }
        }
        return found;
    }

    /** All that have begun and not ended. */
    static List<String> running(Transaction transaction) throws SQLException {
        return transaction.list("select run_uuid from runs where status = 'RUNNING'", row -> row.getString(1));
    }

    static void finish(Transaction transaction, String runId, RunStatus status, long nowMillis) throws SQLException {
        transaction.update(
                "update runs set status = ?, end_time = ? where run_uuid = ?", status.name(), nowMillis, runId);
    }

    static void setTag(Transaction transaction, String runId, String key, String value) throws SQLException {
        MlflowLimits.requireKey(key);
        transaction.update(
                "insert into tags (run_uuid, key, value) values (?, ?, ?) "
                        + "on conflict do update set value = excluded.value",
                runId,
                key,
                MlflowLimits.cut(value, MlflowLimits.TAG_CHARACTERS));
    }

    static void logParam(Transaction transaction, String runId, String key, String value) throws SQLException {
        MlflowLimits.requireKey(key);
        String kept = MlflowLimits.cut(value, MlflowLimits.PARAM_CHARACTERS);
        String logged = params(transaction, runId).getOrDefault(key, kept);
        MlflowLimits.requireSameParam(runId, key, logged, kept);
        transaction.update(
                "insert into params (run_uuid, key, value) values (?, ?, ?) on conflict do nothing", runId, key, kept);
    }

    /** The latest value of a metric is that of the last step; of one step the newest, and of one instant the largest. */
    static void logMetric(Transaction transaction, String runId, String key, double value, long step, long nowMillis)
            throws SQLException {
        MlflowLimits.requireKey(key);
        Object[] row = {runId, key, stored(value), Double.isNaN(value), step, nowMillis};
        transaction.update("""
                insert into metrics (run_uuid, key, value, is_nan, step, timestamp) values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """, row);
        transaction.update("""
                insert into latest_metrics (run_uuid, key, value, is_nan, step, timestamp) values (?, ?, ?, ?, ?, ?)
                on conflict do update set
                    value = excluded.value, is_nan = excluded.is_nan, step = excluded.step,
                    timestamp = excluded.timestamp
                where (excluded.step, excluded.timestamp, excluded.value)
                    > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)
                """, row);
    }

    /** By step, and then as they were logged. */
    static List<MetricPoint> metricHistory(Transaction transaction, String runId, String metric) throws SQLException {
        return transaction.list(
                "select step, value, is_nan, timestamp from metrics where run_uuid = ? and key = ? "
                        + "order by step, timestamp",
                row -> new MetricPoint(
                        row.getLong("step"),
                        row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
                        Instant.ofEpochMilli(row.getLong("timestamp"))),
                runId,
                metric);
    }

    /** The last step that a metric was logged for; -1 before the first. */
    static long lastStep(Transaction transaction, String runId) throws SQLException {
        return transaction
                .first(
                        "select coalesce(max(step), -1) from latest_metrics where run_uuid = ?",
                        row -> row.getLong(1),
                        runId)
                .orElseThrow();
    }

    static void logInput(Transaction transaction, Run run, DatasetInput input) throws SQLException {
        String uuid = uuid();
        List<String> inserted = transaction.list(
                """
                insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
                values (?, 'DATASET', ?, 'RUN', ?) on conflict do nothing returning input_uuid
                """, row -> row.getString(1), uuid, dataset(transaction, run.experiment(), input), run.id());
        if (!inserted.isEmpty()) {
            transaction.update(
                    "insert into input_tags (input_uuid, name, value) values (?, 'mlflow.data.context', ?)",
                    uuid,
                    input.context());
        }
    }

    static Map<String, String> tags(Transaction transaction, String runId) throws SQLException {
        return transaction.map(
                "select key, coalesce(value, '') as value from tags where run_uuid = ?",
                row -> row.getString("value"),
                runId);
    }

    static Map<String, String> params(Transaction transaction, String runId) throws SQLException {
        return transaction.map(
                "select key, value from params where run_uuid = ?", row -> row.getString("value"), runId);
    }

    static Map<String, Double> metrics(Transaction transaction, String runId) throws SQLException {
        return transaction.map(
                "select key, value, is_nan from latest_metrics where run_uuid = ?",
                row -> row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
                runId);
    }

    /** A dataset belongs to its experiment: runs that read the same share it. */
    private static String dataset(Transaction transaction, long experiment, DatasetInput input) throws SQLException {
        transaction.update(
                """
                insert into datasets (
                    dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema,
                    dataset_profile
                ) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                uuid(),
                experiment,
                input.name(),
                input.digest(),
                DatasetInput.SOURCE_TYPE,
                input.source(),
                input.schema().orElse(null),
                input.profile().orElse(null));
        return transaction
                .first(
                        "select dataset_uuid from datasets where experiment_id = ? and name = ? and digest = ?",
                        row -> row.getString(1),
                        experiment,
                        input.name(),
                        input.digest())
                .orElseThrow();
    }

    /** MLflow's columns hold no NaN. */
    private static double stored(double value) {
        return Double.isNaN(value) ? 0 : MlflowLimits.finite(value);
    }

    private static String uuid() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
