package dev.waybill.jobs.features;

import dev.waybill.common.conf.History;
import dev.waybill.common.conf.History.Days;
import dev.waybill.common.conf.History.Stat;
import dev.waybill.common.conf.Source;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Statistics of rows that were already over when the event date began.
 *
 * <p>Every labelled row counts on each of the days after its label became available, up to the longest window: it is
 * repeated once for each of these days, kept where a row with its key asks for that day, and all windows are summed up
 * in one aggregation by key and day. Rows written: labelled rows times the days of the longest window, before the
 * filter; one shuffle for the filter and one for the sums; nothing is compared row by row.
 *
 * <p>Sums are taken in decimals, which add up to the same in any order: the same rows give the same bits however they
 * are partitioned.
 */
final class HistoryFeatures {

    private static final String AVAILABLE_ON = "_available_on";
    private static final String AGE = "_age";
    private static final String VALUE = "_value";
    /** Six digits behind the point, room for 10^13 in front of it. */
    private static final String EXACT = "decimal(20,6)";

    private static final String EXACT_SQUARE = "decimal(38,12)";

    private HistoryFeatures() {}

    /** The rows with the features of one history beside them. */
    static Dataset<Row> join(Dataset<Row> rows, Source source, History history) {
        List<String> group = new ArrayList<>(history.key());
        group.add(Tables.EVENT_DATE);
        Dataset<Row> sums = sums(rows, source, history, group);
        Dataset<Row> joined = rows.join(sums, asArray(group), "left");
        return joined.na().fill(0L, counts(history));
    }

    private static Dataset<Row> sums(Dataset<Row> rows, Source source, History history, List<String> group) {
        int longest = history.windows().stream()
                .map(Days::number)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<Column> features = new ArrayList<>();
        for (Days window : history.windows()) {
            for (Stat stat : history.stats()) {
                features.add(statistic(stat, window, history.atLeast()).as(history.feature(stat, window)));
            }
        }
        Dataset<Row> asked = rows.select(columns(group)).distinct();
        return finished(rows, source, history)
                .withColumn(AGE, functions.explode(functions.sequence(functions.lit(1), functions.lit(longest))))
                .withColumn(Tables.EVENT_DATE, functions.expr("date_add(" + AVAILABLE_ON + ", " + AGE + ")"))
                .join(asked, asArray(group), "left_semi")
                .groupBy(columns(group))
                .agg(features.get(0), features.subList(1, features.size()).toArray(Column[]::new));
    }

    /** The rows that are over, each with its key, its value and the day on which the label became available. */
    private static Dataset<Row> finished(Dataset<Row> rows, Source source, History history) {
        Column[] columns = Stream.concat(
                        history.key().stream().map(functions::col),
                        Stream.of(
                                functions
                                        .col(history.of())
                                        .cast(DataTypes.DoubleType)
                                        .as(VALUE),
                                functions
                                        .to_date(functions.col(source.label().availableAt()))
                                        .as(AVAILABLE_ON)))
                .toArray(Column[]::new);
        return rows.where(functions.col(source.label().name()).isNotNull())
                .select(columns)
                .where(functions
                        .col(VALUE)
                        .isNotNull()
                        .and(functions.col(AVAILABLE_ON).isNotNull()));
    }

    private static Column statistic(Stat stat, Days window, int atLeast) {
        Column value = functions.when(functions.col(AGE).leq(window.number()), functions.col(VALUE));
        Column count = functions.count(value);
        if (stat == Stat.count) {
            return count;
        }
        return functions.when(count.geq(atLeast), ofValues(stat, value, count));
    }

    private static Column ofValues(Stat stat, Column value, Column count) {
        return switch (stat) {
            case count -> count;
            case avg -> exactSum(value, EXACT).divide(count);
            case p50 -> functions.percentile(value, functions.lit(0.5));
            case stddev -> {
                Column mean = exactSum(value, EXACT).divide(count);
                Column meanSquare =
                        exactSum(value.multiply(value), EXACT_SQUARE).divide(count);
                yield functions.sqrt(functions.greatest(meanSquare.minus(mean.multiply(mean)), functions.lit(0.0)));
            }
        };
    }

    private static Column exactSum(Column value, String type) {
        return functions.sum(value.cast(type)).cast(DataTypes.DoubleType);
    }

    private static String[] counts(History history) {
        return history.windows().stream()
                .filter(window -> history.stats().contains(Stat.count))
                .map(window -> history.feature(Stat.count, window))
                .toArray(String[]::new);
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(functions::col).toArray(Column[]::new);
    }

    private static String[] asArray(List<String> names) {
        return names.toArray(String[]::new);
    }
}
