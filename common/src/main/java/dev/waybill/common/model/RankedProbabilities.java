package dev.waybill.common.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import dev.waybill.common.table.Sessions;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The distinct probabilities of some predictions in ascending order, each with how many rows have it and how many have less.
 * Rows with the same probability are counted first, so that what is sorted is at most as much as there are rows; then each
 * partition counts on from what is before it. Kept on disk until closed.
 */
final class RankedProbabilities implements AutoCloseable {

    /** The place of the prediction among those asked for. */
    static final String PREDICTION = "prediction";

    static final String PROBABILITY = "probability";
    static final String ROWS = "rows";
    /** How many of the rows are a yes. */
    static final String YES = "yes";

    static final String ROWS_BELOW = "rows_below";
    static final String YES_BELOW = "yes_below";

    private static final String PARTITION = "partition";
    private static final StructType SCHEMA = StructType.fromDDL(
            "prediction int, probability double, rows bigint, yes bigint, rows_below bigint, yes_below bigint");

    private final Dataset<Row> counted;

    private RankedProbabilities(Dataset<Row> counted) {
        this.counted = counted;
    }

    /**
     * @param label 1 for a yes
     * @param size how many rows there are
     */
    static RankedProbabilities of(Dataset<Row> rows, String label, List<String> predictions, long size) {
        Column[] each = IntStream.range(0, predictions.size())
                .mapToObj(i -> struct(
                        lit(i).as(PREDICTION),
                        col(predictions.get(i)).cast("double").as(PROBABILITY)))
                .toArray(Column[]::new);
        Dataset<Row> counted = rows.select(
                        col(label).equalTo(1).as(YES), explode(array(each)).as("each"))
                .groupBy(
                        col("each." + PREDICTION).as(PREDICTION),
                        col("each." + PROBABILITY).as(PROBABILITY))
                .agg(count(lit(1)).as(ROWS), count_if(col(YES)).as(YES))
                .orderBy(PREDICTION, PROBABILITY)
                .withColumn(PARTITION, spark_partition_id()); // as it was sorted, wherever it is read from here on
        return new RankedProbabilities(
                Sessions.over(size, rows.sparkSession(), () -> counted.persist(StorageLevel.DISK_ONLY())));
    }

    /** A row for each distinct probability of each prediction: columns {@link #PREDICTION} to {@link #YES_BELOW}. */
    Dataset<Row> rows() {
        Map<Integer, Map<Integer, Counts>> before = before();
        MapPartitionsFunction<Row, Row> ranked = rows -> new Ranked(rows, before);
        return counted.mapPartitions(ranked, Encoders.row(SCHEMA));
    }

    /** By partition and prediction, what lies in the partitions before. */
    private Map<Integer, Map<Integer, Counts>> before() {
        List<Row> totals =
                Sessions.summaries(counted.groupBy(PARTITION, PREDICTION).agg(sum(ROWS), sum(YES)));
        Map<Integer, Map<Integer, Counts>> before = new HashMap<>();
        Map<Integer, Counts> sofar = new HashMap<>();
        totals.stream().sorted(Comparator.comparingInt(row -> row.getInt(0))).forEach(total -> {
            before.computeIfAbsent(total.getInt(0), partition -> Map.copyOf(sofar));
            sofar.merge(total.getInt(1), new Counts(total.getLong(2), total.getLong(3)), Counts::plus);
        });
        return before;
    }

    @Override
    public void close() {
        counted.unpersist();
    }

    /** Rows, and how many of them are a yes. */
    private record Counts(long rows, long yes) implements Serializable {

        static final Counts NONE = new Counts(0, 0);

        Counts plus(Counts other) {
            return new Counts(rows + other.rows, yes + other.yes);
        }
    }

    /** Counts as it goes through a partition. */
    private static final class Ranked implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final Map<Integer, Map<Integer, Counts>> before;
        private final Map<Integer, Counts> below = new HashMap<>();
        private int partition = -1;

        Ranked(Iterator<Row> rows, Map<Integer, Map<Integer, Counts>> before) {
            this.rows = rows;
            this.before = before;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Row next() {
            Row row = rows.next();
            enter(row.getInt(4));
            Counts less = below.getOrDefault(row.getInt(0), Counts.NONE);
            below.put(row.getInt(0), less.plus(new Counts(row.getLong(2), row.getLong(3))));
            return RowFactory.create(
                    row.getInt(0), row.getDouble(1), row.getLong(2), row.getLong(3), less.rows(), less.yes());
        }

        private void enter(int now) {
            if (now != partition) {
                partition = now;
                below.clear();
                below.putAll(before.getOrDefault(now, Map.of()));
            }
        }
    }
}
