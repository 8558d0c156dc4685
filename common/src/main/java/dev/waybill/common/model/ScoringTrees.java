package dev.waybill.common.model;

import dev.waybill.common.model.shap.FlatTrees;
import dev.waybill.common.model.shap.TreeExplainer;
import dev.waybill.common.model.shap.XgboostCheck;
import org.jspecify.annotations.Nullable;

/**
 * The trees that rows are scored by.
 *
 * @param scale those of the scale of errors; null for a model without a calibration
 */
public record ScoringTrees(
        TreeExplainer explainer, @Nullable FlatTrees scale) {

    static ScoringTrees of(TrainedModel model) {
        return new ScoringTrees(
                TreeExplainer.of(model.booster()),
                model.calibration().map(Calibration::scale).map(FlatTrees::of).orElse(null));
    }

    /**
     * Of a model, ready for the first row.
     *
     * @throws dev.waybill.common.refusal.Refusal if XGBoost predicts something else
     */
    public static ScoringTrees checked(TrainedModel model) {
        ScoringTrees trees = of(model);
        XgboostCheck.require("a model of " + model.target(), model.booster(), trees.explainer);
        if (trees.scale != null) {
            XgboostCheck.require(
                    "the scale of errors of a model of " + model.target(),
                    model.calibration().orElseThrow().scale(),
                    trees.scale);
        }
        return trees;
    }
}
