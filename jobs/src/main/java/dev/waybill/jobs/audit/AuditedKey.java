package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import java.sql.Timestamp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Which row is meant.
 *
 * @param values by column of the key, in its order, as texts that Spark reads as the same values again
 */
record AuditedKey(Map<String, String> values) {

    /** Reads {@code 17}, where the key is one column, and {@code order_id=17,leg=2} where it is several. */
    static AuditedKey parse(String text, List<String> columns) {
        if (columns.size() == 1) {
            return new AuditedKey(Map.of(columns.get(0), text));
        }
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = Pattern.compile(columns.stream()
                        .map(column -> Pattern.quote(column) + "=(.*)")
                        .collect(Collectors.joining(",")))
                .matcher(text);
        if (!matcher.matches()) {
            throw Refusal.mistake(
                    "audit.invalid-key",
                    "Cannot audit '%s': a key has the columns %s (source.key)."
                            .formatted(text, String.join(", ", columns)),
                    "Write it as %s."
                            .formatted(columns.stream()
                                    .map(column -> column + "=VALUE")
                                    .collect(Collectors.joining(","))));
        }
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), matcher.group(i + 1));
        }
        return new AuditedKey(Collections.unmodifiableMap(values));
    }

    /** The key that a row has. */
    static AuditedKey of(Row row, List<String> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        columns.forEach(column -> values.put(column, text(row.getAs(column))));
        return new AuditedKey(Collections.unmodifiableMap(values));
    }

    /** A moment as UTC, whatever the zone of the JVM. */
    private static String text(Object value) {
        return value instanceof Timestamp moment ? moment.toInstant().toString() : String.valueOf(value);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining(", "));
    }
}
