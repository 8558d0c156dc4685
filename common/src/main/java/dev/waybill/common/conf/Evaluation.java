package dev.waybill.common.conf;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a model is judged by, beside mae, rmse and r2.
 *
 * @param within the error, in units of the label, up to which a prediction counts as good
 * @param baselines columns of the clean rows; the naive prediction is the median label of a row's group in training
 */
public record Evaluation(@Default("5") double within, List<String> baselines) {

    public Evaluation {
        if (!(within > 0)) {
            throw new IllegalArgumentException("has within %s, but it must be above 0".formatted(within));
        }
        ColumnNames.require(baselines);
    }

    /** The metric that counts good predictions: {@code within_5_min}. */
    public String withinName(Source.Label label) {
        String bound = BigDecimal.valueOf(within).stripTrailingZeros().toPlainString();
        return "within_" + bound + label.unit().map(unit -> "_" + unit).orElse("");
    }
}
