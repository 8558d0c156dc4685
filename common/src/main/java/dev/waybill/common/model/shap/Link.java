package dev.waybill.common.model.shap;

import dev.waybill.common.refusal.Refusal;

/** From what an objective predicts to the margin, the scale on which trees add up. */
enum Link {
    IDENTITY,
    LOG,
    LOGIT;

    double margin(double prediction) {
        return switch (this) {
            case IDENTITY -> prediction;
            case LOG -> Math.log(prediction);
            case LOGIT -> Math.log(prediction / (1 - prediction));
        };
    }

    double prediction(double margin) {
        return switch (this) {
            case IDENTITY -> margin;
            case LOG -> Math.exp(margin);
            case LOGIT -> 1 / (1 + Math.exp(-margin));
        };
    }

    /**
     * @param objective in XGBoost's words, such as {@code reg:absoluteerror}
     * @throws Refusal if it is none of those whose link is known here
     */
    static Link of(String objective) {
        return switch (objective) {
            case "reg:absoluteerror",
                    "reg:pseudohubererror",
                    "reg:quantileerror",
                    "reg:squarederror",
                    "reg:squaredlogerror",
                    "binary:hinge",
                    "binary:logitraw",
                    "multi:softmax",
                    "multi:softprob" -> IDENTITY;
            case "count:poisson", "reg:gamma", "reg:tweedie" -> LOG;
            case "binary:logistic", "reg:logistic" -> LOGIT;
            default ->
                throw Refusal.mistake(
                        "model.objective-not-explained",
                        "Cannot explain a model of objective '%s': it is not known from what its trees start."
                                .formatted(objective),
                        "Choose another objective, or add its link.");
        };
    }
}
