package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to know of a model's intervals to read how many labels they hold. */
final class IntervalRemarks {

    private static final String MARGINAL =
            "What an interval promises holds on average over rows like those that it was calibrated on. %s vary: a single one may lie well below or above.";

    private IntervalRemarks() {}

    static List<String> of(TrainedModel model) {
        return Stream.of(Optional.of(marginal(model)), flat(model), refit(model))
                .flatMap(Optional::stream)
                .toList();
    }

    private static String marginal(TrainedModel model) {
        boolean byDates = model.provenance().split().lastFitted().isPresent();
        return MARGINAL.formatted(byDates ? "Days" : "Kinds of rows");
    }

    private static Optional<String> flat(TrainedModel model) {
        return model.calibration()
                .map(Calibration::widths)
                .filter(Widths::flat)
                .map(widths -> "All rows of a group have intervals of the same width: %s.".formatted(why(widths)));
    }

    /**
     * The scale is fitted on all rows held back where these are too few for it, otherwise on half of them: from
     * {@link CalibrationFit#ROWS_FOR_A_SCALE} / 2 on, it may have been either.
     */
    static String why(Widths widths) {
        int least = CalibrationFit.ROWS_FOR_A_SCALE;
        if (widths.rows() < least / 2) {
            return "the rows held back did not tell where the model is surer, which takes %d of them at least"
                    .formatted(least);
        }
        String nothing = "nothing was found of where the model is surer";
        return widths.rows() < least ? "%s, which is looked for from %d rows on".formatted(nothing, least) : nothing;
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
