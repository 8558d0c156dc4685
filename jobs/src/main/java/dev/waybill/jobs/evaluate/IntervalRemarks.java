package dev.waybill.jobs.evaluate;

import dev.waybill.common.conf.Part;
import dev.waybill.common.conf.Split;
import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Widths;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to know of a model's intervals to read how many labels they hold. */
final class IntervalRemarks {

    private static final String MARGINAL =
            "What an interval promises holds on average over rows like those that it was calibrated on. Days vary: a single one may lie well below or above.";

    private IntervalRemarks() {}

    static List<String> of(TrainedModel model) {
        return Stream.of(Optional.of(MARGINAL), flat(model), refit(model))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> flat(TrainedModel model) {
        return model.calibration()
                .map(Calibration::widths)
                .filter(Widths::flat)
                .map(widths ->
                        "All rows of a group have intervals of the same width: the rows held back did not tell where the model is surer, which takes %d of them at least."
                                .formatted(CalibrationFit.ROWS_FOR_A_SCALE));
    }

    private static Optional<String> refit(TrainedModel model) {
        Split split = model.provenance().split();
        return model.provenance().params().refit() && split.parts().contains(Part.calibrate)
                ? Optional.of(
                        "Calibrated with trees that had not seen %s; the model has seen them as well since (model.refit), so that its intervals may be a little too wide or too narrow. The figures here are what they hold."
                                .formatted(split.words(Part.calibrate)))
                : Optional.empty();
    }
}
