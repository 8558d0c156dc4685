package dev.waybill.jobs.promote;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.xxhash64;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The losses of challenger and champion on {@link CommonRows}, added up: all of Spark that a comparison takes. What comes back
 * to the driver is a row for each hour, and one for each of the {@value #SHOWN} segments that are the likeliest to be worse.
 */
final class PairedLosses {

    private static final int SHOWN = 100;
    /** As many blocks the keys of rows without a date are dealt to. */
    private static final int BLOCKS = 64;

    private static final long HOUR_SECONDS = 3600;

    private static final String DAY = "_day";
    private static final String BLOCK = "_block";
    private static final String SEGMENTS = "_segments";
    private static final String SEGMENT = "segment";
    private static final String VALUE = "value";
    private static final String WORSE = "worse";
    private static final List<String> SUMS = List.of("rows", "challenger_loss", "champion_loss");

    private static final StructType DIFFERENCE = StructType.fromDDL(
            "segment string, value string, rows bigint, units int,"
                    + " challenger double, champion double, difference double, lower double, upper double, worse double");

    private PairedLosses() {}

    /** The columns of common rows that are looked at here and by metrics, so that nothing else of them need be kept. */
    static Dataset<Row> needed(Dataset<Row> common, Promote.Params params) {
        Source source = params.source();
        Stream<Column> own = Stream.of(
                unix_date(col(Tables.EVENT_DATE)).as(DAY),
                block(source).as(BLOCK),
                segments(common, params).as(SEGMENTS),
                col(source.label().name()));
        Stream<Column> predictions = Arrays.stream(common.columns())
                .filter(name -> name.startsWith(CommonRows.CHALLENGER) || name.equals(CommonRows.CHAMPION))
                .map(name -> col(name));
        return common.select(Stream.concat(own, predictions).toArray(Column[]::new));
    }

    private static Column block(Source source) {
        return source.isDated()
                ? floor(col(source.eventTime()).cast("long").divide(HOUR_SECONDS))
                : pmod(xxhash64(source.key().stream().map(key -> col(key)).toArray(Column[]::new)), lit((long) BLOCKS));
    }

    private static Column segments(Dataset<Row> common, Promote.Params params) {
        if (params.evaluate().segments().isEmpty()) {
            return lit(0);
        }
        return array(params.evaluate().segments().stream()
                .map(columns -> struct(
                        lit(SegmentColumns.name(columns)).as(SEGMENT),
                        SegmentColumns.value(common, columns).as(VALUE)))
                .toArray(Column[]::new));
    }

    /** The sums over all rows. */
    static List<PairedCell> cells(Dataset<Row> needed, PredictionLoss loss, Promote.Params params) {
        List<Column> sums = sums(loss, params);
        return Sessions.summaries(needed.groupBy(DAY, BLOCK).agg(sums.get(0), sums.get(1), sums.get(2))).stream()
                .map(PairedLosses::cell)
                .sorted(Comparator.comparingLong(PairedCell::day).thenComparingLong(PairedCell::block))
                .toList();
    }

    private static List<Column> sums(PredictionLoss loss, Promote.Params params) {
        return List.of(
                count(lit(1)).cast("double").as(SUMS.get(0)),
                ExactSum.of(term(CommonRows.CHALLENGER, loss, params)).as(SUMS.get(1)),
                ExactSum.of(term(CommonRows.CHAMPION, loss, params)).as(SUMS.get(2)));
    }

    private static Column term(String prediction, PredictionLoss loss, Promote.Params params) {
        Column actual = col(params.source().label().name()).cast("double");
        Column predicted = loss.loss().task() == Task.multiclass
                ? col(prediction)
                : col(prediction).cast("double");
        return params.promote().cost().of(loss.term(actual, predicted), actual, predicted);
    }

    private static PairedCell cell(Row row) {
        return new PairedCell(
                row.getInt(0), row.getLong(1), new PairedSums(row.getDouble(2), row.getDouble(3), row.getDouble(4)));
    }

    /**
     * The segments in which the challenger is worse.
     *
     * @param unit that chance is taken to draw, of which a segment must have the least number
     */
    static SegmentGuard segments(Dataset<Row> needed, PredictionLoss loss, Promote.Params params, Unit unit) {
        if (params.evaluate().segments().isEmpty()) {
            return SegmentGuard.NONE;
        }
        Column[] cell = Stream.concat(Stream.of(DAY, BLOCK), SUMS.stream())
                .map(name -> col(name))
                .toArray(Column[]::new);
        List<Column> sums = sums(loss, params);
        FlatMapFunction<Row, Row> compare = segment -> compared(segment, unit);
        Dataset<Row> compared = needed.withColumn("_in", explode(col(SEGMENTS)))
                .groupBy(col("_in." + SEGMENT).as(SEGMENT), col("_in." + VALUE).as(VALUE), col(DAY), col(BLOCK))
                .agg(sums.get(0), sums.get(1), sums.get(2))
                .groupBy(SEGMENT, VALUE)
                .agg(sum(SUMS.get(0)).as("all_rows"), sort_array(collect_list(struct(cell))))
                .where(col("all_rows").geq(params.evaluate().segmentRows()))
                .flatMap(compare, Encoders.row(DIFFERENCE));
        Row found = Sessions.summary(compared.agg(count(lit(1)), likeliest()));
        return SegmentGuard.of(
                found.getLong(0),
                found.<Row>getList(1).stream().map(PairedLosses::difference).toList());
    }

    /** Those that come first by how likely they are to be worse; of segments that have rows enough there are not many. */
    private static Column likeliest() {
        Column[] inOrder = Stream.concat(
                        Stream.of(WORSE), Arrays.stream(DIFFERENCE.fieldNames()).filter(name -> !name.equals(WORSE)))
                .map(name -> col(name))
                .toArray(Column[]::new);
        return slice(sort_array(collect_list(struct(inOrder))), 1, SHOWN);
    }

    private static Iterator<Row> compared(Row segment, Unit unit) {
        List<PairedSums> units =
                unit.of(segment.<Row>getList(3).stream().map(PairedLosses::cell).toList());
        return units.size() < unit.least()
                ? List.<Row>of().iterator()
                : List.of(row(SegmentDifference.of(
                                segment.getString(0), segment.getString(1), LossDifference.of(units))))
                        .iterator();
    }

    private static Row row(SegmentDifference found) {
        return RowFactory.create(
                found.segment(),
                found.value(),
                found.rows(),
                found.units(),
                found.challenger(),
                found.champion(),
                found.difference(),
                found.lower(),
                found.upper(),
                found.worse());
    }

    private static SegmentDifference difference(Row row) {
        return new SegmentDifference(
                row.getAs(SEGMENT),
                row.getAs(VALUE),
                row.<Long>getAs("rows"),
                row.<Integer>getAs("units"),
                row.<Double>getAs("challenger"),
                row.<Double>getAs("champion"),
                row.<Double>getAs("difference"),
                row.<Double>getAs("lower"),
                row.<Double>getAs("upper"),
                row.<Double>getAs(WORSE));
    }
}
