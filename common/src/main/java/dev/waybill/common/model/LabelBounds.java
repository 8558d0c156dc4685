package dev.waybill.common.model;

import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Between which values params say that a label lies. */
final class LabelBounds {

    private LabelBounds() {}

    static LabelRange range(Source.Label label) {
        return new LabelRange(
                label.least().orElse(LabelRange.UNBOUNDED.least()), label.most().orElse(LabelRange.UNBOUNDED.most()));
    }

    /** Refuses rows whose label lies elsewhere: quantiles that end at the bounds would not hold them. */
    static void require(Source.Label label, Dataset<Row> rows) {
        if (label.least().isEmpty() && label.most().isEmpty()) {
            return;
        }
        LabelRange range = range(label);
        Column value = functions.col(label.name()).cast("double");
        Row found = Sessions.summary(rows.agg(
                functions.count_if(value.lt(range.least()).or(value.gt(range.most()))),
                functions.min(value),
                functions.max(value)));
        if (found.getLong(0) > 0) {
            throw Refusal.data(
                    "intervals.label-range",
                    "Cannot calibrate intervals: %d rows have %s outside of %s (source.label); it goes from %s to %s."
                            .formatted(
                                    found.getLong(0),
                                    label.name(),
                                    words(range),
                                    found.getDouble(1),
                                    found.getDouble(2)),
                    "Set such rows aside (checks.quarantine), or correct source.label.");
        }
    }

    private static String words(LabelRange range) {
        if (Double.isInfinite(range.most())) {
            return "least " + range.least();
        }
        return Double.isInfinite(range.least())
                ? "most " + range.most()
                : "least %s and most %s".formatted(range.least(), range.most());
    }
}
