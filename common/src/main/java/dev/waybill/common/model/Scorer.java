package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.shap.FlatTrees;
import dev.waybill.common.model.shap.TreeExplainer;
import dev.waybill.common.table.Tables;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A model as executors need it, sent to each of them once.
 *
 * @param calibration null for none, since an Optional cannot be sent
 * @param scale of that calibration; null for none
 * @param bounds by date, one at least where there is a calibration
 * @param date where rows have their event date; -1 where nothing goes by it
 * @param probability null for a model of anything but yes or no
 * @param kinds null for a model of anything but classes
 * @param profile of the rows of training; null where none is known
 * @param top as many features are named in explanations; 0 where nothing but the prediction is wanted
 */
record Scorer(
        List<Input> inputs,
        Encoding encoding,
        TreeExplainer explainer,
        @Nullable Calibration calibration,
        @Nullable FlatTrees scale,
        List<DatedBounds> bounds,
        int date,
        @Nullable Yes probability,
        @Nullable Kinds kinds,
        @Nullable OodProfile profile,
        int top)
        implements Serializable {

    /**
     * The probability of a yes.
     *
     * @param calibrator null where it is what the trees say
     * @param threshold from which on it counts as one
     */
    record Yes(@Nullable Calibrator calibrator, double threshold) implements Serializable {

        static Yes of(Probabilities probabilities) {
            return new Yes(
                    probabilities.calibrator().orElse(null),
                    probabilities.decision().threshold());
        }

        double of(double logOdds) {
            return calibrator == null ? Calibrator.logistic(logOdds) : calibrator.probability(logOdds);
        }
    }

    /**
     * The classes of a row.
     *
     * @param names in order
     * @param top as many of them are listed
     * @param judged whether rows are not published but judged by their label
     * @param label where that stands; -1 where it does not
     * @param labelType null where it does not
     */
    record Kinds(
            List<String> names,
            ClassProbabilities probabilities,
            int top,
            boolean judged,
            int label,
            @Nullable DataType labelType)
            implements Serializable {

        static Kinds of(Classes classes, String labelName, StructType schema, boolean judged) {
            int label = List.of(schema.fieldNames()).indexOf(labelName);
            return new Kinds(
                    List.copyOf(classes.names()),
                    new ClassProbabilities(classes),
                    classes.top(),
                    judged,
                    label,
                    label < 0 ? null : schema.apply(label).dataType());
        }
    }

    /** For predictions alone, which are the same to the last bit as those that have everything beside them. */
    static Scorer alone(TrainedModel model, StructType schema) {
        return of(model.with(Optional.empty()), List.of(), schema, 0, true);
    }

    static Scorer of(TrainedModel model, List<Recalibration> later, StructType schema, int top, boolean judged) {
        return of(model, ScoringTrees.of(model), later, schema, top, judged);
    }

    static Scorer of(
            TrainedModel model,
            ScoringTrees trees,
            List<Recalibration> later,
            StructType schema,
            int top,
            boolean judged) {
        List<Input> inputs = model.inputs();
        return new Scorer(
                inputs,
                new Encoding(inputs, schema),
                trees.explainer(),
                model.calibration().orElse(null),
                trees.scale(),
                model.calibration()
                        .map(calibration -> DatedBounds.of(calibration, later, schema))
                        .orElse(List.of()),
                later.isEmpty() ? -1 : schema.fieldIndex(Tables.EVENT_DATE),
                model.probabilities().map(Yes::of).orElse(null),
                model.classes()
                        .map(classes -> Kinds.of(classes, model.label(), schema, judged))
                        .orElse(null),
                top == 0 ? null : model.profile().orElse(null),
                Math.min(top, inputs.size()));
    }

    boolean isAlone() {
        return top == 0;
    }

    /** How many columns stand between the prediction and the confidence: see {@link Scoring#score}. */
    int columnsBetween() {
        if (kinds != null) {
            return kinds.judged() ? 0 : 2;
        }
        if (probability != null) {
            return 1;
        }
        return Intervals.LEVELS.size()
                + (calibration == null || calibration.within().isEmpty() ? 0 : 1);
    }

    /** What is predicted where trees add up to this. */
    double prediction(double margin) {
        return probability == null ? explainer.prediction(margin) : probability.of(margin);
    }

    /** Those of the row's event date, which Spark holds as a number of days. */
    DatedBounds bounds(InternalRow row) {
        return date < 0 ? bounds.get(0) : DatedBounds.on(row.getInt(date), bounds);
    }
}
