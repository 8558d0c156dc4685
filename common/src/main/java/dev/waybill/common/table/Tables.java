package dev.waybill.common.table;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Split.DateRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A pipeline's Delta tables, by name, below one folder. Each write is one commit: all or nothing. */
public final class Tables {

    /** The partition column of every table whose rows belong to a day. */
    public static final String EVENT_DATE = "event_date";

    private final SparkSession spark;
    private final Path root;
    /** The attempt that appends belong to; empty for none. */
    private final String attempt;

    private final Map<String, Integer> appends = new HashMap<>();

    /** @param root the pipeline's folder, any Hadoop path */
    public Tables(SparkSession spark, String root) {
        this(spark, new Path(root), "");
    }

    private Tables(SparkSession spark, Path root, String attempt) {
        this.spark = spark;
        this.root = root;
        this.attempt = attempt;
    }

    /**
     * The same tables for one attempt at something: what it appends is appended once, however often the attempt is
     * broken off and made again.
     *
     * @param attempt its name, the same one when it is made again
     */
    public Tables during(String attempt) {
        return new Tables(spark, root, attempt);
    }

    public Path path(String table) {
        return new Path(root, table);
    }

    public boolean exists(String table) {
        return Snapshots.exists(spark, path(table));
    }

    /** The names of all tables there are. */
    public List<String> names() {
        try {
            FileSystem files = root.getFileSystem(spark.sessionState().newHadoopConf());
            FileStatus[] folders = files.exists(root) ? files.listStatus(root) : new FileStatus[0];
            return Arrays.stream(folders)
                    .map(FileStatus::getPath)
                    .filter(folder -> hasLog(files, folder))
                    .map(Path::getName)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the tables in " + root, e);
        }
    }

    /** Told by its folder: to open each table's log would take a moment each. */
    private static boolean hasLog(FileSystem files, Path folder) {
        try {
            return files.globStatus(new Path(folder, "_delta_log/*.json")).length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files in " + folder, e);
        }
    }

    /** The rows of a table as it stands now. */
    public Dataset<Row> read(String table) {
        requireExists(table);
        return Snapshots.rows(spark, path(table));
    }

    /** The rows of a table as they were at a version. */
    public Dataset<Row> read(TableVersion at) {
        requireExists(at.table());
        return Snapshots.rows(spark, path(at.table()), at.version());
    }

    /** Whether the rows of a table as they were at a version are all still there. */
    public boolean isWhole(TableVersion at) {
        return Snapshots.version(spark, path(at.table())).id().equals(at.id())
                && PastVersion.isWhole(spark, path(at.table()), at.version());
    }

    /**
     * Takes away the files that no version needs which is to be kept, or was the latest within some time.
     *
     * @param kept versions, all of them whole
     * @param dryRun whether to take away none
     * @return how many files it is
     */
    public long vacuum(String table, Collection<Long> kept, Duration younger, boolean dryRun) {
        requireExists(table);
        return Vacuum.run(spark, path(table), kept, younger, dryRun);
    }

    /**
     * Makes several small files of a table into one. Its latest version keeps its number, since its rows are the same.
     *
     * @param dryRun whether to say no more than how many files would be
     * @return how many files are made into fewer
     */
    public long compact(String table, boolean dryRun) {
        requireExists(table);
        return Compaction.run(spark, path(table), dryRun);
    }

    /** How many rows a table has now: told by its log, where that knows, or else counted. */
    public long count(String table) {
        requireExists(table);
        return Snapshots.count(spark, path(table));
    }

    /** Which version of a table is the latest: the one whose rows differ from those before. */
    public TableVersion version(String table) {
        requireExists(table);
        return Snapshots.version(spark, path(table));
    }

    /** The latest version of a table, as a file can stand for it. */
    public Pointer pointer(String table) {
        requireExists(table);
        return Snapshots.pointer(spark, path(table));
    }

    /** Replaces a table, its columns included. */
    public void overwrite(String table, Dataset<Row> rows) {
        overwrite(table, rows, "");
    }

    /** The same, in a commit that carries a note. */
    public void overwrite(String table, Dataset<Row> rows, String note) {
        replacing(table, rows).option(Snapshots.NOTE, note).save(path(table).toString());
    }

    /** As {@link #overwrite}, partitioned by {@link #EVENT_DATE}. */
    public void overwriteByDate(String table, Dataset<Row> rows) {
        overwriteByDate(table, rows, "");
    }

    /** The same, in a commit that carries a note. */
    public void overwriteByDate(String table, Dataset<Row> rows, String note) {
        replacing(table, rows.repartition(rows.col(EVENT_DATE)))
                .option(Snapshots.NOTE, note)
                .partitionBy(EVENT_DATE)
                .save(path(table).toString());
    }

    /** What was noted with the commit that made a table what it is; empty for nothing, and without a table. */
    public Optional<String> note(String table) {
        return Optional.of(exists(table) ? Snapshots.note(spark, path(table)) : "")
                .filter(note -> !note.isEmpty());
    }

    private DataFrameWriter<Row> replacing(String table, Dataset<Row> rows) {
        return Snapshots.replacing(rows, exists(table));
    }

    /** Replaces the rows of these event dates, and no others; the rows given must all belong to them. */
    public void replaceDates(String table, Dataset<Row> rows, DateRange dates) {
        replaceDates(table, rows, "%s between '%s' and '%s'".formatted(EVENT_DATE, dates.first(), dates.last()), "");
    }

    /** As {@link #replaceDates(String, Dataset, DateRange)}, of dates that need not follow each other. */
    public void replaceDates(String table, Dataset<Row> rows, Collection<LocalDate> dates) {
        replaceDates(table, rows, dates, "");
    }

    /** The same, in a commit that carries a note. */
    public void replaceDates(String table, Dataset<Row> rows, Collection<LocalDate> dates, String note) {
        replaceDates(table, rows, isAmong(dates), note);
    }

    /**
     * As {@link #replaceDates(String, Dataset, Collection)}, leaving rows in the partitions in which they are: cheaper for
     * wide rows, where those of a date are together already, as in a table by date.
     */
    public void replaceDatesInPlace(String table, Dataset<Row> rows, Collection<LocalDate> dates) {
        replace(table, rows, isAmong(dates), "");
    }

    private void replaceDates(String table, Dataset<Row> rows, String where, String note) {
        replace(table, rows.repartition(rows.col(EVENT_DATE)), where, note);
    }

    private void replace(String table, Dataset<Row> rows, String where, String note) {
        rows.write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .option("mergeSchema", true)
                .option("replaceWhere", where)
                .option(Snapshots.NOTE, note)
                .partitionBy(EVENT_DATE)
                .save(path(table).toString());
    }

    /** A table with one row a key. */
    public KeyedTable keyed(String table, List<String> key, Ranking ranking) {
        return new KeyedTable(spark, path(table).toString(), key, ranking);
    }

    /** A table of what several model versions say. */
    public VersionedTable versioned(String table) {
        return new VersionedTable(spark, path(table));
    }

    /**
     * Replaces the rows that a condition holds for, and no others, unless the table has just these rows already.
     *
     * @param rows for all of which the condition holds
     * @param comparing the columns that tell whether rows are the same
     */
    public void replaceWhere(String table, Dataset<Row> rows, String condition, List<String> comparing) {
        boolean exists = exists(table);
        if (exists && Content.isSame(read(table).where(condition), rows, comparing)) {
            return;
        }
        rows.write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .options(exists ? Map.of("replaceWhere", condition) : Map.of())
                .save(path(table).toString());
    }

    /** Which version of somebody's Delta table lies at a path, as one text. */
    public static String versionAt(SparkSession spark, String path) {
        return Snapshots.version(spark, new Path(path)).toString();
    }

    static String isAmong(Collection<LocalDate> dates) {
        return dates.stream()
                .sorted()
                .map("date'%s'"::formatted)
                .collect(Collectors.joining(", ", EVENT_DATE + " in (", ")"));
    }

    /**
     * The same rows, with comments on columns: what they mean, for those who read the table with whatever tool.
     *
     * @param comments by column; others keep what they have
     */
    public static Dataset<Row> commented(Dataset<Row> rows, Map<String, String> comments) {
        return rows.select(Stream.of(rows.schema().fields())
                .map(field -> Optional.ofNullable(comments.get(field.name()))
                        .map(comment -> rows.col(field.name())
                                .as(field.name(), field.withComment(comment).metadata()))
                        .orElseGet(() -> rows.col(field.name())))
                .toArray(Column[]::new));
    }

    /** The rows whose label is known. */
    public static Dataset<Row> labelled(Dataset<Row> rows, String label) {
        return rows.where(functions.col(label).isNotNull());
    }

    /** The rows whose event date is among these dates. */
    public static Dataset<Row> within(Dataset<Row> rows, DateRange dates) {
        return rows.where(rows.col(EVENT_DATE).between(Date.valueOf(dates.first()), Date.valueOf(dates.last())));
    }

    /** The rows whose event date is one of these. */
    public static Dataset<Row> within(Dataset<Row> rows, Collection<LocalDate> dates) {
        return rows.where(
                rows.col(EVENT_DATE).isin(dates.stream().map(Date::valueOf).toArray()));
    }

    /** All event dates that a table has rows of. */
    public SortedSet<LocalDate> dates(TableVersion at) {
        return new TreeSet<>(perDate(at).keySet());
    }

    /**
     * The same by the log alone, of whichever writer: no file is opened. Rows without a date count for nothing.
     *
     * @return empty of a table that is not partitioned by date
     */
    public Optional<SortedSet<LocalDate>> datesByLog(TableVersion at) {
        return Snapshots.dates(spark, path(at.table()), at.version());
    }

    /** How many rows a table has of each event date: told by its log, where that knows, or else counted. */
    public NavigableMap<LocalDate, Long> perDate(TableVersion at) {
        return Snapshots.perDate(spark, path(at.table()), at.version()).orElseGet(() -> perDate(read(at)));
    }

    static NavigableMap<LocalDate, Long> perDate(Dataset<Row> rows) {
        return Sessions.summaries(rows.where(rows.col(EVENT_DATE).isNotNull())
                        .groupBy(EVENT_DATE)
                        .count())
                .stream()
                .collect(Collectors.toMap(
                        row -> row.getDate(0).toLocalDate(), row -> row.getLong(1), Long::sum, TreeMap::new));
    }

    /** How many rows of these event dates a table has now. */
    public long count(String table, Collection<LocalDate> dates) {
        NavigableMap<LocalDate, Long> perDate = perDate(version(table));
        return dates.stream().mapToLong(date -> perDate.getOrDefault(date, 0L)).sum();
    }

    /** All event dates that there are rows of. */
    public static SortedSet<LocalDate> dates(Dataset<Row> rows) {
        return Sessions.summaries(rows.select(EVENT_DATE).distinct()).stream()
                .map(row -> row.getDate(0).toLocalDate())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The event dates that later versions changed, {@link LocalDate#MIN} standing for unknown ones; empty where the table's
     * log cannot tell.
     */
    public Optional<SortedSet<LocalDate>> touchedSince(TableVersion before) {
        return TouchedDates.since(spark, path(before.table()), before);
    }

    /**
     * The rows that came to a table between two versions of it, read from the files that came.
     *
     * @return empty if others went, or if the log or the files no longer tell
     */
    public Optional<Dataset<Row>> addedBetween(TableVersion before, TableVersion now) {
        return AddedRows.between(spark, path(now.table()), before, now);
    }

    /** Adds a few rows, and columns that are new; within an attempt each of its appends happens once. */
    public void append(String table, Dataset<Row> rows) {
        Sessions.atOnce(
                spark,
                () -> rows.write()
                        .format("delta")
                        .mode(SaveMode.Append)
                        .option("mergeSchema", true)
                        .options(transaction(table))
                        .save(path(table).toString()));
    }

    /** By which Delta knows an append that was committed already: the attempt, and the ordinal of this append in it. */
    private Map<String, String> transaction(String table) {
        return attempt.isEmpty()
                ? Map.of()
                : Map.of("txnAppId", attempt, "txnVersion", String.valueOf(appends.merge(table, 1, Integer::sum)));
    }

    /**
     * Answers a query in which tables go by their names.
     *
     * @param named the tables that it can see: to open one takes a moment, so those that it needs
     */
    public Dataset<Row> sql(String query, Collection<String> named) {
        named.forEach(name -> read(name).createOrReplaceTempView(name));
        return spark.sql(query);
    }

    private void requireExists(String table) {
        if (!exists(table)) {
            throw Refusal.mistake(
                    "table.missing",
                    "Cannot read table '" + table + "': there is none in " + root + " yet.",
                    "Run ./waybill repro -p " + root.getName() + " first.");
        }
    }
}
