package dev.waybill.jobs.outcomes;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * How good the predictions of one day were, as far as is known.
 *
 * @param model name and version
 * @param labels that are in
 * @param share of the rows whose label is in
 * @param mature whether all labels are in that are to be expected
 * @param unit of the label
 * @param metrics by name, of the labels that are in
 * @param corrected the same, weighted for those that are not
 */
public record DayFigures(
        String model,
        long rows,
        long labels,
        double share,
        boolean mature,
        Optional<String> unit,
        SortedMap<String, Double> metrics,
        SortedMap<String, Double> corrected) {

    /** @param lines of table performance: of one day, of all its rows, of one version */
    static DayFigures of(List<Row> lines, Source source) {
        Row any = lines.get(0);
        return new DayFigures(
                any.getAs(ScoredTable.MODEL_NAME) + "/" + any.<Integer>getAs(ScoredTable.MODEL_VERSION),
                any.getAs(Performance.ROWS),
                any.getAs(Performance.LABELS),
                (double) any.<Long>getAs(Performance.LABELS) / any.<Long>getAs(Performance.ROWS),
                any.getAs(Maturity.MATURE),
                source.label().unit(),
                values(lines, Performance.VALUE),
                values(lines, Performance.CORRECTED));
    }

    private static SortedMap<String, Double> values(List<Row> lines, String column) {
        SortedMap<String, Double> values = new TreeMap<>();
        lines.stream()
                .filter(line -> Objects.nonNull(line.getAs(column)))
                .filter(line -> !Performance.LABELLED_SHARE.equals(line.getAs(Performance.METRIC)))
                .forEach(line -> values.put(line.getAs(Performance.METRIC), line.getAs(column)));
        return values;
    }

    /** {@code ; mae 3.41 (3.44 corrected)}; empty where nothing is measured. */
    String words() {
        return Optional.ofNullable(metrics.get(errorName()))
                .map(error -> String.format(Locale.ROOT, ", %s %.2f", errorName(), error) + correction())
                .orElse("");
    }

    /** The metric that days are compared by. */
    public String errorName() {
        return task().error();
    }

    /** By what is measured. */
    private Task task() {
        return Arrays.stream(Task.values())
                .filter(task -> metrics.containsKey(task.error()))
                .findFirst()
                .orElse(Task.regression);
    }

    /** The same in words, with its unit. */
    public String errorWords() {
        return switch (task()) {
            case regression -> "mean absolute error" + unit.map(", "::concat).orElse("");
            case binary -> "log loss";
            case multiclass -> "share of rows of another class";
            case anomaly -> "share of pairs of an odd and a normal row that are ranked the wrong way";
            case recommend -> "what lists fall short of the best ones";
        };
    }

    /** {@code errors of 4.40 min on average}. */
    public String saying(double error) {
        return switch (task()) {
            case regression ->
                String.format(
                        Locale.ROOT,
                        "errors of %.2f%s on average",
                        error,
                        unit.map(" "::concat).orElse(""));
            case binary -> String.format(Locale.ROOT, "a log loss of %.3f", error);
            case multiclass -> String.format(Locale.ROOT, "%.1f%% of them of another class", 100 * error);
            case anomaly -> String.format(Locale.ROOT, "%.1f%% of pairs ranked the wrong way", 100 * error);
            case recommend -> String.format(Locale.ROOT, "an NDCG of %.3f", 1 - error);
        };
    }

    /** How far off predictions are, as far as is known. */
    public Optional<Double> error() {
        return best(errorName());
    }

    private String correction() {
        return mature
                ? ""
                : Optional.ofNullable(corrected.get(errorName()))
                        .map(error -> String.format(Locale.ROOT, " (%.2f corrected for late labels)", error))
                        .orElse("");
    }

    /** A metric as far as it is known: corrected where labels are still to come. */
    public Optional<Double> best(String metric) {
        Map<String, Double> from = mature ? metrics : corrected;
        return Optional.ofNullable(from.get(metric));
    }
}
