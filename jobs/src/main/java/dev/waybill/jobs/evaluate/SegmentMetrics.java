package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.QualitySums;
import dev.waybill.common.stats.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The metrics of a segment and their intervals, from the sums of its blocks. */
final class SegmentMetrics implements FlatMapFunction<Row, Row> {

    /** The input column with the sums of each cell, as structs of the day, the block and its sums. */
    static final String SUMS = "sums";

    static final StructType SCHEMA = new StructType()
            .add(Segments.SEGMENT, DataTypes.StringType)
            .add(Segments.SEGMENT_VALUE, DataTypes.StringType)
            .add(Segments.METRIC, DataTypes.StringType)
            .add(Segments.VALUE, DataTypes.DoubleType)
            .add(Segments.LOWER, DataTypes.DoubleType)
            .add(Segments.UPPER, DataTypes.DoubleType)
            .add(Segments.STANDARD_ERROR, DataTypes.DoubleType)
            .add(Segments.INTERVAL_OVER, DataTypes.StringType)
            .add(Segments.ROWS, DataTypes.LongType)
            .add(Segments.DAYS, DataTypes.IntegerType);

    private static final List<String> SIGNED = List.of("bias", "skill", "r2");
    private static final List<String> UP_TO_ONE = List.of("skill", "r2");
    private static final List<String> SHARES = List.of(
            "coverage_",
            "below_",
            "within_",
            "brier",
            "base_rate",
            "mean_probability",
            "accuracy",
            "precision",
            "recall",
            "f1",
            "top_",
            "mean_confidence",
            "unknown_class");

    /** Of the sums, by their names. */
    private final Map<String, Integer> places = new HashMap<>();

    private final QualitySums sums;
    private final SegmentError error;
    private final long seed;
    /** All rows, both ways that they can be parted. */
    private final ErrorBlocks days;

    private final ErrorBlocks parts;
    private final Sampling least;

    /**
     * @param names of the sums, in order
     * @param error that is compared with that of all rows
     * @param least by what rows are parted where there are too few days
     * @param all the cells of all rows
     */
    SegmentMetrics(List<String> names, QualitySums sums, SegmentError error, long seed, Sampling least, List<Row> all) {
        names.forEach(name -> places.put(name, places.size()));
        this.sums = sums;
        this.error = error;
        this.seed = seed;
        this.days = ErrorBlocks.of(all, Sampling.DAYS);
        this.parts = ErrorBlocks.of(all, least);
        this.least = least;
    }

    @Override
    public Iterator<Row> call(Row segment) {
        ErrorBlocks blocks = ErrorBlocks.ofEnoughDays(segment.getList(segment.fieldIndex(SUMS)), least);
        Map<String, Uncertainty> uncertainties = Uncertainty.of(blocks, this::metrics, seed);
        List<Row> rows = new ArrayList<>();
        metrics(blocks.total()).forEach((metric, value) -> {
            if (!metric.equals(Segments.ROWS)) {
                rows.add(row(segment, blocks, metric, value, Optional.ofNullable(uncertainties.get(metric))));
            }
        });
        if (!Segmentation.ALL.equals(segment.getAs(Segments.SEGMENT)) && Double.isFinite(error(blocks))) {
            rows.add(deviation(segment, blocks));
        }
        return rows.iterator();
    }

    private Row deviation(Row segment, ErrorBlocks blocks) {
        ErrorBlocks all = blocks.sampling() == Sampling.DAYS ? days : parts;
        Optional<Uncertainty> uncertainty = blocks.areEnough()
                ? Optional.of(Uncertainty.ofDeviation(blocks, all, place("rows"), place(error.sum())))
                : Optional.empty();
        return row(segment, blocks, error.deviation(), error(blocks) - error(all), uncertainty);
    }

    private int place(String sum) {
        return Objects.requireNonNull(places.get(sum), sum);
    }

    private double error(ErrorBlocks blocks) {
        double[] total = blocks.total();
        return total[place(error.sum())] / total[place("rows")];
    }

    private Map<String, Double> metrics(double[] total) {
        return sums.metrics(name -> {
            Integer place = places.get(name);
            return place == null ? Double.NaN : total[place];
        });
    }

    private Row row(Row segment, ErrorBlocks blocks, String metric, double value, Optional<Uncertainty> found) {
        Optional<Interval> interval = found.map(Uncertainty::interval).map(ends -> possible(metric, ends));
        return RowFactory.create(
                segment.getAs(Segments.SEGMENT),
                segment.getAs(Segments.SEGMENT_VALUE),
                metric,
                value,
                interval.map(Interval::lower).orElse(null),
                interval.map(Interval::upper).orElse(null),
                found.map(Uncertainty::standardError).orElse(null),
                found.map(any -> blocks.sampling().toString()).orElse(null),
                (long) blocks.total()[place(Segments.ROWS)],
                blocks.days());
    }

    /** A t interval does not know that no share lies above 1, and no error below 0. */
    private static Interval possible(String metric, Interval interval) {
        double least = SIGNED.contains(metric) || SegmentError.isDeviation(metric) ? Double.NEGATIVE_INFINITY : 0;
        double most = UP_TO_ONE.contains(metric) || SHARES.stream().anyMatch(metric::startsWith)
                ? 1
                : Double.POSITIVE_INFINITY;
        return interval.within(least, most);
    }
}
