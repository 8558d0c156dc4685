package dev.waybill.common.model;

import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.model.probability.ProbabilityCalibration;
import dev.waybill.common.model.shap.Contributions;
import dev.waybill.common.model.shap.TreeExplainer;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.DecisionRule;
import dev.waybill.common.section.DecisionRule.Percent;
import dev.waybill.common.section.Probability;
import dev.waybill.common.section.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds how often a yes comes true of rows of a probability, and from which one on a row counts as a yes. Works on a bounded
 * sample of the rows that were held back.
 */
public final class ProbabilityFit {

    private ProbabilityFit() {}

    /**
     * What a model of yes or no knows beside its trees.
     *
     * @param heldBack empty where no rows were held back from training: probabilities are then what the trees say
     * @param training the rows that the booster which has not seen those held back was fitted on
     * @throws Refusal where the decision goes by held-back rows, and there are none
     */
    public static Probabilities fit(
            Optional<HeldBack> heldBack, Dataset<Row> training, List<Input> inputs, Source source, Probability params) {
        return heldBack.map(rows -> of(rows, training, inputs, source, params))
                .orElseGet(() -> new Probabilities(
                        Optional.empty(), decision(params.decision(), "", new double[0]), Optional.empty()));
    }

    private static Probabilities of(
            HeldBack heldBack, Dataset<Row> training, List<Input> inputs, Source source, Probability params) {
        Sample sample = Sample.of(heldBack.rows(), inputs, source, List.of(), Sample.MOST_ROWS);
        double[] logOdds = logOdds(heldBack.booster(), sample);
        Optional<Calibrator> calibrator = CalibratorFit.fit(
                params.calibration(), logOdds, sample.labels(), heldBack.rows().sparkSession());
        double[] probabilities = Arrays.stream(logOdds)
                .map(margin ->
                        calibrator.map(found -> found.probability(margin)).orElseGet(() -> Calibrator.logistic(margin)))
                .toArray();
        return new Probabilities(
                Optional.of(new ProbabilityCalibration(
                        heldBack.basis(),
                        sample.count(),
                        (int) DoubleStream.of(sample.labels()).sum(),
                        calibrator)),
                decision(params.decision(), heldBack.basis(), probabilities),
                CalibrationFit.profile(training, sample, inputs, source));
    }

    /** As they are when rows are scored, and in batches as well: what a batch is explained by takes room. */
    private static double[] logOdds(Booster booster, Sample sample) {
        TreeExplainer explainer = TreeExplainer.of(booster);
        float[] numbers = sample.rows().numbers();
        int width = sample.rows().width();
        double[] logOdds = new double[sample.count()];
        for (int from = 0; from < logOdds.length; from += ScoredRows.BATCH_ROWS) {
            int to = Math.min(from + ScoredRows.BATCH_ROWS, logOdds.length);
            Contributions contributions =
                    explainer.explain(Arrays.copyOfRange(numbers, from * width, to * width), to - from);
            for (int row = from; row < to; row++) {
                logOdds[row] = contributions.prediction(row - from, 0);
            }
        }
        return logOdds;
    }

    private static DecisionThreshold decision(DecisionRule rule, String basis, double[] probabilities) {
        return rule.threshold()
                .map(threshold -> new DecisionThreshold(threshold, "set in params"))
                .or(() -> rule.cost().map(cost -> new DecisionThreshold(cost.threshold(), cost.toString())))
                .or(() -> rule.top().map(share -> top(share, basis, probabilities)))
                .orElse(DecisionThreshold.HALF);
    }

    private static DecisionThreshold top(Percent share, String basis, double[] probabilities) {
        if (probabilities.length == 0) {
            throw Refusal.mistake(
                    "train.no-rows-for-decision",
                    "Cannot tell from which probability on a row is among the top %s: no rows were held back from training."
                            .formatted(share),
                    "Give split.calibrate some rows, or set probability.decision.threshold.");
        }
        double[] sorted = Arrays.stream(probabilities).sorted().toArray();
        int wanted = (int) Math.max(1, Math.round(share.share() * sorted.length));
        return new DecisionThreshold(sorted[sorted.length - wanted], "the top %s of %s".formatted(share, basis));
    }
}
