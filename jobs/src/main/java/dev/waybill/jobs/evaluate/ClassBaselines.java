package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassSums;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The naive predictions of a class: the most frequent one in training, with the shares of all classes as their probabilities;
 * and the same of a row's group, whose shares are drawn towards those of all by one row, since a class that a group happens to
 * lack would have an infinite loss.
 */
final class ClassBaselines {

    private static final String CLASS = "_class";
    private static final String COUNT = "_count";
    private static final String SHARES = "_shares";
    private static final String COUNTS = "_counts";
    private static final String OF_GROUP = "_group_shares";

    private ClassBaselines() {}

    /** The rows with {@link Baselines#GLOBAL} and {@link Baselines#GROUP} beside them, of {@link ClassSums#JUDGED}. */
    static Dataset<Row> predict(Dataset<Row> rows, Dataset<Row> train, String label, List<String> group) {
        Dataset<Row> global = functions.broadcast(global(train, label));
        Dataset<Row> withGlobal = rows.crossJoin(global).withColumn(Baselines.GLOBAL, judged(label, SHARES));
        if (group.isEmpty()) {
            return withGlobal
                    .withColumn(Baselines.GROUP, functions.col(Baselines.GLOBAL))
                    .drop(SHARES);
        }
        return withGlobal
                .join(groups(train, global, label, group), group.toArray(String[]::new), "left")
                .withColumn(
                        Baselines.GROUP,
                        functions
                                .when(functions.col(OF_GROUP).isNotNull(), judged(label, OF_GROUP))
                                .otherwise(functions.col(Baselines.GLOBAL)))
                .drop(SHARES, OF_GROUP);
    }

    /** One row: the share of each class, the most frequent first, of equal ones by name. */
    private static Dataset<Row> global(Dataset<Row> train, String label) {
        return train.groupBy(functions.col(label).cast("string").as(CLASS))
                .agg(functions.count(functions.lit(1)).cast("double").as(COUNT))
                .agg(
                        functions.collect_list(functions.struct(COUNT, CLASS)).as(COUNTS),
                        functions.sum(COUNT).as(COUNT))
                .select(functions
                        .expr("array_sort(transform(%s, e -> struct(-e.%s / %s as less, e.%s as class)))"
                                .formatted(COUNTS, COUNT, COUNT, CLASS))
                        .as(SHARES));
    }

    private static Dataset<Row> groups(Dataset<Row> train, Dataset<Row> global, String label, List<String> group) {
        List<Column> columns =
                new ArrayList<>(group.stream().map(functions::col).toList());
        Column[] byGroup = columns.toArray(Column[]::new);
        Column[] byClass = Stream.concat(
                        columns.stream(),
                        Stream.of(functions.col(label).cast("string").as(CLASS)))
                .toArray(Column[]::new);
        String drawn =
                "array_sort(transform(%s, e -> struct((e.less - coalesce(%s[e.class], 0)) / (%s + 1) as less, e.class as class)))";
        return train.groupBy(byClass)
                .agg(functions.count(functions.lit(1)).cast("double").as(COUNT))
                .groupBy(byGroup)
                .agg(
                        functions
                                .map_from_entries(functions.collect_list(functions.struct(CLASS, COUNT)))
                                .as(COUNTS),
                        functions.sum(COUNT).as(COUNT))
                .crossJoin(global)
                .withColumn(OF_GROUP, functions.expr(drawn.formatted(SHARES, COUNTS, COUNT)))
                .select(Stream.concat(columns.stream(), Stream.of(functions.col(OF_GROUP)))
                        .toArray(Column[]::new));
    }

    /** A prediction from an array of shares, the largest first, which stand there with the other sign. */
    private static Column judged(String label, String shares) {
        String place = "nullif(array_position(transform(%1$s, e -> e.class), cast(`%2$s` as string)), 0)";
        return functions.expr(("named_struct('%3$s', %1$s[0].class, '%4$s', -%1$s[0].less,"
                        + " '%5$s', coalesce(-element_at(%1$s, cast(" + place + " as int)).less, 0D),"
                        + " '%6$s', cast(" + place + " as int))")
                .formatted(shares, label, ClassSums.CLASS, ClassSums.PROBABILITY, ClassSums.OF_LABEL, ClassSums.RANK));
    }
}
