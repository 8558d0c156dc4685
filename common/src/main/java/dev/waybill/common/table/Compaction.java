package dev.waybill.common.table;

import io.delta.tables.DeltaTable;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * Several files of a partition made into one, by Delta's OPTIMIZE. A version that comes of it has the rows of the one
 * before, so the two are one to whoever goes by rows: it goes by the number of the first, and is read from the files of
 * the last.
 */
final class Compaction {

    private Compaction() {}

    /**
     * Compacts a table.
     *
     * @param dryRun whether to say no more than how many files would be
     * @return how many files are made into fewer
     */
    static long run(SparkSession spark, Path path, boolean dryRun) {
        long files = several(Snapshots.files(Snapshots.latest(DeltaLog.forTable(spark, path))));
        if (files > 0 && !dryRun) {
            Sessions.atOnce(
                    spark,
                    () -> DeltaTable.forPath(spark, path.toString()).optimize().executeCompaction());
        }
        return files;
    }

    private static long several(Collection<ActiveFile> files) {
        return files.stream()
                .collect(Collectors.groupingBy(ActiveFile::partition, Collectors.counting()))
                .values()
                .stream()
                .filter(count -> count > 1)
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The version that a version has its rows from: itself, unless it came of compacting. */
    static long origin(DeltaLog log, long version) {
        long origin = version;
        while (keepsRows(log, origin)) {
            origin--;
        }
        return origin;
    }

    /** The last version, up to the latest, that has the rows of a version. */
    static long last(DeltaLog log, long version, long latest) {
        long last = version;
        while (last < latest && keepsRows(log, last + 1)) {
            last++;
        }
        return last;
    }

    /** A commit that was cleaned up says nothing. */
    private static boolean keepsRows(DeltaLog log, long version) {
        return Snapshots.commit(log, version).map(Commit::keepsRows).orElse(false);
    }
}
