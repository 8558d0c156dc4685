package dev.waybill.common.table;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A table of what several model versions say of the same event dates. It is partitioned by both, so that what one version
 * says of a date is replaced without reading what the others say of it.
 */
public final class VersionedTable {

    private static final List<String> PARTITIONS = List.of(Tables.EVENT_DATE, ScoredTable.MODEL_VERSION);

    private final SparkSession spark;
    private final Path path;

    VersionedTable(SparkSession spark, Path path) {
        this.spark = spark;
        this.path = path;
    }

    public boolean exists() {
        return Snapshots.exists(spark, path);
    }

    /** What all versions say. */
    public Dataset<Row> rows() {
        return Snapshots.rows(spark, path);
    }

    /** What one version says. */
    public Dataset<Row> rows(int version) {
        Dataset<Row> all = rows();
        return all.where(all.col(ScoredTable.MODEL_VERSION).equalTo(version));
    }

    /**
     * Replaces what a version says of these event dates, and nothing else, in one commit.
     *
     * @param rows all of the version and of these dates; each date becomes one file, however they were dealt to be scored
     */
    public void replace(int version, Collection<LocalDate> dates, Dataset<Row> rows) {
        rows.repartition(rows.col(Tables.EVENT_DATE))
                .write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .option("mergeSchema", true)
                .option(
                        "replaceWhere",
                        "%s and %s = %d".formatted(Tables.isAmong(dates), ScoredTable.MODEL_VERSION, version))
                .partitionBy(PARTITIONS.toArray(String[]::new))
                .save(path.toString());
    }

    /** Whether it is there with other partitions, as an older Waybill made it. */
    public boolean isLaidOutOtherwise() {
        return exists() && !Snapshots.partitionColumns(spark, path).equals(PARTITIONS);
    }

    /** Puts the same rows into these partitions, in one commit. */
    public void layOutAnew() {
        Dataset<Row> rows = rows();
        Snapshots.replacing(rows.repartition(PARTITIONS.stream().map(rows::col).toArray(Column[]::new)), true)
                .partitionBy(PARTITIONS.toArray(String[]::new))
                .save(path.toString());
    }
}
