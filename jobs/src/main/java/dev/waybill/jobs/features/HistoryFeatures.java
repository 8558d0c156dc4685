package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Stat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Statistics of rows that were already over when history is seen: when the event date began, or before the request (see
 * {@link Timeline}). All histories of one key are computed together, in these steps:
 *
 * <ol>
 *   <li>As of the start of the day, the values of a key and a day are brought together, sorted, and made into a
 *       {@link Digest}, which has at most {@link OrderedValues#MOST} values. The days of a frequent key go to different
 *       tasks. As of the request, every value is a digest by itself.
 *   <li>The digests of a key, and the times at which its rows ask, go by in order; for each window, a
 *       {@link SlidingWindow} takes in what becomes known and lets go of what gets too old.
 *   <li>The features are joined to the rows, by key and time.
 * </ol>
 *
 * <p>Cost: one shuffle of key, time and value of each row as of the day, one of digests, one join. Time grows with the
 * rows times the windows, not with the lengths of windows. Memory: of one key at a time, the digests within the longest
 * window; as of the day these are at most 16 bytes * {@link OrderedValues#MOST} * days, as of the request those of all
 * values, since there every percentile is exact.
 *
 * <p>Values are whole millionths of their unit, and all sums are exact: the same rows give the same bits however they are
 * partitioned. Percentiles are exact up to {@link OrderedValues#MOST} different values a key and day (so, surely, up to
 * as many values in a window); beyond, their rank is off by less than a tenth of a percent of the window's values.
 */
final class HistoryFeatures {

    /** When a row asks, or a value became known: see {@link Timeline}. */
    static final String TIME = "_time";

    static final String ASKED_AT = "_asked_at";
    static final String KNOWN_AT = "_known_at";
    static final String MEASURE = "_measure";
    static final String VALUE = "_value";
    static final String DIGEST = "_digest";
    /** There for all rows alike: Spark does not group by no column. */
    private static final String ALL = "_all";

    /** What has room in a long, in parts of its unit. */
    private static final double ROOM = 9e12;

    private static final UserDefinedFunction SINGLE = functions.udf(
            (UDF2<Long, Long, byte[]>)
                    (value, knownAt) -> Digest.of(value, knownAt).toBytes(),
            DataTypes.BinaryType);

    private final Dataset<Row> asked;
    private final Dataset<Row> known;
    private final Timeline timeline;
    private final List<String> key;
    private final List<History> histories;

    private HistoryFeatures(
            Dataset<Row> asked, Dataset<Row> known, Timeline timeline, List<String> key, List<History> histories) {
        this.asked = asked;
        this.known = known;
        this.timeline = timeline;
        this.key = key;
        this.histories = histories;
    }

    /**
     * Rows with the features of all histories beside them.
     *
     * @param asked the rows that get features
     * @param known all rows whose values they may see, and maybe more
     */
    static Dataset<Row> join(Dataset<Row> asked, Dataset<Row> known, Source source, Features features) {
        Timeline timeline = new Timeline(source, features.asOf());
        Map<List<String>, List<History>> byKey = new LinkedHashMap<>();
        features.history()
                .forEach(history -> byKey.computeIfAbsent(history.key(), key -> new ArrayList<>())
                        .add(history));
        Dataset<Row> joined = asked.withColumn(TIME, timeline.asked());
        for (Map.Entry<List<String>, List<History>> group : byKey.entrySet()) {
            joined = new HistoryFeatures(asked, known, timeline, group.getKey(), group.getValue()).joinTo(joined);
        }
        return joined.drop(TIME);
    }

    private Dataset<Row> joinTo(Dataset<Row> rows) {
        return rows.join(features(), with(key, TIME).toArray(String[]::new), "left")
                .na()
                .fill(0L, counts());
    }

    /** One row for each key and time at which one asks. */
    private Dataset<Row> features() {
        Dataset<Row> steps = digests().unionByName(asks(), true).withColumn(ALL, functions.lit(0));
        StructType schema = steps.select(columns(with(key, TIME))).schema();
        for (History history : histories) {
            for (String name : history.names().toList()) {
                schema = schema.add(name, type(history, name));
            }
        }
        HistoryWalk walk = new HistoryWalk(timeline.asOf(), histories, measures());
        return flatMap(steps, with(key, ALL), List.of(TIME, MEASURE), walk, schema);
    }

    /** When each key is asked for. */
    private Dataset<Row> asks() {
        return withKey(
                        asked,
                        timeline.asked().as(TIME),
                        timeline.askedAt().as(ASKED_AT),
                        functions.lit(HistoryWalk.ASKS).as(MEASURE))
                .distinct();
    }

    /** What becomes known of each key. */
    private Dataset<Row> digests() {
        if (timeline.asOf() == AsOf.request) {
            return values().withColumn(DIGEST, SINGLE.apply(functions.col(VALUE), functions.col(KNOWN_AT)))
                    .drop(VALUE, KNOWN_AT);
        }
        List<String> by = with(key, MEASURE, TIME);
        StructType schema = values().select(columns(by)).schema().add(DIGEST, DataTypes.BinaryType);
        return flatMap(values(), by, List.of(VALUE), HistoryWalk::digest, schema);
    }

    /** Each value, when it became known: a row of as many measures becomes as many rows. */
    private Dataset<Row> values() {
        List<String> measures = measures();
        Column[] each = IntStream.range(0, measures.size())
                .mapToObj(i -> functions.struct(
                        functions.lit(i).as(MEASURE), parts(measures.get(i)).as(VALUE)))
                .toArray(Column[]::new);
        Dataset<Row> labelled = known.where(functions
                .col(timeline.source().label().name())
                .isNotNull()
                .and(functions.col(timeline.source().label().availableAt()).isNotNull()));
        return withKey(
                        labelled,
                        timeline.known().as(TIME),
                        timeline.knownAt().as(KNOWN_AT),
                        functions.inline(functions.array(each)))
                .where(functions.col(VALUE).isNotNull());
    }

    /** A value in whole parts of its unit; null where it is not finite or has no room. */
    private static Column parts(String of) {
        Column value = functions.col(of).cast(DataTypes.DoubleType);
        return functions.when(
                functions.abs(value).lt(ROOM),
                functions.rint(value.multiply(SlidingWindow.PARTS)).cast(DataTypes.LongType));
    }

    /** The key and other columns, of rows that have a key: one that is null is nobody's. */
    private Dataset<Row> withKey(Dataset<Row> rows, Column... others) {
        Column complete =
                key.stream().map(name -> functions.col(name).isNotNull()).reduce(functions.lit(true), Column::and);
        return rows.where(complete)
                .select(Stream.concat(key.stream().map(functions::col), Stream.of(others))
                        .toArray(Column[]::new));
    }

    private static Dataset<Row> flatMap(
            Dataset<Row> rows,
            List<String> by,
            List<String> sorted,
            FlatMapGroupsFunction<Row, Row, Row> function,
            StructType schema) {
        return rows.groupBy(columns(by))
                .as(Encoders.row(rows.select(columns(by)).schema()), Encoders.row(rows.schema()))
                .flatMapSortedGroups(columns(sorted), function, Encoders.row(schema));
    }

    private List<String> measures() {
        return histories.stream().map(History::of).distinct().toList();
    }

    private static DataType type(History history, String feature) {
        return isCount(history, feature) ? DataTypes.LongType : DataTypes.DoubleType;
    }

    private static boolean isCount(History history, String feature) {
        return history.windows().stream()
                .anyMatch(window -> history.feature(Stat.COUNT, window).equals(feature));
    }

    private String[] counts() {
        return histories.stream()
                .flatMap(history -> history.names().filter(name -> isCount(history, name)))
                .toArray(String[]::new);
    }

    private static List<String> with(List<String> key, String... others) {
        return Stream.concat(key.stream(), Stream.of(others)).toList();
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(functions::col).toArray(Column[]::new);
    }
}
