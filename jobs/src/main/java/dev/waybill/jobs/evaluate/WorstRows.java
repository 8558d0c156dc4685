package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The rows whose predictions were the furthest off, by their error or their log loss, and why the model predicted so. */
final class WorstRows {

    private static final int SHOWN = 12;
    private static final int REASONS = 3;

    /**
     * A row.
     *
     * @param key its values, joined by commas
     * @param time empty where rows have no date
     * @param why the model predicted that, in words
     * @param unlike in which ways it is unlike the training rows, empty for none
     */
    record Worst(String key, String time, String predicted, String actual, String error, String why, String unlike) {}

    private WorstRows() {}

    /** The worst first, {@value #SHOWN} at most. */
    static List<Worst> of(Dataset<Row> rows, Source source, Task task) {
        Column label = functions.col(source.label().name());
        Column actual = task == Task.multiclass ? label.cast("string") : label.cast("double");
        Column error = error(actual, functions.col(EvaluatedRows.PREDICTION), task);
        Column[] order = Stream.concat(
                        Stream.of(functions.abs(error).desc()),
                        source.key().stream().map(functions::col))
                .toArray(Column[]::new);
        Column local = functions.from_utc_timestamp(
                functions.col(source.eventTime()), source.timeZone().getId());
        Column[] columns = {
            functions.concat_ws(", ", source.key().stream().map(functions::col).toArray(Column[]::new)),
            source.isDated() ? functions.date_format(local, "yyyy-MM-dd HH:mm") : functions.lit(""),
            functions.col(EvaluatedRows.PREDICTION),
            actual,
            error,
            functions.col(ScoredTable.EXPLANATION),
            functions.col(ScoredTable.BASE_VALUE),
            functions.col(ScoredTable.OOD_REASONS)
        };
        return rows.orderBy(order).limit(SHOWN).select(columns).collectAsList().stream()
                .map(row -> switch (task) {
                    case regression ->
                        worst(row, source.label().unit().map(unit -> " " + unit).orElse(""));
                    case binary -> ofProbability(row);
                    case multiclass -> ofClass(row);
                    case anomaly, recommend -> throw rankings();
                })
                .toList();
    }

    private static Column error(Column actual, Column predicted, Task task) {
        return switch (task) {
            case regression -> predicted.minus(actual);
            case binary -> new PredictionLoss(Loss.log_loss, 0).term(actual, predicted);
            case multiclass -> new PredictionLoss(Loss.class_log_loss, 0).term(actual, predicted);
            case anomaly, recommend -> throw rankings();
        };
    }

    private static IllegalArgumentException rankings() {
        return new IllegalArgumentException("no row of a ranking has an error of its own");
    }

    private static Worst worst(Row row, String unit) {
        return new Worst(
                row.getString(0),
                row.getString(1),
                NumberText.quantity(row.getDouble(2)),
                NumberText.quantity(row.getDouble(3)),
                NumberText.change(row.getDouble(4)),
                why(row, unit),
                unlike(row));
    }

    private static Worst ofProbability(Row row) {
        return new Worst(
                row.getString(0),
                row.getString(1),
                NumberText.fine(row.getDouble(2)),
                row.getDouble(3) == 1 ? "yes" : "no",
                NumberText.quantity(row.getDouble(4)),
                why(row, ""),
                unlike(row));
    }

    private static Worst ofClass(Row row) {
        Row predicted = row.getStruct(2);
        return new Worst(
                row.getString(0),
                row.getString(1),
                "%s, %s"
                        .formatted(
                                predicted.<String>getAs(ClassSums.CLASS),
                                NumberText.percent(predicted.<Double>getAs(ClassSums.PROBABILITY))),
                row.getString(3),
                NumberText.quantity(row.getDouble(4)),
                why(row, ""),
                unlike(row));
    }

    /** {@code From 12.0 min: distance_p50 = 7.1 adds 9.40 min, hour = 3 takes 1.20 min.} */
    private static String why(Row row, String unit) {
        String reasons = row.<Row>getList(row.fieldIndex(ScoredTable.EXPLANATION)).stream()
                .limit(REASONS)
                .map(entry -> reason(entry, unit))
                .collect(Collectors.joining(", "));
        double base = row.getDouble(row.fieldIndex(ScoredTable.BASE_VALUE));
        return "From %s%s: %s.".formatted(NumberText.quantity(base), unit, reasons);
    }

    private static String reason(Row entry, String unit) {
        double contribution = entry.<Double>getAs("contribution");
        return "%s = %s %s %s%s"
                .formatted(
                        entry.getAs("feature"),
                        entry.isNullAt(entry.fieldIndex("value")) ? "none" : shown(entry.getAs("value")),
                        contribution < 0 ? "takes" : "adds",
                        NumberText.quantity(Math.abs(contribution)),
                        unit);
    }

    /** A text as it is, a number to the digits that matter. */
    private static String shown(String value) {
        return value.matches("-?\\d+\\.\\d{3,}(E-?\\d+)?") ? NumberText.quantity(Double.parseDouble(value)) : value;
    }

    private static String unlike(Row row) {
        int place = row.fieldIndex(ScoredTable.OOD_REASONS);
        return row.isNullAt(place) ? "" : String.join(", ", row.<String>getList(place));
    }
}
