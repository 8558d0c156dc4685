package dev.waybill.common.model;

import dev.waybill.common.model.shap.TreeExplainer;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A model as executors need it, sent to each of them once.
 *
 * @param calibration null for none, since an Optional cannot be sent
 */
record Scorer(
        List<Input> inputs,
        Encoding encoding,
        TreeExplainer explainer,
        @Nullable Calibration calibration,
        RowGroups groups,
        int top)
        implements Serializable {

    static Scorer of(TrainedModel model, StructType schema, int top) {
        List<Input> inputs = model.inputs();
        return new Scorer(
                inputs,
                new Encoding(inputs, schema),
                TreeExplainer.of(model.booster()),
                model.calibration().orElse(null),
                RowGroups.of(model.groups(), schema),
                Math.min(top, inputs.size()));
    }
}
