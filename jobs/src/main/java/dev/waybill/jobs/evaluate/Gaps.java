package dev.waybill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.stats.Interval;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.evaluate.Gap.End;
import dev.waybill.jobs.evaluate.stats.Shrinkage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The largest gap between the segments of each segmentation, with chance taken out: see {@link Shrinkage}.
 *
 * <p>A segmentation's segments are held by one executor, some hundred bytes for each that has rows enough to be compared.
 */
final class Gaps {

    private static final Object[] BY_TIME = {
        Segmentation.ALL, Segmentation.DATE, Segmentation.HOUR, Segmentation.HOUR_OF_DAY
    };

    private static final String ERROR = "error";

    private static final StructType SCHEMA = StructType.fromDDL("segment string, measured double,"
            + " worst string, worst_error double, worst_likely double, best string, best_error double, best_likely double,"
            + " lower double, upper double, interval_over string, compared bigint");

    private Gaps() {}

    /**
     * By segmentation; none of one that has not two segments to compare.
     *
     * @param table as {@link Segments#of} makes it
     * @param leastRows of a segment that is compared
     */
    static Map<String, Gap> of(Dataset<Row> table, int leastRows) {
        MapFunction<Row, String> segmentation = row -> row.getString(0);
        FlatMapGroupsFunction<String, Row, Row> gap = Gaps::ofSegmentation;
        Map<String, Gap> gaps = new TreeMap<>();
        Sessions.summaries(compared(table, leastRows)
                        .groupByKey(segmentation, Encoders.STRING())
                        .flatMapSortedGroups(new Column[] {col(Segments.SEGMENT_VALUE)}, gap, Encoders.row(SCHEMA)))
                .forEach(row -> gaps.put(row.getString(0), gap(row)));
        return gaps;
    }

    private static Dataset<Row> compared(Dataset<Row> table, int leastRows) {
        Column enough =
                col(Segments.ROWS).geq(leastRows).or(col(Segments.SEGMENT).equalTo(ScoredTable.IS_OOD));
        return table.where(enough.and(not(col(Segments.SEGMENT).isin(BY_TIME))))
                .groupBy(Segments.SEGMENT, Segments.SEGMENT_VALUE, Segments.ROWS)
                .agg(
                        of(SegmentError.names(), Segments.VALUE).as(ERROR),
                        of(SegmentError.rootMeanSquares(), Segments.VALUE),
                        of(SegmentError.deviations(), Segments.VALUE),
                        of(SegmentError.deviations(), Segments.STANDARD_ERROR),
                        of(SegmentError.deviations(), Segments.INTERVAL_OVER))
                .where(col(ERROR).isNotNull());
    }

    /** Of one of these metrics, the one that there is. */
    private static Column of(Object[] metrics, String what) {
        return max(when(col(Segments.METRIC).isin(metrics), col(what)));
    }

    /**
     * A segment with its error.
     *
     * @param rms root mean square of the errors of its rows
     * @param error standard error of the deviation from the error of all rows
     */
    private record Candidate(
            String value, long rows, double mean, double rms, double deviation, double error, Sampling sampling) {

        static Candidate of(Row row) {
            return new Candidate(
                    row.getString(1),
                    row.getLong(2),
                    row.getDouble(3),
                    orNone(row, 4),
                    orNone(row, 5),
                    orNone(row, 6),
                    row.isNullAt(7) ? Sampling.TEN_MINUTES : Sampling.parse(row.getString(7)));
        }

        private static double orNone(Row row, int place) {
            return row.isNullAt(place) ? Double.NaN : row.getDouble(place);
        }

        boolean isTold() {
            return Double.isFinite(error) && Double.isFinite(rms);
        }

        /** What chance in its rows alone would move its error by, squared. */
        double varianceOfRows() {
            return Math.max(0, rms * rms - mean * mean) / rows;
        }
    }

    private static Iterator<Row> ofSegmentation(String segmentation, Iterator<Row> rows) {
        List<Candidate> all = new ArrayList<>();
        rows.forEachRemaining(row -> all.add(Candidate.of(row)));
        if (all.size() < 2) {
            return List.<Row>of().iterator();
        }
        List<Candidate> told = all.stream().filter(Candidate::isTold).toList();
        return List.of(told.size() < 2 ? asMeasured(segmentation, all) : withoutChance(segmentation, all.size(), told))
                .iterator();
    }

    private static Row asMeasured(String segmentation, List<Candidate> all) {
        Candidate worst = all.get(most(all.size(), i -> all.get(i).mean()));
        Candidate best = all.get(most(all.size(), i -> -all.get(i).mean()));
        return RowFactory.create(
                segmentation,
                worst.mean() - best.mean(),
                worst.value(),
                worst.mean(),
                worst.mean(),
                best.value(),
                best.mean(),
                best.mean(),
                null,
                null,
                null,
                (long) all.size());
    }

    private static Row withoutChance(String segmentation, long compared, List<Candidate> told) {
        double shared = varianceBetweenBlocks(told);
        Shrinkage shrinkage = Shrinkage.of(
                told.stream().mapToDouble(Candidate::deviation).toArray(),
                told.stream()
                        .mapToDouble(each -> Math.sqrt(each.varianceOfRows() + shared))
                        .toArray());
        double[] likely =
                IntStream.range(0, told.size()).mapToDouble(shrinkage::mean).toArray();
        int worst = most(told.size(), i -> likely[i]);
        int best = most(told.size(), i -> -likely[i]);
        Interval interval = shrinkage.difference(worst, best, Uncertainty.CONFIDENCE);
        return RowFactory.create(
                segmentation,
                told.stream().mapToDouble(Candidate::mean).max().orElseThrow()
                        - told.stream().mapToDouble(Candidate::mean).min().orElseThrow(),
                told.get(worst).value(),
                told.get(worst).mean(),
                told.get(worst).mean() - told.get(worst).deviation() + likely[worst],
                told.get(best).value(),
                told.get(best).mean(),
                told.get(best).mean() - told.get(best).deviation() + likely[best],
                interval.lower(),
                interval.upper(),
                sampling(told).toString(),
                compared);
    }

    private static Sampling sampling(List<Candidate> told) {
        return told.stream()
                .map(Candidate::sampling)
                .filter(sampling -> sampling != Sampling.DAYS)
                .findFirst()
                .orElse(Sampling.DAYS);
    }

    /** The first of the largest. */
    private static int most(int size, ToDoubleFunction<Integer> of) {
        return IntStream.range(0, size)
                .boxed()
                .max(Comparator.comparingDouble(of).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    /**
     * What the variance of a segment's error has beyond that of its rows, since days or ten minutes move its rows
     * together. A segment's own few days say too little about that, so all segments are taken together, by the method of
     * moments: with f the segments' shares of rows and v the variances of rows, a squared error of a deviation is to be
     * expected at (1 - 2f) v + sum f^2 v, plus what is looked for times 1 - 2f + sum f^2.
     */
    private static double varianceBetweenBlocks(List<Candidate> told) {
        double rows = told.stream().mapToDouble(Candidate::rows).sum();
        double squaredShares = told.stream()
                .mapToDouble(each -> Math.pow(each.rows() / rows, 2))
                .sum();
        double ofAll = told.stream()
                .mapToDouble(each -> Math.pow(each.rows() / rows, 2) * each.varianceOfRows())
                .sum();
        double beyond = 0;
        double weights = 0;
        for (Candidate each : told) {
            double share = each.rows() / rows;
            double expected = (1 - 2 * share) * each.varianceOfRows() + ofAll;
            beyond += share * (each.error() * each.error() - expected);
            weights += share * (1 - 2 * share + squaredShares);
        }
        return weights > 0 ? Math.max(0, beyond / weights) : 0;
    }

    private static Gap gap(Row row) {
        return new Gap(
                row.getDouble(1),
                new End(row.getString(2), row.getDouble(3), row.getDouble(4)),
                new End(row.getString(5), row.getDouble(6), row.getDouble(7)),
                row.isNullAt(8) ? Optional.empty() : Optional.of(new Interval(row.getDouble(8), row.getDouble(9))),
                row.isNullAt(10) ? Optional.empty() : Optional.of(Sampling.parse(row.getString(10))),
                row.getLong(11));
    }
}
