package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Which row is meant.
 *
 * @param values by column of the key, in its order
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

    /** Holds for the row alone; a value that cannot be one of its column is nobody's. */
    Column isThis(StructType schema) {
        return values.entrySet().stream()
                .map(part -> functions
                        .col(part.getKey())
                        .equalTo(functions
                                .lit(part.getValue())
                                .cast(schema.apply(part.getKey()).dataType())))
                .reduce(Column::and)
                .orElseThrow();
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining(", "));
    }
}
