package dev.waybill.jobs.promote;

import dev.waybill.common.model.ClassSums;
import dev.waybill.common.model.Classes;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A figure that tells how good predictions are, and that has a better and a worse end: what it may be a gate for. */
public enum Metric {
    mae(Better.less, Task.regression),
    rmse(Better.less, Task.regression),
    r2(Better.more, Task.regression),
    mape(Better.less, Task.regression),
    /** Above 0 where predictions are too long. */
    bias(Better.near_zero, Task.regression),
    median_absolute_error(Better.less, Task.regression),
    p90_absolute_error(Better.less, Task.regression),
    /** Called {@link Evaluation#withinName}. */
    within(Better.more, Task.regression),
    /** The share of labels within the 50% interval. More than half is not better, but less is worse: name a range. */
    coverage_50(Better.more, Task.regression),
    coverage_90(Better.more, Task.regression),
    mean_width_50(Better.less, Task.regression),
    mean_width_90(Better.less, Task.regression),
    rmsle(Better.less, Task.regression),
    pinball(Better.less, Task.regression),
    pseudo_huber(Better.less, Task.regression),
    poisson_deviance(Better.less, Task.regression),
    gamma_deviance(Better.less, Task.regression),
    tweedie_deviance(Better.less, Task.regression),
    log_loss(Better.less, Task.binary, Task.multiclass),
    brier(Better.less, Task.binary),
    accuracy(Better.more, Task.binary, Task.multiclass),
    auc(Better.more, Task.binary, Task.anomaly),
    average_precision(Better.more, Task.binary, Task.anomaly),
    calibration_error(Better.less, Task.binary, Task.multiclass),
    precision(Better.more, Task.binary, Task.anomaly),
    recall(Better.more, Task.binary, Task.anomaly, Task.recommend),
    f1(Better.more, Task.binary, Task.anomaly),
    /** How many times the share of yes among all rows it is among the tenth with the highest probabilities. */
    lift_top_decile(Better.more, Task.binary),
    /** The mean over classes, each counting the same. */
    macro_f1(Better.more, Task.multiclass),
    weighted_f1(Better.more, Task.multiclass),
    /** The share of rows whose class is among the likeliest, as many as {@code probability.top-classes} says. */
    top_accuracy(Better.more, Task.multiclass),
    /** Points of the batch that was accepted last, 0 to 100: what {@code prepare} gave it. */
    quality_score(Better.more, Task.values()),
    /** 1 - AUC. */
    ranking_error(Better.less, Task.anomaly),
    /** Of lists of items, the normalised discounted cumulative gain. */
    ndcg(Better.more, Task.recommend),
    /** 1 - NDCG. */
    ndcg_loss(Better.less, Task.recommend),
    /** The share of rows that are flagged as odd. Both many and few may be wrong: name a range. */
    flagged_share(Better.less, Task.anomaly),
    rows(Better.more, Task.values());

    /** Which way a metric is better. */
    private enum Better {
        less,
        more,
        near_zero
    }

    private static final String WITHIN = "within_";
    private static final Pattern TOP = Pattern.compile("top_[1-9][0-9]*_accuracy");

    private static final Set<Metric> OF_INTERVALS = EnumSet.of(coverage_50, coverage_90, mean_width_50, mean_width_90);

    private final Better better;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes none that could change
    private final Set<Task> tasks;

    Metric(Better better, Task... tasks) {
        this.better = better;
        this.tasks = Set.of(tasks);
    }

    /** The metric of a name in a metrics file. */
    public static Metric named(String name) {
        if (name.startsWith(WITHIN)) {
            return within;
        }
        return TOP.matcher(name).matches() ? top_accuracy : valueOf(name);
    }

    /** Between what it must lie where params give one number. */
    Limits limits(double number) {
        return switch (better) {
            case less -> new Limits(Optional.empty(), Optional.of(number));
            case more -> new Limits(Optional.of(number), Optional.empty());
            case near_zero -> new Limits(Optional.of(-Math.abs(number)), Optional.of(Math.abs(number)));
        };
    }

    /** Whether it is measured on the quantiles of predictions. */
    boolean isOfIntervals() {
        return OF_INTERVALS.contains(this);
    }

    /** What the metrics of a task are called. */
    public static List<String> names(Task task, Evaluation evaluation, Source.Label label) {
        return Arrays.stream(values())
                .filter(metric -> metric.tasks.contains(task))
                .map(metric -> metric.name(evaluation, label))
                .toList();
    }

    private String name(Evaluation evaluation, Source.Label label) {
        if (this == within) {
            return evaluation.withinName(label);
        }
        return this == top_accuracy ? ClassSums.topName(Classes.USUAL_TOP) : name();
    }

    /**
     * Refuses gates that nothing of the task goes through.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void require(Map<String, Limits> gates, Task task, Evaluation evaluation, Source.Label label) {
        List<String> known = names(task, evaluation, label);
        gates.keySet().stream()
                .filter(name -> !known.contains(name)
                        && !(task == Task.multiclass && TOP.matcher(name).matches()))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("gates.%s is not a metric%s. %s"
                            .formatted(
                                    name,
                                    of(name).map(other -> " of the task " + task)
                                            .orElse(""),
                                    Suggestion.sentence(name, known)));
                });
    }

    /**
     * Refuses gates of a share among more or fewer of the likeliest classes than a model is judged among.
     *
     * @param top so many; of no meaning for a model of something else, which has no such gates
     */
    static void requireTop(Set<String> gates, int top) {
        String measured = ClassSums.topName(top);
        gates.stream()
                .filter(name -> TOP.matcher(name).matches() && !name.equals(measured))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.mistake(
                            "promote.other-top",
                            "Cannot judge by gates.%s: the model lists its %d likeliest classes, so that %s is measured."
                                    .formatted(name, top, measured),
                            "Name gates.%s, or set probability.top-classes and train again.".formatted(measured));
                });
    }

    private static Optional<Metric> of(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.name().equals(name))
                .findFirst();
    }
}
