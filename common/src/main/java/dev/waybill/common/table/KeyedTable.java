package dev.waybill.common.table;

import io.delta.tables.DeltaTable;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A table with one row a key, partitioned by event date. Each commit carries a note of its writer's, so that the rows
 * and what is known of them change together; what would change no row commits nothing.
 */
public final class KeyedTable {

    private static final String NOTE = "spark.databricks.delta.commitInfo.userMetadata";
    /** So far back notes are looked for: past what others do to a table, such as compacting it. */
    private static final int COMMITS = 20;

    private final SparkSession spark;
    private final String path;
    private final List<String> key;
    private final Ranking ranking;

    KeyedTable(SparkSession spark, String path, List<String> key, Ranking ranking) {
        this.spark = spark;
        this.path = path;
        this.key = key;
        this.ranking = ranking;
    }

    public boolean exists() {
        return Snapshots.exists(spark, new Path(path));
    }

    public Dataset<Row> rows() {
        return Snapshots.rows(spark, new Path(path));
    }

    /** How many rows there are: told by the table's log, where that knows, or else counted. */
    public long count() {
        return Snapshots.count(spark, new Path(path));
    }

    /** The notes of the last commits, the newest first, an empty one for a commit without; none without a table. */
    public List<String> notes() {
        if (!exists()) {
            return List.of();
        }
        return Snapshots.notes(spark, new Path(path), COMMITS);
    }

    /** Replaces the whole table, its columns included. */
    public void rebuild(Dataset<Row> rows, String note) {
        Snapshots.replacing(rows.repartition(rows.col(Tables.EVENT_DATE)), exists())
                .option("userMetadata", note)
                .partitionBy(Tables.EVENT_DATE)
                .save(path);
    }

    /** Makes the table hold just these rows, by replacing the event dates that differ. */
    public void replace(Dataset<Row> rows, String note) {
        List<LocalDate> dates = Content.differingDates(rows(), rows);
        if (dates.isEmpty()) {
            return;
        }
        String among = Tables.isAmong(dates);
        rows.where(among)
                .repartition(rows.col(Tables.EVENT_DATE))
                .write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .option("replaceWhere", among)
                .option("userMetadata", note)
                .save(path);
    }

    /** What {@link #upsert} of the same rows would do. */
    public Upsert.Counts counts(Dataset<Row> rows, Optional<LocalDate> date) {
        return new Upsert(key, ranking, date).count(rows(), rows);
    }

    /**
     * Puts rows in by their key, of two with one key the better.
     *
     * @param rows one a key
     * @param date that the rows are all of, and of which the table holds no others afterwards; empty if what they do
     *     not name stays
     * @param counts of {@link #counts} for them; where they are all new, as those of a new day, they are added as they are
     */
    public void upsert(Dataset<Row> rows, Optional<LocalDate> date, Upsert.Counts counts, String note) {
        if (counts.onlyAdd()) {
            add(rows, note);
        } else {
            merge(rows, date, note);
        }
    }

    private void add(Dataset<Row> rows, String note) {
        rows.repartition(rows.col(Tables.EVENT_DATE))
                .write()
                .format("delta")
                .mode(SaveMode.Append)
                .option("userMetadata", note)
                .save(path);
    }

    private void merge(Dataset<Row> rows, Optional<LocalDate> date, String note) {
        spark.conf().set(NOTE, note);
        try {
            new Upsert(key, ranking, date).run(DeltaTable.forPath(spark, path), rows);
        } finally {
            spark.conf().unset(NOTE);
        }
    }
}
