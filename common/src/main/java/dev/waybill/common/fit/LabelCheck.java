package dev.waybill.common.fit;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Whether a label is one for the task and the objective. */
final class LabelCheck {

    private static final String LEAST = "label_least";
    private static final String GREATEST = "label_greatest";
    private static final String MEAN = "label_mean";
    private static final String FINITE = "label_finite";
    private static final String WHOLE = "label_whole";
    private static final String DIFFERENT = "label_different";

    /** The square of an error still fits into an exact sum. */
    private static final double LARGEST = Math.sqrt(ExactSum.LIMIT) / 10;

    private final TrainingSpec spec;

    /** @throws Refusal if the label is not a number */
    LabelCheck(TrainingSpec spec, StructType schema) {
        this.spec = spec;
        DataType type = schema.apply(spec.label()).dataType();
        if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
            throw refusal(
                    "is of type " + type.simpleString(), "Make it a number in source.label.expr: yes or no is 1 or 0.");
        }
    }

    /** What {@link #check} looks at, of all rows. */
    List<Column> figures() {
        Column label = functions.col(spec.label()).cast("double");
        List<Column> figures = new ArrayList<>(List.of(
                functions.min(label).as(LEAST),
                functions.max(label).as(GREATEST),
                ExactSum.mean(label).as(MEAN),
                functions.bool_and(functions.abs(label).leq(Float.MAX_VALUE)).as(FINITE),
                functions.bool_and(label.equalTo(functions.floor(label))).as(WHOLE)));
        if (spec.task() == Task.multiclass) {
            figures.add(functions.count_distinct(label).as(DIFFERENT));
        }
        return figures;
    }

    /** Refuses what cannot be learned; gives the number of classes, 0 of a quantity. */
    int check(Row found) {
        double least = found.<Double>getAs(LEAST);
        double greatest = found.<Double>getAs(GREATEST);
        if (!found.<Boolean>getAs(FINITE)) {
            throw refusal("is infinite or not a number in some rows", "Correct source.label.expr, or quarantine them.");
        } else if (Math.max(-least, greatest) >= LARGEST) {
            throw refusal(
                    "goes from %s to %s, and beyond %.0e its errors could not be added up"
                            .formatted(least, greatest, LARGEST),
                    "Give it in a larger unit, or quarantine such rows.");
        } else if (least == greatest) {
            throw refusal(
                    "is %s in all rows, so that there is nothing to learn".formatted(least),
                    "Look at source.label.expr and at the dates of split.train.");
        }
        return switch (spec.task()) {
            case regression -> quantity(least);
            case binary -> yesOrNo(found, least, greatest);
            case multiclass -> classes(found, least, greatest);
            case anomaly, recommend -> throw new IllegalStateException("trees are not for " + spec.task());
        };
    }

    double mean(Row found) {
        return found.<Double>getAs(MEAN);
    }

    private int quantity(double least) {
        String objective = spec.task().objective(spec.model());
        boolean fits = switch (objective) {
            case "reg:gamma" -> least > 0;
            case "reg:tweedie", "count:poisson" -> least >= 0;
            case "reg:squaredlogerror" -> least > -1;
            default -> true;
        };
        if (!fits) {
            throw refusal(
                    "goes down to %s, which %s cannot be of".formatted(least, objective),
                    "Choose another model.objective, or quarantine such rows.");
        }
        return 0;
    }

    private int yesOrNo(Row found, double least, double greatest) {
        if (!found.<Boolean>getAs(WHOLE) || least != 0 || greatest != 1) {
            throw refusal(
                    "goes from %s to %s, but a binary one is 0 or 1".formatted(least, greatest),
                    "Make it a condition cast to int in source.label.expr, or change the task.");
        }
        return 0;
    }

    private int classes(Row found, double least, double greatest) {
        if (!found.<Boolean>getAs(WHOLE) || least != 0 || found.<Long>getAs(DIFFERENT) != greatest + 1) {
            throw refusal(
                    "has %d different values from %s to %s, but classes are 0, 1, 2 and so on without a gap"
                            .formatted(found.<Long>getAs(DIFFERENT), least, greatest),
                    "Number the classes so in source.label.expr, or widen split.train.");
        }
        return (int) greatest + 1;
    }

    private Refusal refusal(String what, String remedy) {
        return Refusal.mistake("train.bad-label", "Cannot train: label %s %s.".formatted(spec.label(), what), remedy);
    }
}
