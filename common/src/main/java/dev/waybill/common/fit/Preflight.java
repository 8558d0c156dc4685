package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What must hold before trees are fitted: found out in one pass over the rows, so that nothing of it shows as an odd
 * error of XGBoost later, or as a model that learned nothing.
 */
public final class Preflight {

    /**
     * What was found where nothing had to be refused.
     *
     * @param classes of a multiclass label; otherwise 0
     * @param unvarying features that have one value in all rows, or none: they tell a model nothing
     */
    public record Findings(int classes, double meanLabel, List<String> unvarying) {}

    private static final String ROWS = "rows";
    private static final String BAD_WEIGHTS = "bad_weights";
    private static final String WEIGHT = "weight";

    private Preflight() {}

    /**
     * Checks the rows that trees are to be fitted on, at least one, and the slots to do it.
     *
     * @throws Refusal naming the first thing that is wrong
     */
    public static Findings check(Dataset<Row> rows, TrainingSpec spec, List<Input> inputs) {
        requireNumbers(spec, inputs);
        LabelCheck label = new LabelCheck(spec, rows.schema());
        Row found = Sessions.summary(rows.agg(
                functions.count(functions.lit(1)).as(ROWS),
                Stream.of(label.figures(), weights(rows, spec), features(inputs))
                        .flatMap(List::stream)
                        .toArray(Column[]::new)));
        int classes = label.check(found);
        requireWeights(found);
        requireFinite(found, inputs);
        Slots.require(rows.sparkSession(), spec.model().workers());
        return new Findings(classes, label.mean(found), unvarying(found, inputs));
    }

    private static void requireNumbers(TrainingSpec spec, List<Input> inputs) {
        for (Input input : inputs) {
            if (input.categorical() && spec.model().monotone().containsKey(input.name())) {
                throw Refusal.mistake(
                        "train.monotone-text",
                        "Cannot train: model.monotone has %s, but it is a text, which neither rises nor falls."
                                .formatted(input.name()),
                        "Take it out there, or make it a number in features.columns.");
            }
        }
    }

    private static List<Column> weights(Dataset<Row> rows, TrainingSpec spec) {
        Column weight = SampleWeights.of(rows, spec.model().weights(), spec.lastDate());
        Column good = weight.geq(0).and(weight.lt(Double.POSITIVE_INFINITY));
        return List.of(
                functions
                        .count_if(functions.not(functions.coalesce(good, functions.lit(false))))
                        .as(BAD_WEIGHTS),
                functions.max(weight).as(WEIGHT));
    }

    private static void requireWeights(Row found) {
        long bad = found.<Long>getAs(BAD_WEIGHTS);
        if (bad > 0) {
            throw Refusal.mistake(
                    "train.bad-weights",
                    "Cannot train: model.weights.expr is null, negative or infinite for %,d of %,d rows."
                            .formatted(bad, found.<Long>getAs(ROWS)),
                    "Make it a number from 0 on, such as coalesce(.., 0).");
        } else if (found.<Double>getAs(WEIGHT) == 0) {
            throw Refusal.mistake(
                    "train.bad-weights", "Cannot train: the weight of every row is 0.", "Correct model.weights.");
        }
    }

    /** Of each feature: how many values there are, the least and the greatest, and whether one is infinite as a float. */
    private static List<Column> features(List<Input> inputs) {
        List<Column> figures = new ArrayList<>();
        for (Input input : inputs) {
            Column value = comparable(input);
            figures.add(functions.count(value).as("count_" + input.name()));
            figures.add(functions.min(value).as("min_" + input.name()));
            figures.add(functions.max(value).as("max_" + input.name()));
        }
        return figures;
    }

    /** NaN counts as missing, and texts are compared by their hash: only whether they differ is of interest. */
    private static Column comparable(Input input) {
        Column value = functions.col(input.name());
        return input.categorical()
                ? functions.xxhash64(value).cast("double")
                : functions.nanvl(value.cast("double"), functions.lit(null).cast("double"));
    }

    private static void requireFinite(Row found, List<Input> inputs) {
        for (Input input : inputs) {
            Double least = found.getAs("min_" + input.name());
            Double greatest = found.getAs("max_" + input.name());
            if (!input.categorical() && least != null && Math.max(-least, greatest) > Float.MAX_VALUE) {
                throw Refusal.mistake(
                        "train.infinite-feature",
                        "Cannot train: feature %s goes from %s to %s, and XGBoost counts no further than %.1e."
                                .formatted(input.name(), least, greatest, Float.MAX_VALUE),
                        "Look for a division by zero or a logarithm of it in features.columns; null means missing.");
            }
        }
    }

    private static List<String> unvarying(Row found, List<Input> inputs) {
        long rows = found.<Long>getAs(ROWS);
        return inputs.stream()
                .map(Input::name)
                .filter(name -> {
                    long values = found.<Long>getAs("count_" + name);
                    return values == 0
                            || (values == rows && found.getAs("min_" + name).equals(found.getAs("max_" + name)));
                })
                .toList();
    }
}
