package dev.waybill.jobs.evaluate;

import dev.waybill.common.stats.Interval;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.evaluate.Segment.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The segments that people are shown, out of the table of all of them: the points of time, and of every other segmentation all
 * where there are few, or else the worst and the best.
 *
 * @param bySegmentation by the name of their segmentation; in order of time or of number, else the worst first
 * @param gaps of each segmentation whose segments are compared with each other
 */
record SegmentTable(Map<String, List<Segment>> bySegmentation, Map<String, Gap> gaps) {

    static final String NAME = "evaluation";

    /** Of a segmentation with more segments than these, only some are shown. */
    private static final int ALL_SHOWN = 31;

    private static final int WORST_SHOWN = 12;
    private static final int BEST_SHOWN = 3;
    /** Points of time beyond these make no picture. */
    private static final int TIMES_SHOWN = 1000;

    private static final List<String> TIMES = List.of(Segmentation.DATE, Segmentation.HOUR);
    /** These are shown whatever their number of rows. */
    private static final List<String> ANY_ROWS = List.of(
            Segmentation.ALL, Segmentation.DATE, Segmentation.HOUR, Segmentation.HOUR_OF_DAY, ScoredTable.IS_OOD);

    /**
     * Brings back a bounded number of segments.
     *
     * @param table as {@link Segments#of} makes it
     * @param leastRows of a segment that is compared
     */
    static SegmentTable read(Dataset<Row> table, int leastRows) {
        Dataset<Row> shown = shown(table, leastRows);
        Map<String, Map<String, List<Row>>> rows = new TreeMap<>();
        Sessions.summaries(table.join(shown, segment())).forEach(row -> {
            String segmentation = row.getAs(Segments.SEGMENT);
            rows.computeIfAbsent(segmentation, name -> new TreeMap<>())
                    .computeIfAbsent(row.getAs(Segments.SEGMENT_VALUE), value -> new ArrayList<>())
                    .add(row);
        });
        Map<String, List<Segment>> bySegmentation = new LinkedHashMap<>();
        rows.forEach((segmentation, segments) -> bySegmentation.put(
                segmentation,
                segments.values().stream()
                        .map(SegmentTable::segment)
                        .sorted(order(segments.keySet().stream().allMatch(SegmentTable::isNumber)))
                        .toList()));
        return new SegmentTable(bySegmentation, Gaps.of(table, leastRows));
    }

    private static Dataset<Row> shown(Dataset<Row> table, int leastRows) {
        Column value = functions.col(Segments.VALUE);
        Column name = functions.col(Segments.SEGMENT_VALUE);
        Column size = functions.col("size");
        return table.where(functions.col(Segments.METRIC).isin(SegmentError.names()))
                .where(segmentation()
                        .isin(ANY_ROWS.toArray())
                        .or(functions.col(Segments.ROWS).geq(leastRows)))
                .withColumn("size", functions.count(value).over(Window.partitionBy(segmentation())))
                .withColumn(
                        "worst",
                        functions
                                .row_number()
                                .over(Window.partitionBy(segmentation()).orderBy(value.desc(), name)))
                .where(size.leq(ALL_SHOWN)
                        .or(segmentation().isin(TIMES.toArray()).and(size.leq(TIMES_SHOWN)))
                        .or(functions.col("worst").leq(WORST_SHOWN))
                        .or(functions.col("worst").gt(size.minus(BEST_SHOWN))))
                .select(segmentation(), name);
    }

    private static Column segmentation() {
        return functions.col(Segments.SEGMENT);
    }

    private static String[] segment() {
        return new String[] {Segments.SEGMENT, Segments.SEGMENT_VALUE};
    }

    private static Segment segment(List<Row> rows) {
        Map<String, Estimate> metrics = new TreeMap<>();
        rows.forEach(row -> metrics.put(row.getAs(Segments.METRIC), estimate(row)));
        Row any = rows.get(0);
        return new Segment(
                any.getAs(Segments.SEGMENT),
                any.getAs(Segments.SEGMENT_VALUE),
                any.getAs(Segments.ROWS),
                any.getAs(Segments.DAYS),
                rows.stream()
                        .flatMap(row -> Stream.ofNullable(row.<@Nullable String>getAs(Segments.INTERVAL_OVER)))
                        .map(Sampling::parse)
                        .findFirst(),
                metrics);
    }

    private static Estimate estimate(Row row) {
        int lower = row.fieldIndex(Segments.LOWER);
        return new Estimate(
                row.getAs(Segments.VALUE),
                row.isNullAt(lower)
                        ? Optional.empty()
                        : Optional.of(new Interval(row.getDouble(lower), row.getAs(Segments.UPPER))));
    }

    private static boolean isNumber(String value) {
        return value.matches("\\d{1,9}");
    }

    private static Comparator<Segment> order(boolean numbers) {
        return numbers
                ? Comparator.comparing(segment -> Integer.valueOf(segment.value()))
                : Comparator.comparing(
                                (Segment segment) -> TIMES.contains(segment.segmentation()) ? 0 : -segment.meanError())
                        .thenComparing(Segment::value);
    }

    /**
     * The same with other words for values.
     *
     * @param words by segmentation and value
     */
    SegmentTable inWords(BinaryOperator<String> words) {
        Map<String, List<Segment>> segments = new LinkedHashMap<>();
        bySegmentation.forEach((segmentation, values) -> segments.put(
                segmentation,
                values.stream()
                        .map(segment -> segment.withValue(words.apply(segmentation, segment.value())))
                        .toList()));
        Map<String, Gap> named = new TreeMap<>();
        gaps.forEach(
                (segmentation, gap) -> named.put(segmentation, gap.inWords(value -> words.apply(segmentation, value))));
        return new SegmentTable(segments, named);
    }

    /** All rows as one segment. */
    Segment all() {
        return of(Segmentation.ALL).get(0);
    }

    /** The segments of a segmentation that are shown; none if there is no such segmentation. */
    List<Segment> of(String segmentation) {
        return bySegmentation.getOrDefault(segmentation, List.of());
    }

    /** The largest gap between two segments of a segmentation; none where there are not two. */
    Optional<Gap> gap(String segmentation) {
        return Optional.ofNullable(gaps.get(segmentation));
    }
}
