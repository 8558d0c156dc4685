package dev.waybill.common.model;

import dev.waybill.common.model.interval.Bounds;
import dev.waybill.common.model.interval.LabelRange;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of rows from an event date on.
 *
 * @param from the first day that they are for, counted from 1970-01-01
 * @param name of the recalibration that they are from; null for none
 */
record DatedBounds(long from, @Nullable String name, Bounds bounds, RowGroups groups) implements Serializable {

    /** Those of a model itself, then those of its recalibrations, by date. */
    static List<DatedBounds> of(Calibration calibration, List<Recalibration> later, StructType schema) {
        LabelRange range = calibration.range();
        List<DatedBounds> all = new ArrayList<>();
        all.add(new DatedBounds(
                LocalDate.MIN.toEpochDay(),
                null,
                new Bounds(calibration.intervals(), range),
                RowGroups.of(calibration.intervals().groups(), schema)));
        later.stream()
                .map(one -> new DatedBounds(
                        one.validFrom().toEpochDay(),
                        one.name(),
                        new Bounds(one.intervals(), range),
                        RowGroups.of(one.intervals().groups(), schema)))
                .sorted(Comparator.comparingLong(DatedBounds::from))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** The last of these that are for a day. */
    static DatedBounds on(long day, List<DatedBounds> inOrder) {
        int last = inOrder.size() - 1;
        while (inOrder.get(last).from() > day) {
            last--;
        }
        return inOrder.get(last);
    }
}
