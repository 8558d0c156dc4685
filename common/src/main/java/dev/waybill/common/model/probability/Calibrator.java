package dev.waybill.common.model.probability;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waybill.common.section.Probability.Method;
import java.io.Serializable;

/** From the log-odds that trees add up to, to how often a yes came true of rows that have them. Never falls. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Calibrator.METHOD)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Sigmoid.class, name = "sigmoid"),
    @JsonSubTypes.Type(value = Beta.class, name = "beta"),
    @JsonSubTypes.Type(value = Isotonic.class, name = "isotonic")
})
public sealed interface Calibrator extends Serializable permits Sigmoid, Beta, Isotonic {

    /** The key that tells the kinds apart, in a model's description. */
    String METHOD = "method";

    Method method();

    /** The calibrated probability of a yes, 0 to 1. */
    double probability(double logOdds);

    /** The logistic function. */
    static double logistic(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }
}
