package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricTest {

    private static final Source.Label LABEL = new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min"));
    private static final Evaluation EVALUATION = new Evaluation(5, List.of());

    @Test
    void namesWhatCanBeAGateAndWhichWayIsBetter() {
        assertThat(Metric.names(Task.regression, EVALUATION, LABEL))
                .containsExactly(
                        "mae",
                        "rmse",
                        "r2",
                        "mape",
                        "bias",
                        "median_absolute_error",
                        "p90_absolute_error",
                        "within_5_min",
                        "coverage_50",
                        "coverage_90",
                        "mean_width_50",
                        "mean_width_90",
                        "rmsle",
                        "pinball",
                        "pseudo_huber",
                        "poisson_deviance",
                        "gamma_deviance",
                        "tweedie_deviance",
                        "quality_score",
                        "rows");
        assertThat(Metric.names(Task.binary, EVALUATION, LABEL))
                .containsExactly(
                        "log_loss",
                        "brier",
                        "accuracy",
                        "auc",
                        "average_precision",
                        "calibration_error",
                        "precision",
                        "recall",
                        "f1",
                        "lift_top_decile",
                        "quality_score",
                        "rows");
        assertThat(Arrays.stream(Metric.values())
                        .filter(metric -> metric.limits(0.5).max().isEmpty()))
                .containsExactly(
                        Metric.r2,
                        Metric.within,
                        Metric.coverage_50,
                        Metric.coverage_90,
                        Metric.accuracy,
                        Metric.auc,
                        Metric.average_precision,
                        Metric.precision,
                        Metric.recall,
                        Metric.f1,
                        Metric.lift_top_decile,
                        Metric.macro_f1,
                        Metric.weighted_f1,
                        Metric.top_accuracy,
                        Metric.quality_score,
                        Metric.ndcg,
                        Metric.rows);
        assertThat(Metric.named("within_5_min")).isEqualTo(Metric.within);
    }

    @Test
    void hasEveryLoss() {
        assertThat(Arrays.stream(Loss.values()).map(loss -> Metric.named(loss.metric())))
                .allMatch(metric -> metric.limits(0.5).min().isEmpty());
    }

    @Test
    void refusesGatesOfAnotherTask() {
        Metric.require(Map.of("auc", Limits.of(0.8), "log_loss", Limits.of(0.4)), Task.binary, EVALUATION, LABEL);
        assertThatThrownBy(() -> Metric.require(Map.of("auc", Limits.of(0.8)), Task.regression, EVALUATION, LABEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gates.auc is not a metric of the task regression. ");
        assertThatThrownBy(() -> Metric.require(Map.of("logloss", Limits.of(0.8)), Task.binary, EVALUATION, LABEL))
                .hasMessage("gates.logloss is not a metric. Did you mean 'log_loss'?");
    }

    @Test
    void refusesAShareAmongOtherClassesThanTheModelLists() {
        Metric.requireTop(Set.of("accuracy", "top_3_accuracy"), 3);
        assertThatThrownBy(() -> Metric.requireTop(Set.of("top_5_accuracy"), 3))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot judge by gates.top_5_accuracy: the model lists its 3 likeliest classes, so that"
                        + " top_3_accuracy is measured. Name gates.top_3_accuracy, or set probability.top-classes and"
                        + " train again.");
    }
}
