package dev.waybill.jobs.promote;

import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A figure that tells how good predictions are, and that has a better and a worse end: what it may be a gate for. */
public enum Metric {
    mae(true, Task.regression),
    rmse(true, Task.regression),
    r2(false, Task.regression),
    mape(true, Task.regression),
    median_absolute_error(true, Task.regression),
    p90_absolute_error(true, Task.regression),
    /** Called {@link Evaluation#withinName}. */
    within(false, Task.regression),
    rmsle(true, Task.regression),
    pinball(true, Task.regression),
    pseudo_huber(true, Task.regression),
    poisson_deviance(true, Task.regression),
    gamma_deviance(true, Task.regression),
    tweedie_deviance(true, Task.regression),
    log_loss(true, Task.binary),
    brier(true, Task.binary),
    accuracy(false, Task.binary),
    auc(false, Task.binary),
    rows(false, Task.regression, Task.binary);

    private static final String WITHIN = "within_";

    private final boolean lessIsBetter;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes none that could change
    private final Set<Task> tasks;

    Metric(boolean lessIsBetter, Task... tasks) {
        this.lessIsBetter = lessIsBetter;
        this.tasks = Set.of(tasks);
    }

    /** The metric of a name in a metrics file. */
    public static Metric named(String name) {
        return name.startsWith(WITHIN) ? within : valueOf(name);
    }

    /** Whether a model is the better, the less it has of this. */
    public boolean lessIsBetter() {
        return lessIsBetter;
    }

    /** What the metrics of a task are called. */
    public static List<String> names(Task task, Evaluation evaluation, Source.Label label) {
        return Arrays.stream(values())
                .filter(metric -> metric.tasks.contains(task))
                .map(metric -> metric == within ? evaluation.withinName(label) : metric.name())
                .toList();
    }

    /**
     * Refuses gates that nothing of the task goes through.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void require(Map<String, Double> gates, Task task, Evaluation evaluation, Source.Label label) {
        List<String> known = names(task, evaluation, label);
        gates.keySet().stream()
                .filter(name -> !known.contains(name))
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

    private static Optional<Metric> of(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.name().equals(name))
                .findFirst();
    }
}
