package dev.waybill.common.section;

import java.util.Arrays;
import java.util.List;

/**
 * By what predictions are compared, named like the metric that it is the mean of. A comparison by another loss than the one
 * that was trained for refuses good models: each loss has its own best prediction (Gneiting: Making and Evaluating Point
 * Forecasts, Journal of the American Statistical Association 106, 2011).
 */
public enum Loss {
    mae(Task.regression, "reg:absoluteerror", Constant.median, "mae"),
    rmse(Task.regression, "reg:squarederror", Constant.mean, "rmse"),
    rmsle(Task.regression, "reg:squaredlogerror", Constant.log_mean, "rmsle"),
    pinball(Task.regression, "reg:quantileerror", Constant.quantile, "quantile"),
    pseudo_huber(Task.regression, "reg:pseudohubererror", Constant.median, "mphe"),
    poisson_deviance(Task.regression, "count:poisson", Constant.positive_mean, "poisson-nloglik"),
    gamma_deviance(Task.regression, "reg:gamma", Constant.positive_mean, "gamma-nloglik"),
    tweedie_deviance(Task.regression, "reg:tweedie", Constant.positive_mean, "tweedie-nloglik"),
    log_loss(Task.binary, "binary:logistic", Constant.positive_mean, "logloss"),
    brier(Task.binary, "", Constant.mean, "rmse"),
    /** Of what came true among several classes; as a metric it is a log loss like the other. */
    class_log_loss(Task.multiclass, "multi:softprob", Constant.class_shares, "mlogloss"),
    /** 1 - AUC: of an odd row, the share of normal rows that look odder, a tie being half. */
    ranking_error(Task.anomaly, "isolation-forest", Constant.mean, ""),
    /** 1 - NDCG: of a user, what the list falls short of the best one. */
    ndcg_loss(Task.recommend, "als", Constant.mean, "");

    /** The prediction that has the least loss where nothing is known of a row. */
    public enum Constant {
        mean,
        /** Of a group drawn towards the mean of all rows by one row, since at 0 the loss of anything else is infinite. */
        positive_mean,
        /** Also the stand-in for that of a pseudo-Huber loss, which lies between median and mean. */
        median,
        quantile,
        /** Of the logarithm of 1 + label, taken back. */
        log_mean,
        /** The share of rows that each class has; of a group drawn towards those of all rows by one row, likewise. */
        class_shares
    }

    private final Task task;
    private final String objective;
    private final Constant constant;
    private final String evalMetric;

    Loss(Task task, String objective, Constant constant, String evalMetric) {
        this.task = task;
        this.objective = objective;
        this.constant = constant;
        this.evalMetric = evalMetric;
    }

    /**
     * The one that an objective of XGBoost trains for.
     *
     * @throws IllegalArgumentException for an objective that no task has
     */
    public static Loss of(String objective) {
        return Arrays.stream(values())
                .filter(loss -> loss.objective.equals(objective))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no loss for " + objective));
    }

    /** Those that predictions of a task can be compared by. */
    public static List<Loss> of(Task task) {
        return Arrays.stream(values()).filter(loss -> loss.task == task).toList();
    }

    /** The metric that is the mean of it. */
    public String metric() {
        return this == class_log_loss ? log_loss.name() : name();
    }

    @Override
    public String toString() {
        return metric();
    }

    /** Whether the metric is the root of a mean, so that errors count by their squares. */
    public boolean isRoot() {
        return this == rmse || this == rmsle;
    }

    /** Whether it is in the label's unit, which a person can judge. */
    public boolean isInUnit() {
        return this == mae || this == rmse || this == pinball;
    }

    /** Whose predictions can be compared by it. */
    public Task task() {
        return task;
    }

    public Constant constant() {
        return constant;
    }

    /** What XGBoost calls it, up to terms that are the same for every prediction. */
    public String evalMetric() {
        return evalMetric;
    }
}
