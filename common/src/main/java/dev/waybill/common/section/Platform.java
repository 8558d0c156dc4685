package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a pipeline runs and keeps things, usually from {@code conf/<env>.yaml}.
 *
 * @param warehouse the folder of all pipelines' tables, any Hadoop path; a relative one starts at the project's root
 * @param tracking the folder of {@code mlflow.db} and its artifacts
 * @param spark settings of the session; the master only where none is given otherwise
 */
public record Platform(
        @Default("data/warehouse") String warehouse,
        @Default("data/mlflow") String tracking,
        Map<String, String> spark,
        Optional<String> description) {

    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    public Platform {
        if (isUri(tracking)) {
            throw new IllegalArgumentException(
                    "tracking is '%s', but only a folder is supported yet, not the address of a server"
                            .formatted(tracking));
        }
    }

    /** Whether a text names a file system or a server, rather than a folder of this machine. */
    public static boolean isUri(String text) {
        return URI.matcher(text).matches();
    }
}
