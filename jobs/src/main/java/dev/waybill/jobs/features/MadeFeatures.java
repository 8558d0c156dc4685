package dev.waybill.jobs.features;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows with their features, computed whenever they are looked at; closed, Spark lets go of what it kept for that. */
public final class MadeFeatures implements AutoCloseable {

    private final Dataset<Row> rows;
    private final HistoryFeatures histories;

    MadeFeatures(Dataset<Row> rows, HistoryFeatures histories) {
        this.rows = rows;
        this.histories = histories;
    }

    public Dataset<Row> rows() {
        return rows;
    }

    @Override
    public void close() {
        histories.close();
    }
}
