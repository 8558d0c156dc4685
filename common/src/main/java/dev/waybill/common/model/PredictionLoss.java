package dev.waybill.common.model;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Task;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A loss as a figure of each row.
 *
 * @param parameter the share of a quantile, the slope of a pseudo-Huber loss or the power of a Tweedie deviance; of no
 *     meaning for other losses
 */
public record PredictionLoss(Loss loss, double parameter) implements Serializable {

    /** What came true has at least this probability, as in Spark's own evaluator. */
    private static final double LEAST = 1e-15;

    /** The one that params name, or else the one that the objective trains for. */
    public static PredictionLoss of(Evaluation evaluation, Task task, Model model) {
        String named = evaluation
                .loss()
                .map(Loss::metric)
                .orElseGet(() -> Loss.of(task.objective(model)).metric());
        Loss loss = Loss.of(task).stream()
                .filter(known -> known.metric().equals(named))
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "evaluate.bad-loss",
                        "Cannot compare by evaluate.loss %s: it is not one of the task %s.".formatted(named, task),
                        Suggestion.sentence(
                                named, Loss.of(task).stream().map(Loss::metric).toList())));
        return new PredictionLoss(loss, parameter(loss, model));
    }

    private static double parameter(Loss loss, Model model) {
        return switch (loss) {
            case pinball -> model.quantileAlpha();
            case pseudo_huber -> model.huberSlope();
            case tweedie_deviance -> model.tweedieVariancePower();
            case mae,
                    rmse,
                    rmsle,
                    poisson_deviance,
                    gamma_deviance,
                    log_loss,
                    brier,
                    class_log_loss,
                    ranking_error,
                    ndcg_loss -> 0;
        };
    }

    /** What the metric is called. */
    public String name() {
        return loss.metric();
    }

    /** The metric that a mean of terms makes: of squared ones, its root. */
    public double metric(double mean) {
        return loss.isRoot() ? Math.sqrt(mean) : mean;
    }

    /** The mean of terms that makes a metric. */
    public double mean(double metric) {
        return loss.isRoot() ? metric * metric : metric;
    }

    /**
     * What a prediction costs; of classes it is one of {@link ClassSums}, with what it said of the label. Of a ranking, a row
     * has no loss by itself: its share of the loss of all stands in place of a prediction. NaN where it has no loss, such as
     * the Poisson deviance of a prediction below 0.
     *
     * <p>Sources: deviances by McCullagh and Nelder, Generalized Linear Models (1989), section 2.3, that of Tweedie by
     * Jorgensen, The Theory of Dispersion Models (1997), chapter 4; pinball by Koenker and Bassett, Regression Quantiles,
     * Econometrica 46 (1978).
     */
    public Column term(Column actual, Column predicted) {
        Column error = predicted.minus(actual);
        return switch (loss) {
            case mae -> functions.abs(error);
            case rmse, brier -> error.multiply(error);
            case rmsle -> orNaN(squared(functions.log1p(predicted).minus(functions.log1p(actual))));
            case pinball -> functions.greatest(error.multiply(1 - parameter), error.multiply(-parameter));
            case pseudo_huber -> pseudoHuber(error);
            case poisson_deviance -> orNaN(poisson(actual, predicted));
            case gamma_deviance -> orNaN(gamma(actual, predicted));
            case tweedie_deviance -> orNaN(tweedie(actual, predicted));
            case log_loss -> logLoss(actual, predicted);
            case class_log_loss -> logLoss(functions.lit(1), predicted.getField(ClassSums.OF_LABEL));
            case ranking_error, ndcg_loss -> predicted;
        };
    }

    private static Column orNaN(Column term) {
        return functions.coalesce(term, functions.lit(Double.NaN));
    }

    private static Column squared(Column value) {
        return value.multiply(value);
    }

    private Column pseudoHuber(Column error) {
        Column root = functions.sqrt(squared(error.divide(parameter)).plus(1));
        return root.minus(1).multiply(parameter * parameter);
    }

    private static Column poisson(Column actual, Column predicted) {
        Column logs = functions
                .when(actual.equalTo(0), 0.0)
                .otherwise(actual.multiply(functions.log(actual.divide(predicted))));
        return functions.when(
                predicted.gt(0), logs.minus(actual).plus(predicted).multiply(2));
    }

    private static Column gamma(Column actual, Column predicted) {
        Column ratio = actual.divide(predicted);
        return functions.when(
                predicted.gt(0), ratio.minus(1).minus(functions.log(ratio)).multiply(2));
    }

    /** For powers between 1 and 2. */
    private Column tweedie(Column actual, Column predicted) {
        double one = 1 - parameter;
        double two = 2 - parameter;
        Column term = functions
                .pow(actual, two)
                .divide(one * two)
                .minus(actual.multiply(functions.pow(predicted, one)).divide(one))
                .plus(functions.pow(predicted, two).divide(two));
        return functions.when(predicted.gt(0), term.multiply(2));
    }

    /** Null without a label, which greatest by itself would not be. */
    private static Column logLoss(Column actual, Column predicted) {
        Column right = functions
                .when(actual.equalTo(1), predicted)
                .otherwise(functions.lit(1.0).minus(predicted));
        return functions.when(
                actual.isNotNull(),
                functions.log(functions.greatest(functions.lit(LEAST), right)).multiply(-1));
    }
}
