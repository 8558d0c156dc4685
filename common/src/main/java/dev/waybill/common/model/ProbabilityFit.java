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
import java.util.stream.IntStream;
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
                Optional.of(CalibrationFit.profile(training, sample, inputs, source)));
    }

    /** As they are when rows are scored. */
    private static double[] logOdds(Booster booster, Sample sample) {
        Contributions contributions =
                TreeExplainer.of(booster).explain(sample.rows().numbers(), sample.count());
        return IntStream.range(0, sample.count())
                .mapToDouble(row -> contributions.prediction(row, 0))
                .toArray();
    }

    private static Decision decision(DecisionRule rule, String basis, double[] probabilities) {
        return rule.threshold()
                .map(threshold -> new Decision(threshold, "set in params"))
                .or(() -> rule.cost().map(cost -> new Decision(cost.threshold(), cost.toString())))
                .or(() -> rule.top().map(share -> top(share, basis, probabilities)))
                .orElse(Decision.HALF);
    }

    private static Decision top(Percent share, String basis, double[] probabilities) {
        if (probabilities.length == 0) {
            throw Refusal.mistake(
                    "train.no-rows-for-decision",
                    "Cannot tell from which probability on a row is among the top %s: no rows were held back from training."
                            .formatted(share),
                    "Give split.calibrate some rows, or set probability.decision.threshold.");
        }
        double[] sorted = Arrays.stream(probabilities).sorted().toArray();
        int wanted = (int) Math.max(1, Math.round(share.share() * sorted.length));
        return new Decision(sorted[sorted.length - wanted], "the top %s of %s".formatted(share, basis));
    }
}
