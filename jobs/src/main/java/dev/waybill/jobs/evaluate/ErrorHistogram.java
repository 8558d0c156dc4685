package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.table.Sessions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows counted by where they lie: in a plane of label and prediction, and by the error of the prediction. What lies
 * beyond the last bin counts in it.
 *
 * @param low where the plane begins on both axes
 * @param cell the side of its cells, in the unit of the label
 * @param plane rows by cell: of the prediction, then of the label
 * @param errors rows by bin of the error, from {@code -reach} to {@code reach}
 */
@SuppressWarnings("ArrayRecordComponent") // read at once by charts, never compared
record ErrorHistogram(double low, double cell, long[][] plane, double reach, long[] errors) {

    private static final int CELLS = 60;
    private static final int ERROR_BINS = 61;

    double errorBin() {
        return 2 * reach / ERROR_BINS;
    }

    /** Two passes: one for where most rows lie, one to count them; {@code 61 * 60 * 60} counts at most come back. */
    static ErrorHistogram of(Dataset<Row> rows, String label) {
        Column actual = functions.col(label).cast("double");
        Column predicted = functions.col(EvaluatedRows.PREDICTION);
        Column error = predicted.minus(actual);
        Row range = Sessions.summary(rows.agg(
                RegressionQuality.quantile(functions.least(actual, predicted), 0.001),
                RegressionQuality.quantile(functions.greatest(actual, predicted), 0.99),
                RegressionQuality.quantile(functions.abs(error), 0.98)));
        double low = Math.min(0, range.getDouble(0));
        double cell = positive((range.getDouble(1) - low) / CELLS);
        double reach = positive(range.getDouble(2));
        ErrorHistogram bins = new ErrorHistogram(low, cell, new long[CELLS][CELLS], reach, new long[ERROR_BINS]);
        Sessions.summaries(rows.groupBy(
                                bin(predicted, low, cell, CELLS),
                                bin(actual, low, cell, CELLS),
                                bin(error, -reach, bins.errorBin(), ERROR_BINS))
                        .count())
                .forEach(bins::add);
        return bins;
    }

    /** What the plane's last cells hold, which nobody could tell from their shade: also what lies beyond them. */
    String outerCells() {
        int last = plane.length - 1;
        long rows = 0;
        for (int predicted = 0; predicted <= last; predicted++) {
            for (int actual = 0; actual <= last; actual++) {
                rows += Math.max(predicted, actual) == last ? plane[predicted][actual] : 0;
            }
        }
        return "Outer cells: %s rows at or above %s."
                .formatted(NumberText.count(rows), NumberText.quantity(low + last * cell));
    }

    /** As {@link #outerCells}, of the errors. */
    String outerBars() {
        double inner = reach - errorBin();
        return "Outer bars: %s rows below %s, %s at or above %s."
                .formatted(
                        NumberText.count(errors[0]),
                        NumberText.quantity(-inner),
                        NumberText.count(errors[errors.length - 1]),
                        NumberText.quantity(inner));
    }

    private void add(Row counted) {
        plane[counted.getInt(0)][counted.getInt(1)] += counted.getLong(3);
        errors[counted.getInt(2)] += counted.getLong(3);
    }

    private static Column bin(Column value, double low, double width, int bins) {
        Column place = functions.floor(value.minus(low).divide(width));
        return functions
                .greatest(functions.lit(0L), functions.least(functions.lit(bins - 1L), place))
                .cast("int");
    }

    private static double positive(double width) {
        return width > 0 ? width : 1;
    }
}
