package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.section.EvalMetric;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Model.Direction;
import dev.waybill.common.section.Task;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier;
import ml.dmlc.xgboost4j.scala.spark.XGBoostEstimator;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** XGBoost4J-Spark's estimators, set as a spec says. */
final class Estimators {

    private final TrainingSpec spec;
    private final List<Input> inputs;
    private final Preflight.Findings findings;

    Estimators(TrainingSpec spec, List<Input> inputs, Preflight.Findings findings) {
        this.spec = spec;
        this.inputs = inputs;
        this.findings = findings;
    }

    /** One that trains so many rounds. */
    Predictor<?, ?, ?> of(int rounds) {
        return set(spec.task() == Task.regression ? new XGBoostRegressor() : new XGBoostClassifier(), rounds);
    }

    /** One that stops when these examples are not predicted better any more. */
    Predictor<?, ?, ?> stopping(Dataset<Row> validation) {
        Predictor<?, ?, ?> estimator = of(spec.model().numRound());
        XGBoostEstimator<?, ?> stopping = (XGBoostEstimator<?, ?>) estimator;
        stopping.setNumEarlyStoppingRounds(spec.model().earlyStoppingRounds());
        stopping.setEvalDataset(validation);
        return estimator;
    }

    private Predictor<?, ?, ?> set(Predictor<?, ?, ?> estimator, int rounds) {
        XGBoostEstimator<?, ?> learner = (XGBoostEstimator<?, ?>) estimator;
        learner.setNumRound(rounds);
        learner.setNumWorkers(spec.model().workers());
        learner.setMissing(Float.NaN);
        learner.setWeightCol(Examples.WEIGHT);
        learner.setFeatureNames(names());
        estimator.setFeaturesCol(Examples.VECTOR);
        estimator.setLabelCol(Examples.LABEL);
        params().forEach((name, value) -> estimator.set(estimator.getParam(name), value));
        if (spec.task().objective(spec.model()).equals("reg:quantileerror")) {
            handOn(
                    estimator,
                    "lambdarank_bias_norm",
                    "quantile_alpha",
                    spec.model().quantileAlpha());
        }
        if (!spec.model().monotone().isEmpty()) {
            handOn(estimator, "monotone_constraints", "monotone_constraints", monotone());
        }
        return estimator;
    }

    /**
     * XGBoost4J-Spark lacks quantile_alpha, and hands on monotone_constraints as text that XGBoost cannot read; but it
     * does hand on whatever stands in its array of params.
     *
     * @param instead of which param; one of rankers has no other meaning here
     */
    private static void handOn(Predictor<?, ?, ?> estimator, String instead, String name, Object value) {
        Param<Object> own = new Param<>(estimator, name, "as XGBoost reads it");
        Param<?>[] params = estimator.params();
        Arrays.setAll(params, i -> params[i].name().equals(instead) ? own : params[i]);
        estimator.set(own, value);
    }

    private String[] names() {
        return inputs.stream().map(Input::name).toArray(String[]::new);
    }

    /** By XGBoost's names. One thread a worker, because Spark gives a task one core. */
    private Map<String, Object> params() {
        Model model = spec.model();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("objective", spec.task().objective(model));
        model.evalMetric()
                .filter(metric -> EvalMetric.onlyWith(metric).isEmpty()) // XGBoost takes it by itself
                .ifPresent(metric -> params.put("eval_metric", metric));
        params.put("tree_method", "hist");
        params.put("nthread", 1);
        params.put("verbosity", 0);
        params.put("seed", model.seed());
        params.putAll(growth(model));
        params.putAll(ofObjective(model));
        return params;
    }

    private static Map<String, Object> growth(Model model) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("eta", model.eta());
        params.put("num_parallel_tree", model.numParallelTree());
        params.put("grow_policy", model.growPolicy().name());
        params.put("max_depth", model.maxDepth());
        params.put("max_leaves", model.maxLeaves());
        params.put("max_bin", model.maxBin());
        params.put("min_child_weight", model.minChildWeight());
        params.put("max_delta_step", model.maxDeltaStep());
        params.put("gamma", model.gamma());
        params.put("lambda", model.lambda());
        params.put("alpha", model.alpha());
        params.put("subsample", model.subsample());
        params.put("colsample_bytree", model.colsampleBytree());
        params.put("colsample_bylevel", model.colsampleBylevel());
        params.put("colsample_bynode", model.colsampleBynode());
        return params;
    }

    /** What one objective reads and another would warn of. */
    private Map<String, Object> ofObjective(Model model) {
        return switch (spec.task().objective(model)) {
            // XGBoost's own first guess is one Newton step from 0, which lands far off where labels are far from it.
            case "reg:pseudohubererror" ->
                Map.of("huber_slope", model.huberSlope(), "base_score", findings.meanLabel());
            case "reg:tweedie" -> Map.of("tweedie_variance_power", model.tweedieVariancePower());
            case "binary:logistic" -> Map.of("scale_pos_weight", scalePosWeight(model));
            case "multi:softprob" -> Map.of("num_class", findings.classes());
            default -> Map.of();
        };
    }

    /** With balanced classes, from the data: the rows of class 0 for each of class 1. */
    private double scalePosWeight(Model model) {
        return model.weights().classes().isPresent()
                ? (1 - findings.meanLabel()) / findings.meanLabel()
                : model.scalePosWeight();
    }

    /** By input: 1 for rising, -1 for falling, 0 for any way. */
    private String monotone() {
        return inputs.stream()
                .map(input -> spec.model().monotone().get(input.name()))
                .map(direction -> direction == null ? "0" : direction == Direction.increasing ? "1" : "-1")
                .collect(Collectors.joining(",", "(", ")"));
    }
}
