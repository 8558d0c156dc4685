package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.stats.BlockBootstrap;
import dev.waybill.common.stats.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The metrics of a segment and their intervals, from the sums of its blocks. */
final class SegmentMetrics implements FlatMapFunction<Row, Row> {

    /** The input column with the sums of each block, as structs of the block and its sums. */
    static final String SUMS = "sums";

    static final StructType SCHEMA = new StructType()
            .add(Segments.SEGMENT, DataTypes.StringType)
            .add(Segments.SEGMENT_VALUE, DataTypes.StringType)
            .add(Segments.METRIC, DataTypes.StringType)
            .add(Segments.VALUE, DataTypes.DoubleType)
            .add(Segments.LOWER, DataTypes.DoubleType)
            .add(Segments.UPPER, DataTypes.DoubleType)
            .add(Segments.ROWS, DataTypes.LongType);

    /** From fewer, the percentiles of draws say little of what else could have been. */
    static final int LEAST_BLOCKS = 10;

    private static final int REPLICATES = 1000;
    private static final double CONFIDENCE = 0.95;

    private final List<String> names;
    private final String withinName;
    private final PredictionLoss loss;
    private final long seed;

    SegmentMetrics(List<String> names, String withinName, PredictionLoss loss, long seed) {
        this.names = names;
        this.withinName = withinName;
        this.loss = loss;
        this.seed = seed;
    }

    @Override
    public Iterator<Row> call(Row segment) {
        double[][] blocks = segment.<Row>getList(segment.fieldIndex(SUMS)).stream()
                .map(this::sums)
                .toArray(double[][]::new);
        double[] total = new double[names.size()];
        BlockBootstrap.addAll(blocks, total);
        Map<String, Double> metrics = metrics(total);
        Map<String, Interval> intervals = blocks.length < LEAST_BLOCKS ? Map.of() : intervals(blocks, metrics);
        List<Row> rows = new ArrayList<>();
        metrics.forEach((metric, value) -> {
            if (!metric.equals(Segments.ROWS)) {
                rows.add(row(segment, metric, value, Optional.ofNullable(intervals.get(metric)), total));
            }
        });
        return rows.iterator();
    }

    /** Behind the block's number; NaN for a sum that is missing. */
    private double[] sums(Row block) {
        double[] sums = new double[names.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = block.isNullAt(i + 1) ? Double.NaN : block.getDouble(i + 1);
        }
        return sums;
    }

    private Map<String, Double> metrics(double[] sums) {
        return ErrorSums.metrics(
                name -> {
                    int place = names.indexOf(name);
                    return place < 0 ? Double.NaN : sums[place];
                },
                withinName,
                loss);
    }

    private Map<String, Interval> intervals(double[][] blocks, Map<String, Double> metrics) {
        Map<String, List<Double>> drawn = new HashMap<>();
        BlockBootstrap.draw(
                blocks,
                REPLICATES,
                seed,
                sums -> metrics(sums)
                        .forEach((metric, value) -> drawn.computeIfAbsent(metric, name -> new ArrayList<>())
                                .add(value)));
        Map<String, Interval> intervals = new HashMap<>();
        for (String metric : metrics.keySet()) {
            double[] values = drawn.getOrDefault(metric, List.of()).stream()
                    .mapToDouble(value -> value)
                    .toArray();
            if (values.length == REPLICATES) {
                intervals.put(metric, BlockBootstrap.interval(values, CONFIDENCE));
            }
        }
        return intervals;
    }

    private Row row(Row segment, String metric, double value, Optional<Interval> interval, double[] total) {
        return RowFactory.create(
                segment.getAs(Segments.SEGMENT),
                segment.getAs(Segments.SEGMENT_VALUE),
                metric,
                value,
                interval.map(Interval::lower).orElse(null),
                interval.map(Interval::upper).orElse(null),
                (long) total[names.indexOf(Segments.ROWS)]);
    }
}
