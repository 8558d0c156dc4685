package dev.waybill.common.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.collection.immutable.Map$;

/**
 * Takes away the files of a table that are of no version younger than some time, and of none that is to be kept. Delta's
 * VACUUM does that: it is given an inventory of files to look at, in which those of versions to be kept are not.
 */
final class Vacuum {

    /**
     * We say ourselves for how long files stay. And a note in the table's log would be a version of it, so that every stage
     * that reads the table were due.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.databricks.delta.retentionDurationCheck.enabled", "false",
            "spark.databricks.delta.vacuum.logging.enabled", "false");

    private static final StructType INVENTORY = new StructType()
            .add("path", DataTypes.StringType)
            .add("length", DataTypes.LongType)
            .add("isDir", DataTypes.BooleanType)
            .add("modificationTime", DataTypes.LongType);

    private Vacuum() {}

    /**
     * Vacuums.
     *
     * @param kept versions whose files stay, all of which are there
     * @param younger versions that were the latest within this time stay as well
     * @param dryRun whether to say no more than how many files would go
     * @return how many files go
     */
    static long run(SparkSession spark, Path path, Collection<Long> kept, Duration younger, boolean dryRun) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        List<Row> files = inventory(log, path, kept);
        return files.isEmpty()
                ? 0
                : Sessions.with(
                        spark,
                        SETTINGS,
                        () -> Sessions.atOnce(
                                spark,
                                () -> run(spark, log, spark.createDataFrame(files, INVENTORY), younger, dryRun)));
    }

    private static long run(
            SparkSession spark, DeltaLog log, Dataset<Row> inventory, Duration younger, boolean dryRun) {
        long files = gc(spark, log, inventory, younger, true).count();
        if (!dryRun && files > 0) {
            gc(spark, log, inventory, younger, false);
        }
        return files;
    }

    private static Dataset<Row> gc(
            SparkSession spark, DeltaLog log, Dataset<Row> inventory, Duration younger, boolean dryRun) {
        return VacuumCommand.gc(
                spark,
                log,
                dryRun,
                Option.apply(younger.toMinutes() / 60.0),
                Option.apply(inventory),
                Option.empty(),
                Map$.MODULE$.empty(),
                new SystemClock());
    }

    /** All files but those of the versions to be kept, the latest among them. */
    private static List<Row> inventory(DeltaLog log, Path table, Collection<Long> kept) {
        try {
            FileSystem files = table.getFileSystem(log.newDeltaHadoopConf());
            Path root = files.makeQualified(table);
            Set<Path> needed = Stream.concat(
                            kept.stream().map(version -> Snapshots.last(log, version)),
                            Stream.of(Snapshots.latest(log)))
                    .flatMap(snapshot -> Snapshots.files(snapshot).stream())
                    .map(file -> new Path(root, new Path(URI.create(file.path()))))
                    .collect(Collectors.toSet());
            List<Row> inventory = new ArrayList<>();
            RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                if (!needed.contains(file.getPath()) && isData(root, file.getPath())) {
                    inventory.add(RowFactory.create(
                            file.getPath().toString(), file.getLen(), false, file.getModificationTime()));
                }
            }
            return inventory;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table, e);
        }
    }

    /** And not of the table's log, or of anything else that is hidden. */
    private static boolean isData(Path root, Path file) {
        String below = root.toUri().relativize(file.toUri()).getPath();
        return !below.startsWith("_") && !below.startsWith(".");
    }
}
