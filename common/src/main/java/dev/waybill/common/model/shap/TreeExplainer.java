package dev.waybill.common.model.shap;

import java.io.Serializable;
import ml.dmlc.xgboost4j.java.Booster;
import org.jspecify.annotations.Nullable;

/**
 * Explains what a boosted model predicts: the exact contribution of each feature to each row, as XGBoost's
 * {@code predictContrib} gives it, at many times its speed.
 *
 * <p>For any number of threads at once. Only the trees are serialised: whoever receives an explainer prepares the tables
 * again when the first rows come, which takes less time than sending them would.
 */
public final class TreeExplainer implements Serializable {

    /** What tables may take, in bytes, where nothing else is said. */
    public static final long TABLE_BUDGET_BYTES = 256L << 20;

    private static final long serialVersionUID = 1L;

    private final Ensemble ensemble;
    private final long tableBudgetBytes;
    private transient @Nullable PreparedTrees prepared;

    private TreeExplainer(Ensemble ensemble, long tableBudgetBytes) {
        this.ensemble = ensemble;
        this.tableBudgetBytes = tableBudgetBytes;
    }

    /** Of a model, with room for the tables of most models. */
    public static TreeExplainer of(Booster booster) {
        return of(booster, TABLE_BUDGET_BYTES);
    }

    /**
     * Of a model, with tables within a budget.
     *
     * @param tableBudgetBytes what tables may take in memory; trees for which there is no room are explained without, at a
     *     fraction of the speed
     * @throws dev.waybill.common.refusal.Refusal if the model is not a sum of trees, or its objective is not known here
     */
    public static TreeExplainer of(Booster booster, long tableBudgetBytes) {
        return new TreeExplainer(NativeModel.read(booster), tableBudgetBytes);
    }

    /** How many numbers a row has. */
    public int features() {
        return ensemble.features();
    }

    /** How many numbers are predicted for a row: the classes of a multi-class model, else 1. */
    public int outputs() {
        return ensemble.outputs();
    }

    /**
     * Explains a batch of rows.
     *
     * @param rows one after the other, {@link #features} numbers each, NaN for what is missing; a category as its number
     */
    public Contributions explain(float[] rows, int rowCount) {
        return prepared().explain(rows, rowCount);
    }

    /** What is predicted, in the label's unit, where base value and contributions add up to a margin. */
    public double prediction(double margin) {
        return ensemble.link().prediction(margin);
    }

    /** What the tables take in memory. */
    public long tableBytes() {
        return prepared().tableBytes();
    }

    /** How many trees are explained without tables. */
    public int treesWithoutTables() {
        return prepared().treesWithoutTables();
    }

    private synchronized PreparedTrees prepared() {
        if (prepared == null) {
            prepared = new PreparedTrees(ensemble, tableBudgetBytes);
        }
        return prepared;
    }
}
