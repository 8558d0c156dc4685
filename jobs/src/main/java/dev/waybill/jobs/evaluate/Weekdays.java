package dev.waybill.jobs.evaluate;

import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.SegmentColumns;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Days of the week by their names, where an expression says that its numbers are such days: Spark's {@code weekday(..)}
 * counts them from 0 for Monday, {@code dayofweek(..)} from 1 for Sunday. Tables keep the numbers.
 *
 * @param columns the function that makes a column, by the column
 */
record Weekdays(Map<String, String> columns) {

    private static final List<String> FROM_MONDAY = List.of("0", "1", "2", "3", "4", "5", "6");
    private static final List<String> FROM_SUNDAY = List.of("2", "3", "4", "5", "6", "7", "1");

    static Weekdays of(Evaluate.Params params) {
        Map<String, String> expressions = new HashMap<>();
        params.features().columns().forEach((name, feature) -> expressions.put(name, feature.expr()));
        params.source().columns().forEach((name, column) -> expressions.put(name, column.expr()));
        expressions.putAll(params.evaluate().segmentColumns());
        Map<String, String> functions = new HashMap<>();
        expressions.forEach((name, expression) ->
                SqlExpressions.function(expression).ifPresent(function -> functions.put(name, function)));
        return new Weekdays(functions);
    }

    /**
     * A segment's value as people read it.
     *
     * @param segmentation as {@link Segmentation#name} has it, such as {@code weekday x origin}
     * @param value such as {@code 4 / B3}
     */
    String named(String segmentation, String value) {
        List<String> names = List.of(segmentation.split(SegmentColumns.BETWEEN_NAMES, -1));
        List<String> values = List.of(value.split(SegmentColumns.BETWEEN_VALUES, -1));
        if (names.size() != values.size()) { // a value has the sign that stands between two
            return value;
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            named.add(named(values.get(i), numbers(names.get(i))));
        }
        return String.join(SegmentColumns.BETWEEN_VALUES, named);
    }

    /** The numbers of Monday to Sunday. */
    private List<String> numbers(String column) {
        return switch (columns.getOrDefault(column, "")) {
            case "weekday" -> FROM_MONDAY;
            case "dayofweek" -> FROM_SUNDAY;
            default -> List.of();
        };
    }

    private static String named(String value, List<String> numbers) {
        int place = numbers.indexOf(value);
        return place < 0 ? value : DayOfWeek.of(place + 1).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
