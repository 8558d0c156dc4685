package dev.waybill.common.model;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The columns by which intervals are to differ, checked before anything is calibrated. */
final class GroupColumns {

    private GroupColumns() {}

    /**
     * Refuses columns that are not there, and those of which no two rows, or no later ones, have the same value.
     *
     * @param schema of the features
     */
    static void require(List<String> groups, StructType schema) {
        List<String> columns = Arrays.asList(schema.fieldNames());
        for (String group : groups) {
            if (!columns.contains(group)) {
                throw Refusal.mistake(
                        "intervals.unknown-column",
                        "Cannot calibrate intervals by %s (intervals.groups): the features have no such column."
                                .formatted(group),
                        Suggestion.sentence(group, columns));
            }
            DataType type = schema.apply(group).dataType();
            if (!RowGroups.canGroupBy(type)) {
                throw Refusal.mistake(
                        "intervals.wrong-type",
                        "Cannot calibrate intervals by %s (intervals.groups): its type is %s, whose values no later rows share."
                                .formatted(group, type.sql()),
                        "Take a text, a number, or true and false, such as the hour of a time.");
            }
        }
    }
}
