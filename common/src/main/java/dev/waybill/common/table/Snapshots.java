package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.util.FileNames;
import org.apache.spark.sql.functions;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The latest version of a table as Delta itself sees it, checkpoints included. Which files a version has, Delta finds
 * out in three Spark jobs over the log, each time that a session meets one; but beside each commit that it makes it
 * lists them, up to a number, in the commit's checksum. So this looks there first.
 */
final class Snapshots {

    /** The option of a write under which a commit carries a note. */
    static final String NOTE = "userMetadata";

    /** So far back notes are looked for: past what others do to a table, such as compacting it. */
    private static final int COMMITS = 20;

    private Snapshots() {}

    /** Whether anything was committed: asked of the log, since what a session remembers may be older. */
    static boolean exists(SparkSession spark, Path path) {
        return latest(DeltaLog.forTable(spark, path)).version() >= 0;
    }

    /** The rows of the latest version. */
    static Dataset<Row> rows(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        return rows(spark, path, log, latest(log));
    }

    /** The rows of one version. */
    static Dataset<Row> rows(SparkSession spark, Path path, long version) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot latest = latest(log);
        long last = last(log, latest, version);
        return latest.version() == last ? rows(spark, path, log, latest) : loaded(spark, path, last);
    }

    /** Of this version, whatever is written to the table later. */
    private static Dataset<Row> rows(SparkSession spark, Path path, DeltaLog log, Snapshot snapshot) {
        return listed(snapshot)
                .map(files -> log.createDataFrame(snapshot, files, false, Option.empty()))
                .orElseGet(() -> loaded(spark, path, snapshot.version()));
    }

    private static Dataset<Row> loaded(SparkSession spark, Path path, long version) {
        return spark.read().format("delta").option("versionAsOf", version).load(path.toString());
    }

    /** Writes rows as a whole table. To replace what is not there, Delta would look for its files first. */
    static DataFrameWriter<Row> replacing(Dataset<Row> rows, boolean exists) {
        DataFrameWriter<Row> writer = rows.write().format("delta");
        return exists
                ? writer.mode(SaveMode.Overwrite).option("overwriteSchema", true)
                : writer.mode(SaveMode.ErrorIfExists);
    }

    static Pointer pointer(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        TableVersion version = version(spark, path);
        return Pointer.of(
                version,
                files(at(log, version.version())),
                commitFile(log, version.version()).orElseThrow());
    }

    /** The latest version, by the number of the first that has its rows. */
    static TableVersion version(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot latest = latest(log);
        return new TableVersion(
                path.getName(), latest.metadata().id(), Compaction.origin(latest.version(), commits(log, latest)));
    }

    /** The last version that has the rows of one. */
    static Snapshot last(DeltaLog log, long version) {
        return at(log, last(log, latest(log), version));
    }

    private static long last(DeltaLog log, Snapshot latest, long version) {
        return Compaction.last(version, commits(log, latest));
    }

    /** Those up to the latest version: what comes later was not there when it was asked for. */
    private static LongFunction<Optional<Commit>> commits(DeltaLog log, Snapshot latest) {
        return version -> version > latest.version() ? Optional.empty() : commit(log, version);
    }

    private static Snapshot at(DeltaLog log, long version) {
        Snapshot latest = latest(log);
        return latest.version() == version ? latest : log.getSnapshotAt(version, Option.empty(), Option.empty());
    }

    /** How many rows the latest version has: by the statistics in its log, or counted where a writer left them out. */
    static long count(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot snapshot = latest(log);
        return ActiveFile.rows(files(snapshot))
                .orElseGet(() -> rows(spark, path, log, snapshot).count());
    }

    /** The columns that the files of the latest version are parted by. */
    static List<String> partitionColumns(SparkSession spark, Path path) {
        return partitionColumns(latest(DeltaLog.forTable(spark, path)));
    }

    private static List<String> partitionColumns(Snapshot snapshot) {
        return JavaConverters.seqAsJavaList(snapshot.metadata().partitionColumns());
    }

    /**
     * How many rows of each event date a version has, by its log; empty where that does not say: of a table that is not
     * partitioned by date, of files without statistics, of a version that is not the latest.
     */
    static Optional<NavigableMap<LocalDate, Long>> perDate(SparkSession spark, Path path, long version) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot snapshot = latest(log);
        return last(log, snapshot, version) == snapshot.version()
                        && partitionColumns(snapshot).contains(Tables.EVENT_DATE)
                ? listed(snapshot).flatMap(Snapshots::perDate)
                : Optional.empty();
    }

    private static Optional<NavigableMap<LocalDate, Long>> perDate(Seq<AddFile> files) {
        NavigableMap<LocalDate, Long> rows = new TreeMap<>();
        for (AddFile file : JavaConverters.seqAsJavaList(files)) {
            String date = file.partitionValues().getOrElse(Tables.EVENT_DATE, () -> null);
            OptionalLong count = file(file).rows();
            if (date == null || count.isEmpty()) {
                return Optional.empty();
            }
            rows.merge(LocalDate.parse(date), count.getAsLong(), Long::sum);
        }
        return Optional.of(rows);
    }

    /**
     * The event dates that the files of a version are of, by its log alone; empty of a table that is not partitioned by date.
     */
    static Optional<SortedSet<LocalDate>> dates(SparkSession spark, Path path, long version) {
        Snapshot snapshot = last(DeltaLog.forTable(spark, path), version);
        return partitionColumns(snapshot).contains(Tables.EVENT_DATE) ? Optional.of(dates(snapshot)) : Optional.empty();
    }

    private static SortedSet<LocalDate> dates(Snapshot snapshot) {
        Column date = functions
                .col("partitionValues")
                .getItem(Tables.EVENT_DATE)
                .cast("date")
                .as(Tables.EVENT_DATE);
        return Tables.dates(snapshot.allFiles().toDF().where(date.isNotNull()).select(date));
    }

    /** What its writers noted with each of the last commits, the newest first; an empty text for none. */
    static List<String> notes(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        long first = Math.max(0, latest(log).version() - COMMITS + 1);
        Deque<String> notes = new ArrayDeque<>();
        JavaConverters.asJavaIterator(log.getChanges(first, false))
                .forEachRemaining(commit -> notes.addFirst(note(commit._2())));
        return List.copyOf(notes);
    }

    /** What was noted with the latest commit that changed rows; an empty text for nothing. */
    static String note(SparkSession spark, Path path) {
        Iterator<Tuple2<Object, Seq<Action>>> commits = JavaConverters.asJavaIterator(
                DeltaLog.forTable(spark, path).getChanges(version(spark, path).version(), false));
        return commits.hasNext() ? note(commits.next()._2()) : "";
    }

    private static String note(Seq<Action> commit) {
        return JavaConverters.seqAsJavaList(commit).stream()
                .filter(CommitInfo.class::isInstance)
                .map(action -> ((CommitInfo) action).userMetadata().getOrElse(() -> ""))
                .findFirst()
                .orElse("");
    }

    static Snapshot latest(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    private static Optional<Seq<AddFile>> listed(Snapshot snapshot) {
        Option<Seq<AddFile>> files = snapshot.checksumOpt().flatMap(VersionChecksum::allFiles);
        return files.isDefined() ? Optional.of(files.get()) : Optional.empty();
    }

    /** One small line a file, from the log alone. */
    static List<ActiveFile> files(Snapshot snapshot) {
        List<AddFile> files = listed(snapshot)
                .map(JavaConverters::seqAsJavaList)
                .orElseGet(() -> snapshot.allFiles().collectAsList());
        return files.stream().map(Snapshots::file).toList();
    }

    static ActiveFile file(AddFile file) {
        try {
            return ActiveFile.of(JsonFile.JSON.readTree(file.json()).path("add"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not an action of Delta's log: " + file, e);
        }
    }

    /** What a version changed; empty where the log no longer says. */
    private static Optional<Commit> commit(DeltaLog log, long version) {
        Optional<byte[]> file = commitFile(log, version);
        try {
            return file.isPresent() ? Optional.of(Commit.read(file.get())) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Not a commit of Delta's log: version " + version + " of " + log.dataPath(), e);
        }
    }

    private static Optional<byte[]> commitFile(DeltaLog log, long version) {
        Path file = FileNames.unsafeDeltaFile(log.logPath(), version);
        try (InputStream bytes = file.getFileSystem(log.newDeltaHadoopConf()).open(file)) {
            return Optional.of(bytes.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
