package dev.waybill.common.table;

import io.delta.tables.DeltaTable;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
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
    /** Under this name appends are numbered, each by the version that it makes. */
    private static final String ADDED = "waybill-rows";

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
        return Snapshots.notes(spark, new Path(path));
    }

    /** Replaces the whole table, its columns included. */
    public void rebuild(Dataset<Row> rows, String note) {
        Snapshots.replacing(rows.repartition(rows.col(Tables.EVENT_DATE)), exists())
                .option(Snapshots.NOTE, note)
                .partitionBy(Tables.EVENT_DATE)
                .save(path);
    }

    /**
     * What is done about rows that come late, or with other values than before, on dates that somebody has gone by already.
     *
     * @param dates those dates
     * @param rows gets the rows before they are committed, if there are any
     */
    public record Late(Set<LocalDate> dates, Consumer<Dataset<Row>> rows) {

        private void tell(Upsert upsert, Upsert.Counts counts, Dataset<Row> table, Dataset<Row> batch) {
            if (counts.late() > 0) {
                rows.accept(upsert.late(table, batch, dates));
            }
        }
    }

    /** Makes the table hold just these rows, by replacing the event dates that differ. */
    public void replace(Dataset<Row> rows, String note, Late late) {
        List<LocalDate> differing = Content.differingDates(rows(), rows);
        if (differing.isEmpty()) {
            return;
        }
        String among = Tables.isAmong(differing);
        Dataset<Row> changed = rows.where(among);
        if (!Collections.disjoint(differing, late.dates())) {
            Upsert upsert = new Upsert(key, ranking, Optional.empty());
            Dataset<Row> there = rows().where(among);
            late.tell(upsert, upsert.count(there, changed, late.dates()), there, changed);
        }
        writing(changed, SaveMode.Overwrite, note).option("replaceWhere", among).save(path);
    }

    /**
     * Puts rows in by their key, of two with one key the better; commits nothing where that changes nothing.
     *
     * @param rows one a key
     * @param date that the rows are all of, and of which the table holds no others afterwards; empty if what they do
     *     not name stays
     * @param note for the commit, from what becomes of the rows
     */
    public Upsert.Counts upsert(
            Dataset<Row> rows, Optional<LocalDate> date, Function<Upsert.Counts, String> note, Late late) {
        long version = Snapshots.version(spark, new Path(path)).version();
        Upsert upsert = new Upsert(key, ranking, date);
        Dataset<Row> there = upsert.met(Snapshots.rows(spark, new Path(path), version), rows);
        Upsert.Counts counts = upsert.count(there, rows, late.dates());
        late.tell(upsert, counts, there, rows);
        if (counts.onlyAdd()) {
            add(rows, version, note.apply(counts));
        } else if (!counts.changeNothing()) {
            merge(rows, upsert, note.apply(counts));
        }
        return counts;
    }

    /**
     * Adds rows whose keys are all new, as those of a new day are: a fraction of what a merge costs. To an append as such
     * no other writer is in the way; by numbering it Delta refuses one of two that were counted against one version.
     */
    private void add(Dataset<Row> rows, long version, String note) {
        writing(rows, SaveMode.Append, note)
                .option("txnAppId", ADDED)
                .option("txnVersion", version + 1)
                .save(path);
    }

    private static DataFrameWriter<Row> writing(Dataset<Row> rows, SaveMode mode, String note) {
        return rows.repartition(rows.col(Tables.EVENT_DATE))
                .write()
                .format("delta")
                .mode(mode)
                .option(Snapshots.NOTE, note);
    }

    private void merge(Dataset<Row> rows, Upsert upsert, String note) {
        spark.conf().set(NOTE, note);
        try {
            upsert.run(DeltaTable.forPath(spark, path), rows);
        } finally {
            spark.conf().unset(NOTE);
        }
    }
}
