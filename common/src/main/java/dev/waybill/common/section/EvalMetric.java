package dev.waybill.common.section;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What XGBoost judges rows by that it does not learn from: for early stopping and for tuning.
 *
 * <p>Source: XGBoost Parameters, "Learning Task Parameters", {@code eval_metric}.
 */
public enum EvalMetric {
    MAE("mae", true, Task.regression),
    RMSE("rmse", true, Task.regression),
    RMSLE("rmsle", true, Task.regression),
    MAPE("mape", true, Task.regression),
    MPHE("mphe", true, Task.regression),
    QUANTILE("quantile", true, Task.regression),
    POISSON("poisson-nloglik", true, Task.regression),
    GAMMA("gamma-nloglik", true, Task.regression),
    GAMMA_DEVIANCE("gamma-deviance", true, Task.regression),
    TWEEDIE("tweedie-nloglik", true, Task.regression),
    LOGLOSS("logloss", true, Task.binary),
    ERROR("error", true, Task.binary),
    AUC("auc", false, Task.binary, Task.multiclass),
    AUCPR("aucpr", false, Task.binary),
    MLOGLOSS("mlogloss", true, Task.multiclass),
    MERROR("merror", true, Task.multiclass);

    private final String xgboostName;
    private final boolean lessIsBetter;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes none that could change
    private final Set<Task> tasks;

    EvalMetric(String xgboostName, boolean lessIsBetter, Task... tasks) {
        this.xgboostName = xgboostName;
        this.lessIsBetter = lessIsBetter;
        this.tasks = Set.of(tasks);
    }

    /** What those of a task are called. */
    public static List<String> names(Task task) {
        return Arrays.stream(values())
                .filter(metric -> metric.tasks.contains(task))
                .map(metric -> metric.xgboostName)
                .toList();
    }

    /** Whether a model is the better, the less it has of the metric of this name. */
    public static boolean lessIsBetter(String name) {
        return named(name).lessIsBetter;
    }

    /**
     * What a row of several classes adds to the mean that is the metric of this name, if no prediction can be right for it,
     * since the model does not know its class: XGBoost takes the logarithm of at least 1e-16. Of an area, which is no mean, 0.
     */
    public static double worst(String name) {
        return switch (named(name)) {
            case MLOGLOSS -> -Math.log(1e-16);
            case MERROR -> 1;
            case AUC -> 0;
            default -> throw new IllegalArgumentException("no metric of classes: " + name);
        };
    }

    /** The key of section model that a metric is measured with: where that varies, scores cannot be compared. */
    public static Optional<String> measuredWith(String name) {
        return Optional.ofNullable(
                switch (named(name)) {
                    case QUANTILE -> "quantile_alpha";
                    case MPHE -> "huber_slope";
                    case TWEEDIE -> "tweedie_variance_power";
                    case MAE,
                            RMSE,
                            RMSLE,
                            MAPE,
                            POISSON,
                            GAMMA,
                            GAMMA_DEVIANCE,
                            LOGLOSS,
                            ERROR,
                            AUC,
                            AUCPR,
                            MLOGLOSS,
                            MERROR -> null;
                });
    }

    /** The objective that a metric can be asked for with: XGBoost4J-Spark takes no name for it, but XGBoost measures it. */
    public static Optional<String> onlyWith(String name) {
        return switch (name) {
            case "quantile" -> Optional.of("reg:quantileerror");
            case "tweedie-nloglik" -> Optional.of("reg:tweedie");
            default -> Optional.empty();
        };
    }

    private static EvalMetric named(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.xgboostName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no metric of XGBoost for params: " + name));
    }
}
