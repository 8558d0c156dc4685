package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Experiment;
import dev.waybill.jobs.experiment.stats.AlwaysValid;
import dev.waybill.jobs.experiment.stats.MeanDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an experiment comes to, in sentences. */
final class Conclusions {

    private Conclusions() {}

    static List<String> of(ExperimentEvidence found, Experiment experiment) {
        List<String> says = new ArrayList<>();
        if (found.mismatch()) {
            says.add(String.format(
                    Locale.ROOT,
                    "Do not trust these results: the challenger has %.2f%% of the units, and was to have %s (p %s by chance). "
                            + "Find out what lost units of one variant.",
                    100 * found.seen(),
                    found.asked(),
                    number(found.ratio().pvalue())));
        }
        if (!found.enough()) {
            says.add("Too little to compare yet: either variant needs %d labelled rows and %d units."
                    .formatted(experiment.rows(), ExperimentEvidence.LEAST_UNITS));
            return says;
        }
        says.add(found.difference()
                .map(difference -> verdict(found, difference))
                .orElse("The difference cannot be told: not every row has a finite loss, or all have the same."));
        return says;
    }

    private static String verdict(ExperimentEvidence found, MeanDifference difference) {
        String better = difference.difference() < 0 ? "better" : "worse";
        if (found.hasAlwaysPassed()) {
            return "The challenger is %s, and this may be acted on today: %s."
                    .formatted(better, figures(found, difference));
        } else if (!found.period().over()) {
            return "Do not decide yet: labels of %d of %d days are in, and the difference is not large enough to stop early."
                    .formatted(found.period().days(), found.period().horizon());
        }
        return difference.pvalue() < ExperimentEvidence.LEVEL
                ? "The horizon is reached, and the challenger is %s: %s.".formatted(better, figures(found, difference))
                : "The horizon is reached, and the difference may well be chance: %s."
                        .formatted(figures(found, difference));
    }

    /** {@code mae -0.12, from -0.20 to -0.04; p 0.004 at the horizon, 0.03 on any day}. */
    static String figures(ExperimentEvidence found, MeanDifference difference) {
        Optional<Double> always = found.always().map(AlwaysValid::pvalue);
        return "%s %s, from %s to %s; p %s at the horizon%s"
                .formatted(
                        found.measure(),
                        number(difference.difference()),
                        number(difference.interval().lower()),
                        number(difference.interval().upper()),
                        number(difference.pvalue()),
                        always.map(p -> ", %s on any day".formatted(number(p))).orElse(""));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
