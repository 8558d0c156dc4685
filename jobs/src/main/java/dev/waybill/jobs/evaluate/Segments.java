package dev.waybill.jobs.evaluate;

import dev.waybill.common.conf.Evaluation;
import dev.waybill.common.conf.Source;
import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RegressionQuality;
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
 * Metrics of segments with 95% intervals by a bootstrap over blocks: rows that began within the same ten minutes are
 * drawn together, since they met the same traffic and weather. Where rows have no date, each is drawn by itself.
 *
 * <p>Costs two passes over the rows, each with every row once for each {@link Cut}. The first adds up what errors sum to
 * by segment and block, of which there are {@value #BLOCKS} at most; the draws then go over those sums alone. The second
 * finds the quantiles of errors.
 */
final class Segments {

    /** Of the result. */
    static final String SEGMENT = "segment";

    static final String SEGMENT_VALUE = "segment_value";
    static final String METRIC = "metric";
    static final String VALUE = "value";
    static final String LOWER = "lower";
    static final String UPPER = "upper";
    static final String ROWS = "rows";

    /** Ten minutes are dealt to these by their hash, so that a segment's sums stay few; some share one. */
    static final int BLOCKS = 512;

    private static final long BLOCK_SECONDS = 600;
    private static final String PART = "_part";
    private static final String BLOCK = "_block";

    private Segments() {}

    /**
     * A row for each metric of each segment: {@code segment, segment_value, metric, value, lower, upper, rows}. A segment
     * of fewer than {@value SegmentMetrics#LEAST_BLOCKS} blocks has no intervals.
     *
     * @param rows with the predictions of {@link JudgedRows}
     * @param naive the prediction that {@code skill} compares with
     * @param loss by which it does
     */
    static Dataset<Row> of(
            Dataset<Row> rows,
            List<Cut> cuts,
            Source source,
            Evaluation evaluation,
            String naive,
            PredictionLoss loss) {
        String label = source.label().name();
        Map<String, Column> sums =
                ErrorSums.of(rows, label, JudgedRows.PREDICTION, evaluation.within(), Optional.of(naive), loss);
        Dataset<Row> parts = parts(rows, cuts, source);
        Dataset<Row> blocks = sums(parts, sums);
        FlatMapFunction<Row, Row> metrics = new SegmentMetrics(
                List.copyOf(sums.keySet()), evaluation.withinName(source.label()), loss, evaluation.seed());
        return blocks.flatMap(metrics, Encoders.row(SegmentMetrics.SCHEMA)).unionByName(quantiles(parts, label));
    }

    private static Dataset<Row> parts(Dataset<Row> rows, List<Cut> cuts, Source source) {
        Column[] parts = cuts.stream()
                .map(cut -> functions.struct(
                        functions.lit(cut.name()).as(SEGMENT), cut.value().as(SEGMENT_VALUE)))
                .toArray(Column[]::new);
        return rows.withColumn(
                        BLOCK, functions.pmod(functions.xxhash64(drawnTogether(source)), functions.lit((long) BLOCKS)))
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

    /** By segment, the sums of its blocks, in the order of the blocks. */
    private static Dataset<Row> sums(Dataset<Row> parts, Map<String, Column> sums) {
        List<Column> named = ErrorSums.named(sums);
        List<Column> fields = new ArrayList<>(List.of(functions.col(BLOCK)));
        sums.keySet().forEach(name -> fields.add(functions.col(name)));
        return parts.groupBy(SEGMENT, SEGMENT_VALUE, BLOCK)
                .agg(named.get(0), named.subList(1, named.size()).toArray(Column[]::new))
                .groupBy(SEGMENT, SEGMENT_VALUE)
                .agg(functions
                        .sort_array(functions.collect_list(functions.struct(fields.toArray(Column[]::new))))
                        .as(SegmentMetrics.SUMS));
    }

    private static Dataset<Row> quantiles(Dataset<Row> parts, String label) {
        Column error = functions.abs(functions.col(JudgedRows.PREDICTION).minus(functions.col(label)));
        Column none = functions.lit(null).cast("double");
        return parts.groupBy(SEGMENT, SEGMENT_VALUE)
                .agg(
                        RegressionQuality.quantile(error, 0.5).as("median_absolute_error"),
                        RegressionQuality.quantile(error, 0.9).as("p90_absolute_error"),
                        functions.count(functions.lit(1)).as(ROWS))
                .select(
                        functions.col(SEGMENT),
                        functions.col(SEGMENT_VALUE),
                        functions
                                .expr("stack(2, 'median_absolute_error', median_absolute_error,"
                                        + " 'p90_absolute_error', p90_absolute_error)")
                                .as(new String[] {METRIC, VALUE}),
                        none.as(LOWER),
                        none.as(UPPER),
                        functions.col(ROWS));
    }
}
