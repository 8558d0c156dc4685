package dev.waybill.common.table;

import io.delta.tables.DeltaTable;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongFunction;
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

    /**
     * The version that a version has its rows from: itself, unless it came of compacting.
     *
     * @param commits of the log; empty where it does not, or no longer, have one
     */
    static long origin(long version, LongFunction<Optional<Commit>> commits) {
        long origin = version;
        while (keepsRows(commits.apply(origin)) && commits.apply(origin - 1).isPresent()) {
            origin--;
        }
        return origin;
    }

    /** The last version that has the rows of a version: see {@link #origin}. */
    static long last(long version, LongFunction<Optional<Commit>> commits) {
        long last = version;
        while (keepsRows(commits.apply(last + 1))) {
            last++;
        }
        return last;
    }

    private static boolean keepsRows(Optional<Commit> commit) {
        return commit.map(Commit::keepsRows).orElse(false);
    }
}
