package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Model;
import dev.waybill.common.table.Sessions;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.scala.spark.XGBoostModel;
import ml.dmlc.xgboost4j.scala.spark.XGBoostTrainingSummary;
import org.apache.spark.ml.Predictor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Boosted trees through XGBoost4J-Spark, from {@link Examples}: the same ones give the same trees, byte for byte, with
 * the same number of workers and threads.
 */
public final class TreeTrainer {

    private final Estimators estimators;
    private final String metric;
    private final Duration stuckAfter;

    /** @param findings about the rows that are fitted on, or about more of the same */
    public TreeTrainer(TrainingSpec spec, List<Input> inputs, Preflight.Findings findings) {
        Model model = spec.model();
        this.estimators = new Estimators(spec, inputs, findings);
        this.metric = spec.metric();
        this.stuckAfter = Duration.ofMinutes(model.stuckAfterMinutes());
    }

    /**
     * Where a fit was best on rows that it did not see.
     *
     * @param rounds so many, counted from one
     * @param score by the eval metric
     * @param booster of these rounds, and of those after them that were tried
     */
    public record Best(int rounds, double score, Booster booster, LearningCurve curve) {}

    private record Fitted(Booster booster, XGBoostTrainingSummary summary) {}

    /** Fits until the examples to judge by are not predicted better any more. */
    public Best best(Dataset<Row> training, Dataset<Row> validation) {
        Fitted fitted = fit(estimators.stopping(validation), training);
        try {
            String iteration = fitted.booster().getAttr("best_iteration");
            if (iteration == null) { // XGBoost4J keeps none where every score is infinite, or no number
                throw Refusal.mistake(
                        "train.unmeasurable",
                        "Cannot find the number of rounds: model.eval_metric cannot be measured on the rows held back.",
                        "Take another metric: mape has no value where a label is 0, auc where all labels are alike.");
            }
            return new Best(
                    Integer.parseInt(iteration) + 1,
                    Double.parseDouble(fitted.booster().getAttr("best_score")),
                    fitted.booster(),
                    LearningCurve.of(metric, fitted.summary(), fitted.booster().getNumBoostedRound()));
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot read how a fit went", e);
        }
    }

    public Booster fit(Dataset<Row> training, int rounds) {
        return fit(estimators.of(rounds), training).booster();
    }

    /** A booster of our own: that of a Spark model is disposed of when the model is collected as garbage. */
    private Fitted fit(Predictor<?, ?, ?> estimator, Dataset<Row> training) {
        SparkSession spark = training.sparkSession();
        XGBoostModel<?> model = (XGBoostModel<?>) Watchdog.watch(
                spark.sparkContext(), stuckAfter, () -> Sessions.atOnce(spark, () -> estimator.fit(training)));
        try {
            Booster booster = XGBoost.loadModel(model.nativeBooster().booster().toByteArray("ubj"));
            return new Fitted(booster, model.summary().get());
        } catch (XGBoostError | IOException e) {
            throw new IllegalStateException("Cannot copy the booster", e);
        } finally {
            Reference.reachabilityFence(model);
        }
    }
}
