package dev.waybill.jobs.prepare;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Whether a label is one for the task by its type: or else training would refuse it, after tables were made of it. */
final class LabelType {

    private static final Set<DataType> WHOLE =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    private LabelType() {}

    /** @param rows the columns of clean rows, whose label is a number or a text */
    static void require(Task task, Source source, StructType rows) {
        DataType type = rows.apply(source.label().name()).dataType();
        boolean isText = type instanceof StringType;
        if (!source.hasLabel()) {
            return;
        }
        if (task == Task.multiclass && !isText && !WHOLE.contains(type)) {
            throw refusal(
                    source,
                    "is of type %s, but a class is a text or a whole number".formatted(type.simpleString()),
                    "Cast it to string in source.label.expr, or change the task.");
        } else if (task != Task.multiclass && isText) {
            throw refusal(
                    source,
                    "is a text, but that of the task %s is a number".formatted(task),
                    "Make it a number in source.label.expr, yes or no being 1 or 0, or change the task: a text is a class of multiclass.");
        }
    }

    private static Refusal refusal(Source source, String what, String remedy) {
        return Refusal.mistake(
                "params.bad-type",
                "Invalid params: label %s %s.".formatted(source.label().name(), what),
                remedy);
    }
}
