package dev.waybill.common.model.shap;

import java.io.Serializable;
import java.util.List;

/**
 * The trees of a model, whose values add up.
 *
 * @param features the number of columns of a row
 * @param link from what is predicted to the scale on which trees add up
 * @param baseMargins by output, what the prediction starts from, before the objective's link
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Ensemble(int features, Link link, double[] baseMargins, List<Tree> trees) implements Serializable {

    int outputs() {
        return baseMargins.length;
    }

    /** By output, what is predicted on average: the sum that contributions start from. */
    double[] expectedValues() {
        double[] values = baseMargins.clone();
        trees.forEach(tree -> values[tree.output()] += tree.expectedValue());
        return values;
    }
}
