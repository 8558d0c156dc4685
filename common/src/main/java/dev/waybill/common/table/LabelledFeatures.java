package dev.waybill.common.table;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.LabelledRows;
import dev.waybill.common.section.Source;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * The rows of the features table that have a label.
 *
 * @param last the date to count back from, as if there were no later ones; empty for the last that there is
 */
record LabelledFeatures(Source source, Dataset<Row> features, Optional<LocalDate> last) implements LabelledRows {

    private Dataset<Row> rows() {
        Dataset<Row> rows = Parts.upTo(last, features);
        return source.hasLabel() ? Tables.labelled(rows, source.label().name()) : rows;
    }

    @Override
    public NavigableSet<LocalDate> dates() {
        NavigableSet<LocalDate> dates = Parts.bulk(Tables.perDate(rows()));
        last.ifPresent(dates::add);
        return dates;
    }

    /** By sorting: what is asked for is exact, and of all rows only these come back. */
    @Override
    public List<BigDecimal> values(String column, List<Double> places) {
        requireNumber(column);
        Dataset<Row> ordered = rows().select(functions.col(column).cast("string"))
                .orderBy(functions.col(column).cast("decimal(38,10)"));
        JavaPairRDD<Row, Long> numbered = ordered.toJavaRDD().zipWithIndex();
        long count = numbered.count();
        List<Long> wanted =
                places.stream().map(place -> Math.round(place * count)).toList();
        Map<Long, BigDecimal> found = new TreeMap<>();
        numbered.filter(row -> wanted.contains(row._2()))
                .collect()
                .forEach(row -> found.put(row._2(), new BigDecimal(row._1().getString(0))));
        return wanted.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public void requireNumber(String column) {
        DataType type = features.schema().apply(column).dataType();
        if (!(type instanceof NumericType)) {
            throw Refusal.mistake(
                    "split.no-number",
                    "Cannot part the rows of %s by %s: it is not a number, but of type %s."
                            .formatted(source.table(), column, type.simpleString()),
                    "Name a number of source.key as split.column, or part by key: {by: key}.");
        }
    }
}
