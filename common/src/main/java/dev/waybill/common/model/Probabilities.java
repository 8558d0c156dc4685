package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.ProbabilityCalibration;
import dev.waybill.common.section.Probability.Method;
import java.util.Optional;

/**
 * What a model of yes or no knows beside its trees.
 *
 * @param calibration empty where no rows were held back from training
 * @param decision from which calibrated probability on a row counts as a yes
 * @param profile of the rows that the model was trained on; there where enough were held back to tell what is usual
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Probabilities(
        Optional<ProbabilityCalibration> calibration, DecisionThreshold decision, Optional<OodProfile> profile) {

    /** What trees say by themselves. */
    public static final Probabilities PLAIN =
            new Probabilities(Optional.empty(), DecisionThreshold.HALF, Optional.empty());

    /** By which they are calibrated. */
    public Method method() {
        return calibrator().map(Calibrator::method).orElse(Method.none);
    }

    /** Empty where probabilities are what the trees say. */
    public Optional<Calibrator> calibrator() {
        return calibration.flatMap(ProbabilityCalibration::calibrator);
    }
}
