package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.conf.Secrets;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Small tables beside the rows that params.yaml names: the values that there are, what belongs to a zone. */
public final class ReferenceData {

    private ReferenceData() {}

    /**
     * Opens one.
     *
     * @param key where it stands in params.yaml, for errors
     * @param path a relative one starts at the workspace's home
     * @throws Refusal if it is not there, or is of another format: a mistake in params.yaml
     */
    public static Dataset<Row> read(
            JobContext context, String key, String format, String path, Map<String, String> options) {
        try {
            return context.spark()
                    .read()
                    .format(format)
                    .options(Secrets.ofProcess().resolve(options))
                    .load(context.workspace().location(path));
        } catch (Exception e) { // Spark throws AnalysisException without declaring it.
            if (!isMistake(e)) {
                throw e;
            }
            throw Refusal.mistake(
                    "params.missing-reference",
                    "Cannot read %s.path %s: there is no such file, or it is not %s.".formatted(key, path, format),
                    "Correct it, or drop '%s'.".formatted(key.substring(key.lastIndexOf('.') + 1)),
                    e);
        }
    }

    /** Whether what Spark throws at a reader's first look comes from params: a path, a format, an option. */
    public static boolean isMistake(Exception thrown) {
        return thrown instanceof AnalysisException
                || thrown instanceof IllegalArgumentException
                || (thrown instanceof SparkThrowable spark && "DATA_SOURCE_NOT_FOUND".equals(spark.getErrorClass()));
    }

    /**
     * Looks for a column.
     *
     * @param key where it stands in params.yaml, for errors
     * @throws Refusal if the table has no such column: a mistake in params.yaml
     */
    public static void requireColumn(Dataset<Row> rows, String key, String column) {
        if (!Arrays.asList(rows.columns()).contains(column)) {
            throw Refusal.mistake(
                    "params.unknown-column",
                    "Invalid params: %s is '%s', which is not among its columns.".formatted(key, column),
                    Suggestion.sentence(column, Arrays.asList(rows.columns())));
        }
    }
}
