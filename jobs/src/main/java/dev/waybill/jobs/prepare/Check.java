package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.Refusal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What one check of a batch found.
 *
 * @param column that it looked at; empty for the whole batch
 */
record Check(String name, String column, double value, double threshold, boolean passed) {

    private static final StructType SCHEMA = new StructType()
            .add("name", DataTypes.StringType)
            .add("column", DataTypes.StringType)
            .add("value", DataTypes.DoubleType)
            .add("threshold", DataTypes.DoubleType)
            .add("passed", DataTypes.BooleanType)
            .add("score", DataTypes.DoubleType)
            .add("run_id", DataTypes.StringType)
            .add("checked_at", DataTypes.TimestampType);

    static Check atLeast(String name, String column, double value, double threshold) {
        return new Check(name, column, value, threshold, value >= threshold);
    }

    static Check atMost(String name, String column, double value, double threshold) {
        return new Check(name, column, value, threshold, value <= threshold);
    }

    /** The rows of table quality; score is the share of checks that passed, 0 to 100, the same in each row. */
    static Dataset<Row> rows(SparkSession spark, List<Check> checks, String runId, Instant at) {
        double score = 100.0 * checks.stream().filter(Check::passed).count() / checks.size();
        List<Row> rows = checks.stream()
                .map(check -> RowFactory.create(
                        check.name,
                        check.column,
                        check.value,
                        check.threshold,
                        check.passed,
                        score,
                        runId,
                        Timestamp.from(at)))
                .toList();
        return spark.createDataFrame(rows, SCHEMA);
    }

    /** Lets nothing through if any check failed. */
    static void refuseFailed(List<Check> checks, Source source) {
        String failures = checks.stream()
                .filter(check -> !check.passed)
                .map(Check::failure)
                .collect(Collectors.joining("; "));
        if (!failures.isEmpty()) {
            throw Refusal.data(
                    "quality.refused",
                    "Refused the batch from %s: %s. Tables stay as they were.".formatted(source.path(), failures),
                    "Mend the data, or change 'checks' in params.yaml.");
        }
    }

    private String failure() {
        return switch (name) {
            case "rows" -> "it has no rows";
            case "unreadable" ->
                percent(value) + " of its lines cannot be read, above checks.unreadable " + percent(threshold);
            case "rejected" ->
                percent(value) + " of its rows fail checks.quarantine, above checks.rejected " + percent(threshold);
            case "labelled" -> "the label %s is null in every row that is accepted".formatted(column);
            default ->
                "%s is there in %s of the rows, below checks.completeness.%s %s"
                        .formatted(column, percent(value), column, percent(threshold));
        };
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g%%", 100 * share);
    }
}
