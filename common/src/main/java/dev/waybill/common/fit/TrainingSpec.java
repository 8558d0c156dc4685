package dev.waybill.common.fit;

import dev.waybill.common.model.Scoring;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that trees depend on beside the rows of the features table.
 *
 * @param key the columns that rows are put in order by
 * @param features the columns that the trees see, in order
 */
public record TrainingSpec(Task task, List<String> key, String label, List<String> features, Split split, Model model) {

    private static final List<String> LEAVES_SET_ANEW = List.of("reg:absoluteerror", "reg:quantileerror");

    /** The spec that params describe, for a split that is definite. */
    public static TrainingSpec of(Task task, Source source, Features features, Split split, Model model) {
        return new TrainingSpec(task, source.key(), source.label().name(), features.names(), split, model);
    }

    /**
     * Refuses params that no spec can be made of.
     *
     * @throws IllegalArgumentException that begins with the path in params, if a section names what another lacks
     */
    public static void require(Task task, Source source, Features features, Model model) {
        task.require(model);
        model.monotone().keySet().forEach(name -> requireKnown("model.monotone", name, features.names()));
        List<String> columns = Stream.concat(features.names().stream(), FeatureTable.bookkeeping(source).stream())
                .toList();
        model.weights()
                .expr()
                .map(SqlExpressions::columns)
                .ifPresent(names -> names.forEach(name -> requireKnown("model.weights.expr", name, columns)));
        requireMonotone(task.objective(model), model);
        requireClasses(task, model);
        requireOwnNames(task, source, features);
        if (!source.isDated() && model.weights().halfLife().isPresent()) {
            throw new IllegalArgumentException(
                    "model.weights.half-life goes by dates, but rows have none, since there is no source.event-time");
        }
    }

    private static void requireClasses(Task task, Model model) {
        if (model.weights().classes().isPresent() && (task == Task.regression || model.scalePosWeight() != 1)) {
            throw new IllegalArgumentException(
                    task == Task.regression
                            ? "model.weights.classes is of tasks with classes, but the task is regression"
                            : "model.weights.classes and model.scale_pos_weight weigh the same classes; leave one of them out");
        }
    }

    /** Scored rows have the columns of the row beside those of its prediction. */
    private static void requireOwnNames(Task task, Source source, Features features) {
        String prediction = ScoredTable.prediction(task, source.label().name());
        Collection<String> scored = new ArrayList<>(Scoring.columns(task, prediction));
        if (task == Task.regression) {
            scored.add(ScoredTable.within(prediction));
        }
        Stream.concat(features.names().stream(), FeatureTable.rowColumns(source).stream())
                .filter(name -> scored.stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "features has '%s', which is what a column of scored rows is called (task: %s); give it another name"
                                    .formatted(name, task));
                });
    }

    /** For these objectives XGBoost sets the leaves anew when a tree is grown, which breaks the constraint. */
    private static void requireMonotone(String objective, Model model) {
        if (!model.monotone().isEmpty() && LEAVES_SET_ANEW.contains(objective)) {
            throw new IllegalArgumentException(
                    "model.monotone does not hold with model.objective %s, whose leaves are medians; "
                                    .formatted(objective)
                            + "use reg:pseudohubererror or reg:squarederror");
        }
    }

    private static void requireKnown(String path, String name, Collection<String> known) {
        if (known.stream().noneMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException("%s has '%s', which is not a column of the features table. %s"
                    .formatted(path, name, Suggestion.sentence(name, known)));
        }
    }

    /** The metric that decides when to stop. */
    public String metric() {
        return model.evalMetric().orElseGet(() -> task.usualMetric(model));
    }

    /** The same rows, for trees that are grown otherwise. */
    public TrainingSpec with(Model other) {
        return new TrainingSpec(task, key, label, features, split, other);
    }

    /** The same trees, for rows of other dates. */
    public TrainingSpec with(Split other) {
        return new TrainingSpec(task, key, label, features, other, model);
    }

    /** The last date that the trees are fitted on; empty where rows have none. */
    Optional<LocalDate> lastDate() {
        return model.refit() ? split.lastSeen() : split.lastFitted();
    }
}
