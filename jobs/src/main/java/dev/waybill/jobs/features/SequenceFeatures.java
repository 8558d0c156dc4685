package dev.waybill.jobs.features;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.Sequence;
import dev.waybill.common.section.Sequence.Kind;
import dev.waybill.common.section.Sequence.Named;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.LateRows;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The features of a {@link Sequence}. Rows go by in order, key by key ({@link SequenceWalk}): each asks first, if it is
 * wanted, and is then there for those after it. Where rows have a date, one that came late is there from when it came: so
 * what a row sees is what there was at its request, whenever it is computed.
 *
 * <p>Cost: one shuffle of the rows that have a key in common with one that asks, and a join by the source's key. Memory:
 * what {@link EarlierRows} keeps of one key, however many rows that has.
 */
record SequenceFeatures(Sequence sequence, Source source) {

    /** From when on a row is there, in microseconds; of a question, when it is asked. */
    private static final String SEEN_AT = "_seen_at";

    private static final String KEY = "_key";

    /** Whether a step is a question or a row; questions first, so that no row sees itself. */
    static final String IS_THERE = "_is_there";
    /** Where a row stands in the order of its key, from one. */
    static final String PLACE = "_place";
    /** The values that features take over. */
    static final String VALUES = "_values";
    /** The values that are compared, as text. */
    static final String COMPARED = "_compared";
    /** The time that hours are counted from, in microseconds. */
    static final String SINCE = "_since";

    private static final String ORDER = "_order";
    static final String ROW = "_row";

    /**
     * Rows with the features of all sequences beside them.
     *
     * @param rows to which they are joined
     * @param asked the rows that get features
     * @param earlier all rows that one of them may see, and maybe more, with {@link LateRows#ARRIVED_AT}
     */
    static Dataset<Row> joinTo(
            Dataset<Row> rows, Dataset<Row> asked, Dataset<Row> earlier, Source source, List<Sequence> sequences) {
        Dataset<Row> joined = rows;
        for (Sequence sequence : sequences) {
            joined = new SequenceFeatures(sequence, source).joinTo(joined, asked, earlier);
        }
        return joined;
    }

    private Dataset<Row> joinTo(Dataset<Row> rows, Dataset<Row> asked, Dataset<Row> earlier) {
        requireTime(asked.schema());
        return rows.join(answers(asked, earlier), source.key().toArray(String[]::new), "left")
                .na()
                .fill(0, counts());
    }

    private void requireTime(StructType rows) {
        sequence.since().ifPresent(since -> {
            DataType type = rows.apply(since.of()).dataType();
            if (!(type instanceof TimestampType) && !(type instanceof DateType)) {
                throw Refusal.mistake(
                        "params.bad-type",
                        "Invalid params: features.sequence has since.of %s, which is of type %s, not a time."
                                .formatted(since.of(), type.simpleString()),
                        "Make it one with to_timestamp(..).");
            }
        });
    }

    /** One row for each that asks and is in a sequence. */
    private Dataset<Row> answers(Dataset<Row> asked, Dataset<Row> earlier) {
        Dataset<Row> asks = steps(asked, functions.lit(false), seenAt(functions.lit(null)));
        Dataset<Row> there = steps(earlier, functions.lit(true), seenAt(functions.col(LateRows.ARRIVED_AT)));
        Dataset<Row> keys = asks.select(KEY).distinct();
        Dataset<Row> steps = placed(asks.unionByName(there.join(keys, KEY, "left_semi")));
        Column[] order = Stream.of(SEEN_AT, PLACE, IS_THERE).map(functions::col).toArray(Column[]::new);
        StructType answered = answered(asked.schema());
        Lookback lookback = Lookback.of(sequence, CountedValues.of(sequence.counts(), asked));
        return steps.groupBy(functions.col(KEY))
                .as(Encoders.STRING(), Encoders.row(steps.schema()))
                .flatMapSortedGroups(order, new SequenceWalk(lookback), Encoders.row(answered));
    }

    /** A row that comes late is told where it belongs; it takes a sort more, and no shuffle. */
    private static Dataset<Row> placed(Dataset<Row> steps) {
        return steps.withColumn(
                        PLACE,
                        functions.dense_rank().over(Window.partitionBy(KEY).orderBy(ORDER, ROW)))
                .drop(ORDER);
    }

    private Dataset<Row> steps(Dataset<Row> rows, Column isThere, Column seenAt) {
        HistoryGroup group = new HistoryGroup(0, sequence.key(), List.of());
        Column noNull = sequence.order().stream()
                .map(name -> functions.col(name).isNotNull())
                .reduce(functions.col(KEY).isNotNull(), Column::and);
        return rows.withColumn(KEY, group.text(rows.schema()))
                .where(noNull)
                .select(
                        functions.col(KEY),
                        seenAt.as(SEEN_AT),
                        struct(sequence.order()).as(ORDER),
                        struct(source.key()).as(ROW),
                        isThere.as(IS_THERE),
                        (sequence.last() == 0 ? functions.struct(functions.lit(0)) : struct(sequence.of())).as(VALUES),
                        texts().as(COMPARED),
                        sequence.since()
                                .map(since -> functions.unix_micros(
                                        functions.col(since.of()).cast(DataTypes.TimestampType)))
                                .orElse(functions.lit(null).cast(DataTypes.LongType))
                                .as(SINCE));
    }

    private Column eventTime() {
        return source.isDated()
                ? functions.unix_micros(functions.col(source.eventTime()).cast(DataTypes.TimestampType))
                : functions.lit(0L);
    }

    /** Without dates, there is no telling what was there when. */
    private Column seenAt(Column arrivedAt) {
        return source.isDated()
                ? functions.greatest(eventTime(), functions.unix_micros(arrivedAt.cast(DataTypes.TimestampType)))
                : functions.lit(0L);
    }

    private static Column struct(List<String> names) {
        return functions.struct(names.stream().map(functions::col).toArray(Column[]::new));
    }

    private Column texts() {
        Column[] texts = sequence.compared().stream()
                .map(name -> functions.col(name).cast(DataTypes.StringType))
                .toArray(Column[]::new);
        return texts.length == 0
                ? functions.array().cast(DataTypes.createArrayType(DataTypes.StringType))
                : functions.array(texts);
    }

    /** The source's key, then each feature: a value as it is, a count, or hours. */
    private StructType answered(StructType rows) {
        StructType answered = new StructType();
        for (String name : source.key()) {
            answered = answered.add(rows.apply(name));
        }
        for (Named feature : sequence.features()) {
            answered = answered.add(feature.name(), type(feature, rows));
        }
        return answered;
    }

    private static DataType type(Named feature, StructType rows) {
        return switch (feature.kind()) {
            case value -> rows.apply(feature.of()).dataType();
            case count -> DataTypes.LongType;
            case hours -> DataTypes.DoubleType;
        };
    }

    /** The features that are zero, not null, of a row that is in no sequence. */
    private String[] counts() {
        return sequence.features().stream()
                .filter(feature -> feature.kind() == Kind.count)
                .map(Named::name)
                .toArray(String[]::new);
    }
}
