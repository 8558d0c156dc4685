package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Redaction;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a pipeline runs and keeps things, usually from {@code conf/<env>.yaml}.
 *
 * @param warehouse the folder of all pipelines' tables, any Hadoop path; a relative one starts at the project's root
 * @param tracking the folder of {@code mlflow.db} and its artifacts, or the http or https address of an MLflow server;
 *     where it is left out, the environment's {@code MLFLOW_TRACKING_URI} counts, and then {@link #TRACKING}
 * @param spark settings of the session; the master only where none is given otherwise
 */
public record Platform(
        @Default("data/warehouse") String warehouse,
        Optional<String> tracking,
        Map<String, String> spark,
        Optional<String> description) {

    /** The folder where nobody names another. */
    public static final String TRACKING = "data/mlflow";

    private static final Pattern SERVER = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATABRICKS = Pattern.compile("(databricks|uc)(-uc)?(://.*)?");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    public Platform {
        if (Redaction.isDue(warehouse)) { // it stands in the log and in the runs of all that write to it
            throw new IllegalArgumentException(
                    "warehouse has a secret in it; give it to Spark where Waybill runs, outside of the params");
        }
        tracking.filter(text -> !isTrackable(text)).ifPresent(text -> {
            throw new IllegalArgumentException(
                    "tracking is '%s', but has to be a folder, or the http:// or https:// address of an MLflow server"
                            .formatted(text));
        });
    }

    /** Whether runs can be kept there: on a server that speaks MLflow's REST, or in a folder. */
    public static boolean isTrackable(String text) {
        boolean folder = !isUri(text) || text.startsWith("file:");
        return isServer(text) || (folder && !DATABRICKS.matcher(text).matches());
    }

    /** Whether a text is the address of a server. */
    public static boolean isServer(String text) {
        return SERVER.matcher(text).matches();
    }

    /** Whether a text names a file system or a server, rather than a folder of this machine. */
    public static boolean isUri(String text) {
        return URI.matcher(text).matches();
    }
}
