package dev.waybill.common.section;

import dev.waybill.common.refusal.Suggestion;
import java.util.List;
import java.util.Optional;

/**
 * What kind of label a pipeline predicts: a quantity; yes or no, as 1 or 0; or one of several classes, as a text or a whole
 * number. Two tasks are not for boosted trees: which rows are odd, where a label is only to judge by, 1
 * for an odd row; and which items a user will want next, of which each row is an example.
 */
public enum Task {
    regression,
    binary,
    multiclass,
    anomaly,
    recommend;

    /** What can be minimised, the usual first. */
    private List<String> objectives() {
        return switch (this) {
            case regression ->
                List.of(
                        "reg:absoluteerror",
                        "reg:squarederror",
                        "reg:quantileerror",
                        "reg:pseudohubererror",
                        "reg:squaredlogerror",
                        "reg:gamma",
                        "reg:tweedie",
                        "count:poisson");
            case binary -> List.of("binary:logistic");
            case multiclass -> List.of("multi:softprob");
            case anomaly -> List.of("isolation-forest");
            case recommend -> List.of("als");
        };
    }

    /** What is minimised: the one that params name, or else the usual one for the task. */
    public String objective(Model model) {
        return model.objective().orElse(objectives().get(0));
    }

    /**
     * Refuses what XGBoost would train, but not for this task.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public void require(Model model) {
        require("model.objective", model.objective(), objectives());
        model.evalMetric().ifPresent(metric -> requireMetric(metric, model));
    }

    private static void requireObjective(String metric, String objective) {
        EvalMetric.onlyWith(metric).filter(needed -> !needed.equals(objective)).ifPresent(needed -> {
            throw new IllegalArgumentException(
                    "model.eval_metric is '%s', which can be measured only with model.objective %s, not with %s"
                            .formatted(metric, needed, objective));
        });
    }

    /** Whether its models are boosted trees. */
    public boolean isOfTrees() {
        return switch (this) {
            case regression, binary, multiclass -> true;
            case anomaly, recommend -> false;
        };
    }

    /**
     * Refuses rows without a label where one is needed.
     *
     * @throws IllegalArgumentException that names the key
     */
    public void requireLabel(Source source) {
        if (!source.hasLabel() && this != anomaly && this != recommend) {
            throw new IllegalArgumentException(
                    "source has no 'label': the task %s learns from one; only anomaly and recommend do without"
                            .formatted(this));
        }
    }

    /** By which params are compared where nothing else is said: what the objective of the model trains for. */
    public String usualMetric(Model model) {
        return Loss.of(objective(model)).evalMetric();
    }

    /**
     * How far off predictions are, in table performance: what days are compared by, and with what a model promised. Those of
     * rankings and of lists are known of all test rows alone: no sum over the rows of a day has them, so that no day is compared
     * by them.
     */
    public String error() {
        return switch (this) {
            case regression -> "mae";
            case binary -> "log_loss";
            case multiclass -> "error_rate";
            case anomaly -> Loss.ranking_error.metric();
            case recommend -> Loss.ndcg_loss.metric();
        };
    }

    /** As {@link #require}, of a metric alone. */
    public void requireMetric(String metric, Model model) {
        require("model.eval_metric", Optional.of(metric), EvalMetric.names(this));
        requireObjective(metric, objective(model));
    }

    private void require(String path, Optional<String> value, List<String> known) {
        value.filter(name -> !known.contains(name)).ifPresent(name -> {
            throw new IllegalArgumentException("%s is '%s', which is not one for the task %s. %s"
                    .formatted(path, name, this, Suggestion.sentence(name, known)));
        });
    }
}
