package dev.waybill.jobs.features;

import dev.waybill.common.conf.History;
import dev.waybill.common.conf.History.Days;
import dev.waybill.common.conf.History.Stat;
import dev.waybill.common.conf.Source;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Statistics of rows that were already over when the event date began.
 *
 * <p>Rows are first gathered into one row for each key and day on which labels became available or features are asked
 * for; a window over the days of a key then sums up those before each. All histories of one key share this work. Cost: a
 * shuffle by key and day, one by key, one to join the features back; the second and third carry a row for each key and
 * day, not for each trip. A key's values within the longest window are held in memory while its quantiles are taken.
 *
 * <p>Sums are taken in decimals, which add up to the same in any order: the same rows give the same bits however they
 * are partitioned.
 */
final class HistoryFeatures {

    private static final String DAY = "_day";
    /** Six digits behind the point, room for 10^13 in front of it. */
    private static final String EXACT = "decimal(20,6)";

    private static final String EXACT_SQUARE = "decimal(38,12)";

    private HistoryFeatures() {}

    /** The rows with the features of all histories beside them. */
    static Dataset<Row> join(Dataset<Row> rows, Source source, List<History> histories) {
        Map<List<String>, List<History>> byKey = new LinkedHashMap<>();
        histories.forEach(history ->
                byKey.computeIfAbsent(history.key(), key -> new ArrayList<>()).add(history));
        Dataset<Row> joined = rows;
        for (Map.Entry<List<String>, List<History>> group : byKey.entrySet()) {
            joined = joinKey(joined, rows, source, group.getKey(), group.getValue());
        }
        return joined;
    }

    private static Dataset<Row> joinKey(
            Dataset<Row> joined, Dataset<Row> rows, Source source, List<String> key, List<History> histories) {
        List<String> keyAndDate = new ArrayList<>(key);
        keyAndDate.add(Tables.EVENT_DATE);
        List<Column> features = new ArrayList<>(columns(keyAndDate));
        histories.forEach(history -> features.addAll(features(key, history)));
        Dataset<Row> byDay = byDay(rows, source, key, histories)
                .withColumn(Tables.EVENT_DATE, functions.date_from_unix_date(functions.col(DAY)))
                .select(asArray(features));
        return joined.join(byDay, keyAndDate.toArray(String[]::new), "left")
                .na()
                .fill(0L, counts(histories));
    }

    /** One row for each key and day: what became available on it, if anything. */
    private static Dataset<Row> byDay(Dataset<Row> rows, Source source, List<String> key, List<History> histories) {
        List<String> measures = histories.stream().map(History::of).distinct().toList();
        Dataset<Row> asked = rows.select(asArray(
                        columns(key),
                        day(Tables.EVENT_DATE),
                        measures.stream().map(of -> nothing().as(measure(of)))))
                .distinct();
        Dataset<Row> available = rows.where(functions
                        .col(source.label().name())
                        .isNotNull()
                        .and(functions.col(source.label().availableAt()).isNotNull()))
                .select(asArray(
                        columns(key),
                        availableDay(source),
                        measures.stream().map(of -> usable(of).as(measure(of)))));
        List<Column> sums = measures.stream().flatMap(HistoryFeatures::sums).toList();
        return available
                .unionByName(asked)
                .groupBy(asArray(columns(key), functions.col(DAY), Stream.of()))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    /** A value with the digits that are summed; null where it is not finite or has no room there. */
    private static Column usable(String of) {
        return functions.col(of).cast(DataTypes.DoubleType).cast(EXACT).cast(DataTypes.DoubleType);
    }

    /** What a day keeps of a measure. */
    private static Stream<Column> sums(String of) {
        Column value = functions.col(measure(of));
        return Stream.of(
                functions.count(value).as(measure(of) + "_count"),
                functions.sum(value.cast(EXACT)).as(measure(of) + "_sum"),
                functions.sum(value.multiply(value).cast(EXACT_SQUARE)).as(measure(of) + "_squares"),
                functions.collect_list(value).as(measure(of) + "_values"));
    }

    /** The column of a measure: not that of the same name, which may be a key as well. */
    private static String measure(String of) {
        return "_" + of;
    }

    private static List<Column> features(List<String> key, History history) {
        List<Column> features = new ArrayList<>();
        for (Days window : history.windows()) {
            WindowSpec before =
                    Window.partitionBy(asArray(columns(key))).orderBy(DAY).rangeBetween(-window.number(), -1);
            for (Stat stat : history.stats()) {
                features.add(statistic(stat, history, before).as(history.feature(stat, window)));
            }
        }
        return features;
    }

    private static Column statistic(Stat stat, History history, WindowSpec before) {
        String measure = measure(history.of());
        Column count = total(measure + "_count", before);
        Column mean = total(measure + "_sum", before).divide(count);
        Column statistic = switch (stat) {
            case count -> count;
            case avg -> mean;
            case p50 -> median(functions.collect_list(measure + "_values").over(before));
            case stddev -> {
                Column meanSquare = total(measure + "_squares", before).divide(count);
                yield functions.sqrt(functions.greatest(meanSquare.minus(mean.multiply(mean)), functions.lit(0.0)));
            }
        };
        return stat == Stat.count
                ? functions.coalesce(count.cast(DataTypes.LongType), functions.lit(0L))
                : functions.when(count.geq(history.atLeast()), statistic);
    }

    private static Column total(String column, WindowSpec before) {
        return functions.sum(column).over(before).cast(DataTypes.DoubleType);
    }

    /** The middle value, or the mean of the two middle ones, of the values in an array of arrays. */
    private static Column median(Column arrays) {
        return functions
                .transform(
                        functions.array(functions.sort_array(functions.flatten(arrays))),
                        values -> middle(values, functions.size(values)))
                .getItem(0);
    }

    private static Column middle(Column sorted, Column size) {
        Column lower =
                functions.get(sorted, functions.floor(size.minus(1).divide(2)).cast(DataTypes.IntegerType));
        Column upper = functions.get(sorted, functions.floor(size.divide(2)).cast(DataTypes.IntegerType));
        return lower.plus(upper).divide(2);
    }

    private static Column day(String column) {
        return functions.unix_date(functions.to_date(functions.col(column))).as(DAY);
    }

    /** Never before the row's own event date, so that no row's label gets into its own features, however odd its times. */
    private static Column availableDay(Source source) {
        return functions
                .greatest(day(Tables.EVENT_DATE), day(source.label().availableAt()))
                .as(DAY);
    }

    private static Column nothing() {
        return functions.lit(null).cast(DataTypes.DoubleType);
    }

    private static String[] counts(List<History> histories) {
        return histories.stream()
                .filter(history -> history.stats().contains(Stat.count))
                .flatMap(history -> history.windows().stream().map(window -> history.feature(Stat.count, window)))
                .toArray(String[]::new);
    }

    private static List<Column> columns(List<String> names) {
        return names.stream().map(functions::col).toList();
    }

    private static Column[] asArray(List<Column> columns) {
        return columns.toArray(Column[]::new);
    }

    private static Column[] asArray(List<Column> first, Column then, Stream<Column> last) {
        return Stream.of(first.stream(), Stream.of(then), last)
                .flatMap(part -> part)
                .toArray(Column[]::new);
    }
}
