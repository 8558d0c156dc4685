package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.common.params.Default;
import dev.waybill.common.params.Key;
import dev.waybill.common.section.History.Days;
import java.util.Map;
import java.util.Optional;

/**
 * How the trees are grown, in XGBoost's own words
 * (<a href="https://xgboost.readthedocs.io/en/stable/parameter.html">XGBoost Parameters</a>) and with its defaults where
 * nothing else stands here.
 *
 * <p>Of a {@link Booster#random_forest} all trees are grown at once and beside each other, each on some of the rows, each node
 * from some of the columns. There are no rounds then: {@code num_round} and {@code eta} are 1, and where {@code subsample} or
 * {@code colsample_bynode} is 1, which is their default, {@value #SHARE_OF_FOREST} stands.
 *
 * @param booster whether trees are boosted, each mending what those before it left, or are a forest
 * @param numParallelTree how many trees a forest has, for each class if there are several; {@value #TREES_OF_FOREST} if left out
 * @param objective what is minimised; the usual one for the task if left out
 * @param evalMetric by which early stopping judges the validation rows; the one of the objective if left out
 * @param numRound of trees, at most: early stopping finds how many of them are used
 * @param huberSlope of reg:pseudohubererror, in units of the label: larger errors count as absolute ones
 * @param quantileAlpha of reg:quantileerror: the share of labels that is to lie below the prediction
 * @param tweedieVariancePower of reg:tweedie: near 1 like a Poisson distribution, near 2 like a gamma one
 * @param scalePosWeight of a binary task: how many rows of class 0 one of class 1 counts for; with
 *     {@code weights: {classes: balanced}} as many as there are of class 0 for one of class 1
 * @param monotone by feature, whether the prediction may only rise or only fall with it
 * @param refit whether the trees are grown once more at the end, on the rows of split.calibrate as well: these have then
 *     said how far off the trees were that had not seen them, which are not quite those that predict
 * @param workers that train together, each in a Spark task of its own: another number gives another model
 * @param stuckAfterMinutes without any Spark task of a fit starting or ending until the fit is given up
 * @param seed of the rows and columns that are sampled for each tree
 */
public record Model(
        @Default("gbtree") Booster booster,
        @Key("num_parallel_tree") @Default("1") int numParallelTree,
        Optional<String> objective,
        @Key("eval_metric") Optional<String> evalMetric,
        @Key("num_round") @Default("200") int numRound,
        @Key("early_stopping_rounds") @Default("20") int earlyStoppingRounds,
        @Default("0.1") double eta,
        @Key("grow_policy") @Default("depthwise") GrowPolicy growPolicy,
        @Key("max_depth") @Default("6") int maxDepth,
        @Key("max_leaves") @Default("0") int maxLeaves,
        @Key("max_bin") @Default("256") int maxBin,
        @Key("min_child_weight") @Default("1") double minChildWeight,
        @Key("max_delta_step") @Default("0") double maxDeltaStep,
        @Default("0") double gamma,
        @Default("1") double lambda,
        @Default("0") double alpha,
        @Default("1") double subsample,
        @Key("colsample_bytree") @Default("1") double colsampleBytree,
        @Key("colsample_bylevel") @Default("1") double colsampleBylevel,
        @Key("colsample_bynode") @Default("1") double colsampleBynode,
        @Key("huber_slope") @Default("1") double huberSlope,
        @Key("quantile_alpha") @Default("0.5") double quantileAlpha,
        @Key("tweedie_variance_power") @Default("1.5") double tweedieVariancePower,
        @Key("scale_pos_weight") @Default("1") double scalePosWeight,
        Map<String, Direction> monotone,
        @Default("{}") Weights weights,
        @Default("false") boolean refit,
        @Default("1") int workers,
        @Default("30") int stuckAfterMinutes,
        @Default("42") long seed) {

    /** How trees stand to each other. */
    public enum Booster {
        @JsonProperty("gbtree")
        gbtree,
        @JsonProperty("random-forest")
        random_forest;

        /** As params write it. */
        @Override
        public String toString() {
            return this == gbtree ? "gbtree" : "random-forest";
        }
    }

    /** As XGBoost's own random forests have it, {@code XGBRFClassifier}. */
    private static final double SHARE_OF_FOREST = 0.8;

    private static final int TREES_OF_FOREST = 100;

    private static final int USUAL_ROUNDS = 200;
    private static final int USUAL_STOPPING = 20;
    private static final double USUAL_ETA = 0.1;

    /** What counts where params say nothing. */
    public static final Model USUAL = new Model(
            Booster.gbtree,
            1,
            Optional.empty(),
            Optional.empty(),
            USUAL_ROUNDS,
            USUAL_STOPPING,
            USUAL_ETA,
            GrowPolicy.depthwise,
            6,
            0,
            256,
            1,
            0,
            0,
            1,
            0,
            1,
            1,
            1,
            1,
            1,
            0.5,
            1.5,
            1,
            Map.of(),
            new Weights(Optional.empty(), Optional.empty(), Optional.empty()),
            false,
            1,
            30,
            42);

    /** Which leaf is split next: one nearest to the root, or the one that gains most. */
    public enum GrowPolicy {
        depthwise,
        lossguide
    }

    /** Which way a prediction may go when a feature grows. */
    public enum Direction {
        increasing,
        decreasing
    }

    /**
     * How much each training row counts; both together multiply.
     *
     * @param halfLife the age at which a row counts half of one of the last training date
     * @param expr Spark SQL over the columns of the features table, 0 or above
     * @param classes whether the rows of each class count as much together as those of any other: {@code balanced}
     */
    public record Weights(Optional<Days> halfLife, Optional<String> expr, Optional<Classes> classes) {

        /** How classes are weighed. */
        public enum Classes {
            balanced
        }

        public Weights {
            expr.ifPresent(SqlExpressions::requireRepeatable);
        }
    }

    public Model {
        if (booster == Booster.random_forest) {
            requireNoRounds(numRound, earlyStoppingRounds, eta);
            numRound = 1;
            eta = 1;
            numParallelTree = numParallelTree == 1 ? TREES_OF_FOREST : numParallelTree;
            subsample = subsample == 1 ? SHARE_OF_FOREST : subsample;
            colsampleBynode = colsampleBynode == 1 ? SHARE_OF_FOREST : colsampleBynode;
        } else {
            require(numParallelTree == 1, "num_parallel_tree", numParallelTree, "1 where booster is not random-forest");
        }
        atLeast("num_parallel_tree", numParallelTree, 1);
        atLeast("num_round", numRound, 1);
        atLeast("early_stopping_rounds", earlyStoppingRounds, 1);
        share("eta", eta);
        atLeast("max_depth", maxDepth, 0);
        atLeast("max_leaves", maxLeaves, 0);
        require(maxDepth > 0 || maxLeaves > 0, "max_depth", maxDepth, "at least 1 where max_leaves sets no limit");
        atLeast("max_bin", maxBin, 2);
        atLeast("min_child_weight", minChildWeight, 0);
        atLeast("max_delta_step", maxDeltaStep, 0);
        atLeast("gamma", gamma, 0);
        atLeast("lambda", lambda, 0);
        atLeast("alpha", alpha, 0);
        share("subsample", subsample);
        share("colsample_bytree", colsampleBytree);
        share("colsample_bylevel", colsampleBylevel);
        share("colsample_bynode", colsampleBynode);
        require(huberSlope > 0, "huber_slope", huberSlope, "above 0");
        require(quantileAlpha > 0 && quantileAlpha < 1, "quantile_alpha", quantileAlpha, "between 0 and 1");
        require(
                tweedieVariancePower > 1 && tweedieVariancePower < 2,
                "tweedie_variance_power",
                tweedieVariancePower,
                "between 1 and 2");
        require(scalePosWeight > 0, "scale_pos_weight", scalePosWeight, "above 0");
        atLeast("workers", workers, 1);
        atLeast("stuck-after-minutes", stuckAfterMinutes, 1);
    }

    /** What stands there by default counts as not said. */
    private static void requireNoRounds(int numRound, int earlyStoppingRounds, double eta) {
        String of = "%s, but a forest (booster: random-forest) %s; take it out";
        require(
                numRound == USUAL_ROUNDS || numRound == 1,
                "num_round",
                numRound,
                of,
                "has no rounds, only num_parallel_tree");
        require(
                earlyStoppingRounds == USUAL_STOPPING,
                "early_stopping_rounds",
                earlyStoppingRounds,
                of,
                "has no rounds to stop between");
        require(eta == USUAL_ETA || eta == 1, "eta", eta, of, "learns in one step");
    }

    private static void require(boolean holds, String name, Number value, String sentence, String why) {
        if (!holds) {
            throw new IllegalArgumentException("has %s ".formatted(name) + sentence.formatted(value, why));
        }
    }

    private static void share(String name, double value) {
        require(value > 0 && value <= 1, name, value, "above 0 and at most 1");
    }

    private static void atLeast(String name, double value, int least) {
        require(value >= least, name, value, "at least " + least);
    }

    private static void atLeast(String name, int value, int least) {
        require(value >= least, name, value, "at least " + least);
    }

    private static void require(boolean holds, String name, Number value, String bounds) {
        if (!holds) {
            throw new IllegalArgumentException("has %s %s, but it must be %s".formatted(name, value, bounds));
        }
    }
}
