package dev.waybill.jobs.features;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Statistics of rows that were already over when history is seen: when the event date began, or before the request (see
 * {@link Timeline}). All histories, of whatever key, are computed in one pass over the rows, in these steps:
 *
 * <ol>
 *   <li>Where rows are read, the values that became known of a key at a time are sorted and made into {@link Digest}s
 *       ({@link PartialDigests}).
 *   <li>The digests of a key, and the times at which its rows ask, go by in order ({@link HistoryWalk}). Those of the same
 *       time are merged to one of at most {@link OrderedValues#MOST} values; for each window, a {@link SlidingWindow}
 *       takes in what becomes known and lets go of what gets too old.
 *   <li>The answers are kept, on disk, since each key is joined to the rows by itself.
 * </ol>
 *
 * <p>Cost: one shuffle of digests, of which there is at most one for each row and measure of a key, and one join for each
 * key. Time grows with the rows times the windows, not with the lengths of windows. Memory: of one key at a time, the
 * digests within the longest window; as of the day these are at most 16 bytes * {@link OrderedValues#MOST} * days, as of
 * the request those of all values, since there every percentile is exact.
 *
 * <p>Values are whole millionths of their unit, and all sums are exact: the same rows give the same bits however they are
 * partitioned. Percentiles are exact up to {@link OrderedValues#MOST} different values a key and day (so, surely, up to
 * as many values in a window); beyond, their rank is off by less than a tenth of a percent of the window's values.
 */
final class HistoryFeatures implements AutoCloseable {

    /** When a row asks, or a value became known: see {@link Timeline}. */
    static final String TIME = "_time";

    static final String ASKED_AT = "_asked_at";
    static final String KNOWN_AT = "_known_at";
    static final String MEASURE = "_measure";
    static final String DIGEST = "_digest";
    private static final String GROUP = "_group";
    private static final String KEY = "_key";
    private static final String LEAST = "_least";
    private static final String ANSWERS = "_answers";

    /** What has room in a long, in parts of its unit. */
    private static final double ROOM = 9e12;

    private static final StructType DIGESTS = new StructType()
            .add(GROUP, DataTypes.IntegerType, false)
            .add(KEY, DataTypes.StringType, false)
            .add(TIME, DataTypes.LongType, false)
            .add(MEASURE, DataTypes.IntegerType, false)
            .add(LEAST, DataTypes.LongType, false)
            .add(DIGEST, DataTypes.BinaryType, false);

    private static final StructType ANSWERED = new StructType()
            .add(GROUP, DataTypes.IntegerType, false)
            .add(KEY, DataTypes.StringType, false)
            .add(TIME, DataTypes.LongType, false)
            .add(ANSWERS, DataTypes.createArrayType(DataTypes.DoubleType));

    private final List<HistoryGroup> groups;
    private final Timeline timeline;
    private final Dataset<Row> answers;

    /**
     * @param asked the rows that get features
     * @param known all rows whose values they may see, and maybe more
     */
    HistoryFeatures(Dataset<Row> asked, Dataset<Row> known, Source source, Features features) {
        this.groups = HistoryGroup.of(features);
        this.timeline = new Timeline(source, features.asOf());
        groups.stream().flatMap(HistoryGroup::measures).forEach(of -> requireNumber(of, known.schema()));
        this.answers = groups.isEmpty()
                ? asked.sparkSession().emptyDataFrame()
                : answers(asked, known).persist(StorageLevel.DISK_ONLY());
    }

    /** A text would be null, and its statistics with it. */
    private static void requireNumber(String of, StructType rows) {
        DataType type = rows.apply(of).dataType();
        if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: features.history is of %s, which is of type %s, not a number."
                            .formatted(of, type.simpleString()),
                    "Make it a number, or count earlier values of a text with features.sequence.");
        }
    }

    /** Rows with the features of all histories beside them; to be looked at before this is closed. */
    Dataset<Row> joinTo(Dataset<Row> rows) {
        Dataset<Row> joined = rows.withColumn(TIME, timeline.asked());
        for (HistoryGroup group : groups) {
            Dataset<Row> ofGroup =
                    answers.where(functions.col(GROUP).equalTo(group.number())).drop(GROUP);
            joined = joined.withColumn(KEY, group.text(rows.schema()))
                    .join(ofGroup, new String[] {KEY, TIME}, "left")
                    .select(Stream.concat(Stream.of(functions.col("*")), features(group))
                            .toArray(Column[]::new))
                    .drop(KEY, ANSWERS);
        }
        return joined.drop(TIME);
    }

    /** The answers to each key that was asked for, in order; none where there are no histories. */
    Dataset<Row> ofKeys() {
        return groups.isEmpty()
                ? answers
                : answers.select(
                                functions.col(GROUP).as("group"),
                                functions.col(KEY).as("key"),
                                functions.col(ANSWERS).as("answers"))
                        .orderBy("group", "key");
    }

    @Override
    public void close() {
        answers.unpersist();
    }

    /** One row for each key and time at which one asks. */
    private Dataset<Row> answers(Dataset<Row> asked, Dataset<Row> known) {
        List<String> measures =
                groups.stream().flatMap(HistoryGroup::measures).distinct().toList();
        Dataset<Row> steps = digests(known, measures).unionByName(asks(asked), true);
        Column[] key = {functions.col(GROUP), functions.col(KEY)};
        Column[] order = {functions.col(TIME), functions.col(MEASURE), functions.col(LEAST)};
        return steps.groupBy(key)
                .as(Encoders.row(steps.select(key).schema()), Encoders.row(steps.schema()))
                .flatMapSortedGroups(order, new HistoryWalk(timeline.asOf(), groups, measures), Encoders.row(ANSWERED));
    }

    /** When each key is asked for. */
    private Dataset<Row> asks(Dataset<Row> asked) {
        Column[] keys = groups.stream()
                .map(group -> functions.struct(
                        functions.lit(group.number()).as(GROUP),
                        group.text(asked.schema()).as(KEY)))
                .toArray(Column[]::new);
        return asked.select(
                        functions.inline(functions.array(keys)),
                        timeline.asked().as(TIME),
                        timeline.askedAt().as(ASKED_AT),
                        functions.lit(HistoryWalk.ASKS).as(MEASURE))
                .where(functions.col(KEY).isNotNull())
                .distinct();
    }

    /** What becomes known of each key. */
    private Dataset<Row> digests(Dataset<Row> known, List<String> measures) {
        List<Column> columns = new ArrayList<>();
        columns.add(timeline.known().as(TIME));
        columns.add(timeline.knownAt().as(KNOWN_AT));
        groups.forEach(group -> columns.add(group.text(known.schema()).as(KEY + group.number())));
        measures.forEach(measure -> columns.add(parts(measure).as(MEASURE + columns.size())));
        List<List<Integer>> ofGroups = groups.stream()
                .map(group -> group.measures().map(measures::indexOf).toList())
                .toList();
        return known.where(functions
                        .col(timeline.source().label().name())
                        .isNotNull()
                        .and(functions
                                .col(timeline.source().label().availableAt())
                                .isNotNull()))
                .select(columns.toArray(Column[]::new))
                .mapPartitions(new PartialDigests(ofGroups), Encoders.row(DIGESTS));
    }

    /** A value in whole parts of its unit; null where it is not finite or has no room. */
    private static Column parts(String of) {
        Column value = functions.col(of).cast(DataTypes.DoubleType);
        return functions.when(
                functions.abs(value).lt(ROOM),
                functions.rint(value.multiply(SlidingWindow.PARTS)).cast(DataTypes.LongType));
    }

    /** The answers to a row by name; where nothing is known of its key, counts are zero. */
    private static Stream<Column> features(HistoryGroup group) {
        List<HistoryGroup.Named> named = group.features();
        return IntStream.range(0, named.size()).mapToObj(i -> {
            Column answer = functions.col(ANSWERS).getItem(i);
            HistoryGroup.Named feature = named.get(i);
            return (feature.isCount()
                            ? functions.coalesce(answer, functions.lit(0)).cast(feature.type())
                            : answer)
                    .as(feature.name());
        });
    }
}
