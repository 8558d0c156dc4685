package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model is judged by, and on which parts of the rows it is judged by itself.
 *
 * @param within the error, in units of the label, up to which a prediction counts as good
 * @param loss by which the model is compared with other predictions; that of the objective if left out
 * @param baselines columns of the clean rows; the naive prediction is that of the least loss for a row's group in training
 * @param segments by which columns the rows are parted: features, columns of the clean rows, or {@code segmentColumns}
 * @param segmentColumns by name, Spark SQL over features and columns of the clean rows
 * @param segmentRows the least number of rows from which segments are compared with each other
 * @param importanceRows on how many rows at most the permutation importance is measured
 * @param seed of everything that is drawn
 * @param card what only people can say of the model
 */
public record Evaluation(
        @Default("5") double within,
        Optional<Loss> loss,
        List<String> baselines,
        List<List<String>> segments,
        Map<String, String> segmentColumns,
        @Default("500") int segmentRows,
        @Default("5000") int importanceRows,
        @Default("42") long seed,
        @Default("{}") Card card) {

    public Evaluation {
        if (!(within > 0)) {
            throw new IllegalArgumentException("has within %s, but it must be above 0".formatted(within));
        }
        ColumnNames.require(baselines);
        ColumnNames.require(segmentColumns.keySet());
        segmentColumns.values().forEach(SqlExpressions::requireRepeatable);
        segments.forEach(Evaluation::requireColumns);
        requireDistinct(segments);
        requireAtLeast(1, "segment-rows", segmentRows);
        requireAtLeast(2, "importance-rows", importanceRows);
    }

    public Evaluation(double within, List<String> baselines) {
        this(within, Optional.empty(), baselines, List.of(), Map.of(), 500, 5000, 42, Card.EMPTY);
    }

    private static void requireColumns(List<String> segment) {
        if (segment.isEmpty()) {
            throw new IllegalArgumentException("has an empty list in segments; name the columns that part the rows");
        }
    }

    private static void requireDistinct(List<List<String>> segments) {
        if (Set.copyOf(segments).size() < segments.size()) {
            throw new IllegalArgumentException("has the same segment twice: " + segments);
        }
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException("has %s %d, but it must be at least %d".formatted(key, value, least));
        }
    }

    /** The metric that counts good predictions: {@code within_5_min}. */
    public String withinName(Source.Label label) {
        String bound = BigDecimal.valueOf(within).stripTrailingZeros().toPlainString();
        return "within_" + bound + label.unit().map(unit -> "_" + unit).orElse("");
    }
}
