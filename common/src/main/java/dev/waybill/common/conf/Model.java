package dev.waybill.common.conf;

import java.util.List;

/**
 * How the boosted trees are grown, in XGBoost's own words
 * (<a href="https://xgboost.readthedocs.io/en/stable/parameter.html">XGBoost Parameters</a>).
 *
 * @param seed of the rows and columns that are sampled for each tree
 */
public record Model(
        @Default("reg:absoluteerror") String objective,
        @Key("num_round") @Default("200") int numRound,
        @Key("max_depth") @Default("6") int maxDepth,
        @Default("0.1") double eta,
        @Default("1.0") double subsample,
        @Key("colsample_bytree") @Default("1.0") double colsampleBytree,
        @Key("min_child_weight") @Default("1.0") double minChildWeight,
        @Default("1.0") double lambda,
        @Key("early_stopping_rounds") @Default("20") int earlyStoppingRounds,
        @Default("42") long seed) {

    private static final List<String> OBJECTIVES = List.of(
            "count:poisson",
            "reg:absoluteerror",
            "reg:gamma",
            "reg:pseudohubererror",
            "reg:squarederror",
            "reg:squaredlogerror",
            "reg:tweedie");

    public Model {
        if (!OBJECTIVES.contains(objective)) {
            throw new IllegalArgumentException("has objective '%s', which is not one for a quantity. %s"
                    .formatted(objective, Suggestion.sentence(objective, OBJECTIVES)));
        }
        require(numRound >= 1, "num_round", numRound, "at least 1");
        require(maxDepth >= 1, "max_depth", maxDepth, "at least 1");
        require(eta > 0 && eta <= 1, "eta", eta, "above 0 and at most 1");
        require(subsample > 0 && subsample <= 1, "subsample", subsample, "above 0 and at most 1");
        require(
                colsampleBytree > 0 && colsampleBytree <= 1,
                "colsample_bytree",
                colsampleBytree,
                "above 0 and at most 1");
        require(minChildWeight >= 0, "min_child_weight", minChildWeight, "at least 0");
        require(lambda >= 0, "lambda", lambda, "at least 0");
        require(earlyStoppingRounds >= 1, "early_stopping_rounds", earlyStoppingRounds, "at least 1");
    }

    private static void require(boolean holds, String name, Number value, String bounds) {
        if (!holds) {
            throw new IllegalArgumentException("has %s %s, but it must be %s".formatted(name, value, bounds));
        }
    }
}
