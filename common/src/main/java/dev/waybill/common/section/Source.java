package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Suggestion;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where raw rows come from and what a clean row is.
 *
 * @param table what the table of clean rows is called
 * @param format any Spark source: csv, json, parquet, delta, jdbc
 * @param path a file, folder or glob; a relative one starts at the project's root; jdbc has none
 * @param inputs instead of {@code path}, where rows come from several places
 * @param options of the Spark reader; {@code ${env:NAME}} in a value stands for an environment variable
 * @param lookups tables beside the rows, by name: the row found is a struct that expressions of columns see by that name
 * @param timeZone in which local times without an offset are read and in which a day begins; the pipeline's SQL
 *     expressions see this zone, the tables hold instants in UTC
 * @param columns of a clean row, by name, in order
 * @param key the columns that tell one row from another
 * @param eventTime the column that says when the prediction was asked for; where params name none, rows have no date, and
 *     all of them count as of the {@link #NO_DATE} in a column of that name
 * @param arrivesAt the column that says when the row got to the source, where that knows: history counts a row no sooner.
 *     Otherwise a row that comes when its date has features already counts from when it was first seen
 * @param next columns from the row that comes next in the same case, beside {@code columns}
 * @param numberRows whether expressions see the position of a row in its file, from one, as {@code _source_row}
 * @param unusable what becomes of values that no model can use
 */
public record Source(
        String table,
        String format,
        Optional<String> path,
        List<Input> inputs,
        Map<String, String> options,
        Map<String, Lookup> lookups,
        @Default("UTC") ZoneId timeZone,
        Map<String, Column> columns,
        List<String> key,
        @Default("''") String eventTime,

        @Default("{name: no_label, expr: 'cast(null as double)'}")
        Label label,

        Optional<String> arrivesAt,
        Optional<Next> next,
        @Default("false") boolean numberRows,
        @Default("{}") Unusable unusable) {

    /** The label of rows that have none, null in all of them, so that tables have the same columns for all. */
    public static final String NO_LABEL = "no_label";

    /** The event time of rows that have none, the first of January 1970, so that tables have the same columns for all. */
    public static final String NO_DATE = "no_event_time";

    /** The event date of such rows. */
    public static final LocalDate DATE_OF_ROWS_WITHOUT = LocalDate.EPOCH;

    /**
     * A column of a clean row.
     *
     * @param expr Spark SQL over the raw columns
     */
    public record Column(@Sql String expr, KnownAt knownAt) {
        public Column {
            SqlExpressions.repeatableColumns(expr);
        }
    }

    /**
     * One of several places that rows come from; what it leaves out is as the source says.
     *
     * @param options beside those of the source, and over them
     * @param columns by name, the expressions that are others here
     */
    public record Input(
            Optional<String> path,
            Optional<String> format,
            Map<String, String> options,
            @Sql Map<String, String> columns) {}

    /**
     * A small table to look something of each row up in, such as the district of a zone.
     *
     * @param on Spark SQL over the raw columns: what is looked up
     * @param key the table's column that it is looked up in; no two rows may have the same
     * @param path one starts at the project's root if it is relative
     * @param options of the Spark reader
     */
    public record Lookup(
            @Sql String on,
            String key,
            String path,
            @Default("csv") String format,
            Map<String, String> options) {
        public Lookup {
            InputsOfSource.requireFormat(format);
            InputsOfSource.requireOptions("options", options);
            InputsOfSource.requirePath("path", Optional.of(path));
            SqlExpressions.repeatableColumns(on);
        }
    }

    /**
     * What is predicted.
     *
     * @param expr Spark SQL over the clean columns
     * @param availableAt the column that says when the label became known; where params name none, the event time stands
     *     in for it
     * @param unit as shown in reports and in names of metrics: min
     * @param least what it cannot be below by its nature, such as 0 for a duration: quantiles end there
     * @param most likewise what it cannot be above
     */
    public record Label(
            String name,
            @Sql String expr,
            @Default("''") String availableAt,
            Optional<String> unit,
            Optional<Double> least,
            Optional<Double> most) {

        public Label {
            Stream.of(least, most).flatMap(Optional::stream).forEach(Label::requireFinite);
            if (least.isPresent() && most.isPresent() && least.get() >= most.get()) {
                throw new IllegalArgumentException(
                        "has least %s, which is not below most %s".formatted(least.get(), most.get()));
            }
        }

        private static void requireFinite(double bound) {
            if (!Double.isFinite(bound)) {
                throw new IllegalArgumentException(
                        "has %s as least or most; leave out what bounds nothing".formatted(bound));
            }
        }

        private Label orAvailableAt(String column) {
            return availableAt.isEmpty() ? new Label(name, expr, column, unit, least, most) : this;
        }

        /** Bounded by nothing. */
        public Label(String name, String expr, String availableAt, Optional<String> unit) {
            this(name, expr, availableAt, unit, Optional.empty(), Optional.empty());
        }
    }

    public Source {
        if (eventTime.isEmpty()) {
            requireNoDate(columns, label);
            eventTime = NO_DATE;
            columns = withNoDate(columns);
        }
        if (next.isPresent()) {
            columns = withNext(columns, next.get());
        }
        label = label.orAvailableAt(eventTime);
        InputsOfSource.require(format, path, inputs, options, columns.keySet());
        if (columns.containsKey(label.name())) {
            throw new IllegalArgumentException(
                    "has '%s' both as a column and as the label; drop the column".formatted(label.name()));
        }
        ColumnNames.require(Stream.concat(columns.keySet().stream(), Stream.of(label.name()))
                .toList());
        ColumnNames.require(lookups.keySet());
        requireColumns("label.expr", SqlExpressions.repeatableColumns(label.expr()), columns);
        requireColumns("key", key, columns);
        requireColumns("event-time", List.of(eventTime), columns);
        requireColumns("label.available-at", List.of(label.availableAt()), columns);
        requireColumns("arrives-at", arrivesAt.stream().toList(), columns);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("needs a 'key' of at least one column");
        }
        ColumnNames.require(key);
    }

    /** Of one path. */
    public Source(
            String table,
            String format,
            String path,
            Map<String, String> options,
            ZoneId timeZone,
            Map<String, Column> columns,
            List<String> key,
            String eventTime,
            Label label) {
        this(
                table,
                format,
                Optional.of(path),
                List.of(),
                options,
                Map.of(),
                timeZone,
                columns,
                key,
                eventTime,
                label,
                Optional.empty(),
                Optional.empty(),
                false,
                Unusable.KEPT);
    }

    /** Whether rows say when they were: without dates, there is no history, no drift and no night. */
    public boolean isDated() {
        return !eventTime.equals(NO_DATE);
    }

    /** Whether there is something that came true to judge by. */
    public boolean hasLabel() {
        return !label.name().equals(NO_LABEL);
    }

    private static void requireNoDate(Map<String, Column> columns, Label label) {
        if (!label.availableAt().isEmpty()) {
            throw new IllegalArgumentException(
                    "has label.available-at but no event-time; name the column that says when the prediction is asked for");
        } else if (columns.containsKey(NO_DATE)) {
            throw new IllegalArgumentException(
                    "has a column '%s', which rows without event-time have anyway; call it something else"
                            .formatted(NO_DATE));
        }
    }

    private static Map<String, Column> withNoDate(Map<String, Column> columns) {
        Map<String, Column> all = new LinkedHashMap<>(columns);
        all.put(NO_DATE, new Column("timestamp'1970-01-01 00:00:00'", KnownAt.request));
        return Collections.unmodifiableMap(all);
    }

    /** They are made from rows, not from a row: no expression gives them. */
    private static Map<String, Column> withNext(Map<String, Column> columns, Next next) {
        next.uses().forEach(use -> requireColumns(use.getKey(), use.getValue(), columns));
        Map<String, Column> all = new LinkedHashMap<>(columns);
        for (String name : next.names()) {
            if (all.put(name, new Column("null", KnownAt.finish)) != null) {
                throw new IllegalArgumentException(
                        "has '%s' both as a column and in next; call one of them something else".formatted(name));
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** The columns that an expression gives, from a raw row. */
    public Map<String, Column> expressions() {
        Map<String, Column> given = new LinkedHashMap<>(columns);
        next.ifPresent(after -> given.keySet().removeAll(after.names()));
        return given;
    }

    /** Each input as a source by itself; all have the same columns, key and label. */
    public List<Source> parts() {
        return inputs.isEmpty()
                ? List.of(this)
                : inputs.stream().map(this::part).toList();
    }

    /** Where the rows come from, as errors call it: the paths, or the table or query of a database. */
    public String origin() {
        return parts().stream()
                .map(part -> part.path.orElseGet(
                        () -> part.options.getOrDefault("dbtable", part.options.getOrDefault("query", part.format))))
                .collect(Collectors.joining(", "));
    }

    private Source part(Input input) {
        Map<String, String> allOptions = new LinkedHashMap<>(options);
        allOptions.putAll(input.options());
        Map<String, Column> allColumns = new LinkedHashMap<>(columns);
        input.columns()
                .forEach((name, expr) ->
                        allColumns.computeIfPresent(name, (same, column) -> new Column(expr, column.knownAt())));
        return new Source(
                table,
                input.format().orElse(format),
                input.path(),
                List.of(),
                allOptions,
                lookups,
                timeZone,
                allColumns,
                key,
                eventTime,
                label,
                arrivesAt,
                Optional.empty(), // its columns are among those here, and come from the rows of all parts
                numberRows,
                unusable);
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
