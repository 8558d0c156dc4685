package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.QualitySums;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.section.Source;
import dev.waybill.common.stats.Clusters;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Metrics of segments with 95% intervals. From {@value Sampling#LEAST_DAYS} days with rows on, intervals are by days and
 * say what other days would give: see {@link Clusters}. With fewer, they are those of a bootstrap over ten minutes, and
 * speak of these days alone. Where rows have no date, their keys are dealt to {@value ErrorBlocks#A_DAY} blocks by a
 * hash, and those are drawn.
 *
 * <p>Costs three passes over the rows, two of them with every row once for each {@link Segmentation}. The first two add up what
 * errors sum to by segment, day and ten minutes, of which a day has {@value ErrorBlocks#A_DAY} at most; all intervals
 * come from those sums. The third finds the quantiles of errors, of a quantity alone.
 */
final class Segments {

    /** Of the result. */
    static final String SEGMENT = "segment";

    static final String SEGMENT_VALUE = "segment_value";
    static final String METRIC = "metric";
    static final String VALUE = "value";
    static final String LOWER = "lower";
    static final String UPPER = "upper";
    static final String STANDARD_ERROR = "standard_error";
    static final String INTERVAL_OVER = "interval_over";
    static final String ROWS = "rows";
    static final String DAYS = "days";

    private static final long BLOCK_SECONDS = 600;
    private static final String PART = "_part";
    private static final String DAY = "_day";
    private static final String BLOCK = "_block";

    private Segments() {}

    /**
     * A row for each metric of each segment: {@code segment, segment_value, metric, value, lower, upper, standard_error,
     * interval_over, rows, days}; see {@link Sampling} for {@code interval_over}. A segment of fewer than
     * {@value Sampling#LEAST_DAYS} days and {@value ErrorBlocks#LEAST} blocks has no intervals.
     *
     * @param rows with the predictions of {@link EvaluatedRows}
     * @param naive the prediction that {@code skill} compares with
     * @param family what is added up
     * @param seed of what is drawn
     */
    static Dataset<Row> of(
            Dataset<Row> rows,
            List<Segmentation> segmentations,
            Source source,
            String naive,
            QualitySums family,
            long seed) {
        SegmentError error = SegmentError.of(family);
        Map<String, Column> sums = family.aggregates(rows, EvaluatedRows.PREDICTION, Optional.of(naive));
        Dataset<Row> parts = parts(rows, segmentations, source);
        List<Row> all = Sessions.summary(sums(parts(rows, List.of(Segmentation.everything()), source), sums))
                .getList(2);
        Sampling least = source.isDated() ? Sampling.TEN_MINUTES : Sampling.ROWS;
        FlatMapFunction<Row, Row> metrics =
                new SegmentMetrics(List.copyOf(sums.keySet()), family, error, seed, least, all);
        Dataset<Row> found = sums(parts, sums).flatMap(metrics, Encoders.row(SegmentMetrics.SCHEMA));
        return error == SegmentError.mae
                ? found.unionByName(quantiles(parts, source.label().name()))
                : found;
    }

    private static Dataset<Row> parts(Dataset<Row> rows, List<Segmentation> segmentations, Source source) {
        Column[] parts = segmentations.stream()
                .map(segmentation -> functions.struct(
                        functions.lit(segmentation.name()).as(SEGMENT),
                        segmentation.value().as(SEGMENT_VALUE)))
                .toArray(Column[]::new);
        return rows.withColumn(DAY, functions.unix_date(functions.col(Tables.EVENT_DATE)))
                .withColumn(BLOCK, functions.pmod(functions.xxhash64(drawnTogether(source)), functions.lit((long)
                        ErrorBlocks.A_DAY)))
                .withColumn(PART, functions.explode(functions.array(parts)))
                .withColumn(SEGMENT, functions.col(PART + "." + SEGMENT))
                .withColumn(SEGMENT_VALUE, functions.col(PART + "." + SEGMENT_VALUE));
    }

    private static Column[] drawnTogether(Source source) {
        return source.isDated()
                ? new Column[] {
                    functions.floor(
                            functions.col(source.eventTime()).cast("long").divide(BLOCK_SECONDS))
                }
                : source.key().stream().map(functions::col).toArray(Column[]::new);
    }

    /** By segment, the sums of its cells, in the order of day and block. */
    private static Dataset<Row> sums(Dataset<Row> parts, Map<String, Column> sums) {
        List<Column> named = QualitySums.named(sums);
        List<Column> fields = new ArrayList<>(List.of(functions.col(DAY), functions.col(BLOCK)));
        sums.keySet().forEach(name -> fields.add(functions.col(name)));
        return parts.groupBy(SEGMENT, SEGMENT_VALUE, DAY, BLOCK)
                .agg(named.get(0), named.subList(1, named.size()).toArray(Column[]::new))
                .groupBy(SEGMENT, SEGMENT_VALUE)
                .agg(functions
                        .sort_array(functions.collect_list(functions.struct(fields.toArray(Column[]::new))))
                        .as(SegmentMetrics.SUMS));
    }

    private static Dataset<Row> quantiles(Dataset<Row> parts, String label) {
        Column error = functions.abs(functions.col(EvaluatedRows.PREDICTION).minus(functions.col(label)));
        Column none = functions.lit(null).cast("double");
        return parts.groupBy(SEGMENT, SEGMENT_VALUE)
                .agg(
                        RegressionQuality.quantile(error, 0.5).as("median_absolute_error"),
                        RegressionQuality.quantile(error, 0.9).as("p90_absolute_error"),
                        functions.count(functions.lit(1)).as(ROWS),
                        functions.size(functions.collect_set(DAY)).as(DAYS))
                .select(
                        functions.col(SEGMENT),
                        functions.col(SEGMENT_VALUE),
                        functions
                                .expr("stack(2, 'median_absolute_error', median_absolute_error,"
                                        + " 'p90_absolute_error', p90_absolute_error)")
                                .as(new String[] {METRIC, VALUE}),
                        none.as(LOWER),
                        none.as(UPPER),
                        none.as(STANDARD_ERROR),
                        none.cast("string").as(INTERVAL_OVER),
                        functions.col(ROWS),
                        functions.col(DAYS));
    }
}
