package dev.waybill.common.conf;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where raw rows come from and what a clean row is.
 *
 * @param table what the table of clean rows is called
 * @param format any Spark source: csv, json, parquet, delta
 * @param path a file, folder or glob; a relative one starts at the project's root
 * @param options of the Spark reader
 * @param timeZone in which local times without an offset are read and in which a day begins; the pipeline's SQL
 *     expressions see this zone, the tables hold instants in UTC
 * @param columns of a clean row, by name, in order
 * @param key the columns that tell one row from another
 * @param eventTime the column that says when the prediction was asked for
 */
public record Source(
        String table,
        String format,
        String path,
        Map<String, String> options,
        @Default("UTC") ZoneId timeZone,
        Map<String, Column> columns,
        List<String> key,
        String eventTime,
        Label label) {

    /**
     * A column of a clean row.
     *
     * @param expr Spark SQL over the raw columns
     */
    public record Column(String expr, KnownAt knownAt) {
        public Column {
            SqlExpressions.columns(expr);
        }
    }

    /**
     * What is predicted.
     *
     * @param expr Spark SQL over the clean columns
     * @param availableAt the column that says when the label became known
     * @param unit as shown in reports and in names of metrics: min
     */
    public record Label(String name, String expr, String availableAt, Optional<String> unit) {}

    public Source {
        if (columns.containsKey(label.name())) {
            throw new IllegalArgumentException(
                    "has '%s' both as a column and as the label; drop the column".formatted(label.name()));
        }
        ColumnNames.require(Stream.concat(columns.keySet().stream(), Stream.of(label.name()))
                .toList());
        requireColumns("label.expr", SqlExpressions.columns(label.expr()), columns);
        requireColumns("key", key, columns);
        requireColumns("event-time", List.of(eventTime), columns);
        requireColumns("label.available-at", List.of(label.availableAt()), columns);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("needs a 'key' of at least one column");
        }
        ColumnNames.require(key);
    }

    private static void requireColumns(String where, Collection<String> names, Map<String, Column> columns) {
        for (String name : names) {
            if (!columns.containsKey(name)) {
                throw new IllegalArgumentException("has '%s' in %s, which is not among its columns. %s"
                        .formatted(name, where, Suggestion.sentence(name, columns.keySet())));
            }
        }
    }
}
