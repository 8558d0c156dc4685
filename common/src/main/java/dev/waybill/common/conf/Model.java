package dev.waybill.common.conf;

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
        @Default("42") long seed) {}
