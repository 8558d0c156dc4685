package dev.waybill.jobs.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.section.IntervalCalibration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the width of prediction intervals was learnt from, and the probabilities of limits.
 *
 * @param scaleRows held-back rows that the scale of errors was fitted on
 * @param flat whether all rows of a group have intervals of the same width
 * @param within of each limit that params name
 */
public record IntervalBasis(
        int scaleRows,
        boolean flat,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OfLimit> within) {

    /**
     * What the probability of a limit was calibrated on.
     *
     * @param limit in the label's unit
     * @param rows held back, as far as they were looked at
     * @param within so many of them have a label up to the limit
     */
    public record OfLimit(double limit, int rows, int within) {

        private static OfLimit of(Limit limit) {
            return new OfLimit(limit.limit(), limit.rows(), limit.within());
        }

        private Stream<String> remark() {
            int few = Math.min(within, rows - within);
            String remark =
                    "the probability of at most %s is the same for all rows: of %,d held-back rows only %,d are on"
                            + " one side of it, and it takes %d to tell rows apart";
            return few >= CalibratorFit.LEAST_OF_EACH
                    ? Stream.empty()
                    : Stream.of(remark.formatted(
                            IntervalCalibration.inWords(limit), rows, few, CalibratorFit.LEAST_OF_EACH));
        }
    }

    static IntervalBasis of(Calibration calibration) {
        return new IntervalBasis(
                calibration.widths().rows(),
                calibration.widths().flat(),
                calibration.within().stream().map(OfLimit::of).toList());
    }

    Stream<String> remarks() {
        return Stream.concat(remarkOfWidths(), within.stream().flatMap(OfLimit::remark));
    }

    private Stream<String> remarkOfWidths() {
        String takes = scaleRows < CalibrationFit.ROWS_FOR_A_SCALE / 2 // of more, half have the width measured
                ? ", which takes %d at least".formatted(CalibrationFit.ROWS_FOR_A_SCALE)
                : "";
        String remark = "intervals are all equally wide: from %,d held-back rows it could not be learnt where the"
                + " model is surer%s";
        return flat ? Stream.of(remark.formatted(scaleRows, takes)) : Stream.empty();
    }
}
