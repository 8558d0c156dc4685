package dev.waybill.common.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.VersionNotFoundException;

/** A version of a table that may be gone: its log may have been cleaned up, or its files vacuumed. */
final class PastVersion {

    private PastVersion() {}

    /** Whether it can still be read: at the cost of a look at each of its files. */
    static boolean isWhole(SparkSession spark, Path path, long version) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshots.latest(log);
        return isLogged(log, version)
                && Snapshots.files(Snapshots.last(log, version)).stream().allMatch(file -> isThere(log, path, file));
    }

    private static boolean isLogged(DeltaLog log, long version) {
        try {
            log.history().checkVersionExists(version, true, false);
            return true;
        } catch (Exception e) { // Scala throws a checked AnalysisException that javac does not see
            if (e instanceof VersionNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    /** The log has URIs, of shared or cloned tables absolute ones. */
    static boolean isThere(DeltaLog log, Path table, ActiveFile file) {
        Path there = new Path(table, new Path(URI.create(file.path())));
        try {
            FileSystem files = there.getFileSystem(log.newDeltaHadoopConf());
            return files.exists(there);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for " + there, e);
        }
    }
}
