package dev.waybill.common.row;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.StoredTypes;
import dev.waybill.common.table.Tables;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * From a row as the source has it to the row of features that a model looks at: what prepare and feature-engineer do to a
 * table, of the columns that are known at request. History comes from elsewhere, by the keys that are told here.
 *
 * <p>For one thread at a time.
 */
public final class FeatureProgram {

    private static final double MICROS_OF_HOUR = TimeUnit.HOURS.toMicros(1);

    private static final String KEY = "_key";
    private static final String ASKED_AT = "_asked_at";
    private static final String AT = "_at";
    private static final String UNIT = "_unit";

    private final List<LookupTable> lookups;
    private final List<HistoryGroup> groups;
    /** By group, the features that it gives. */
    private final List<List<HistoryGroup.Named>> given;

    private final RowProgram lookedUp;
    private final RowProgram asked;
    private final StructType schema;
    private final int askedAt;
    private final long reachHours;

    /**
     * A row of which all is known but its history.
     *
     * @param row its columns, and behind them what is needed to complete it
     * @param at its event time in microseconds; null for a row that has none, of which nothing can be predicted
     * @param keys by group of histories, what to look for; null where there is nothing to be found
     * @param unit of an experiment; null where there is none
     */
    public record Asked(
            InternalRow row,
            @Nullable Long at,
            List<@Nullable String> keys,
            @Nullable String unit) {}

    /** The columns of a raw row that predictions come from, each with the clean columns that it goes into. */
    public static Map<String, Set<String>> fields(Source source) {
        Map<String, Set<String>> fields = new LinkedHashMap<>();
        known(source)
                .forEach((name, column) -> SqlExpressions.columns(column.expr()).stream()
                        .flatMap(field -> Optional.ofNullable(source.lookups().get(field))
                                .map(lookup -> SqlExpressions.columns(lookup.on()).stream())
                                .orElse(Stream.of(field)))
                        .forEach(field -> fields.computeIfAbsent(field, first -> new TreeSet<>())
                                .add(name)));
        return fields;
    }

    /** The columns of a clean row that are known at request; of several inputs, as the first has them. */
    private static Map<String, Source.Column> known(Source source) {
        Map<String, Source.Column> known =
                new LinkedHashMap<>(source.parts().get(0).expressions());
        known.values().removeIf(column -> column.knownAt() != KnownAt.request);
        return known;
    }

    /**
     * Compiles.
     *
     * @param raw the type of rows as the source has them
     * @param lookups the tables of {@link Source#lookups}, in that order
     * @param unit of an experiment, computed of a clean row: see {@link Experiment#unit}
     */
    public FeatureProgram(
            Source source, Features features, StructType raw, List<LookupTable> lookups, Optional<Column> unit) {
        this.lookups = lookups;
        this.groups = HistoryGroup.of(features);
        this.given = groups.stream().map(HistoryGroup::features).toList();
        ZoneId zone = source.timeZone();
        List<Column> keys = new ArrayList<>();
        source.lookups()
                .forEach((name, lookup) -> keys.add(
                        functions.expr(lookup.on()).cast(DataTypes.StringType).as(name)));
        lookedUp = RowProgram.of(raw, keys, zone);
        RowProgram clean = clean(joined(raw, lookups), source, zone);
        RowProgram ofFeatures = clean.then(columns(clean.schema(), source, features, unit));
        asked = ofFeatures.then(StoredTypes.columns(ofFeatures.schema(), "features.columns"));
        schema = completed(asked.schema());
        askedAt = asked.schema().fieldIndex(ASKED_AT);
        reachHours = features.reach().toHours();
    }

    private static StructType joined(StructType raw, List<LookupTable> lookups) {
        StructType joined = raw;
        for (LookupTable table : lookups) {
            joined = joined.add(table.name(), table.schema());
        }
        return joined;
    }

    /** The columns known at request, as table and features see them: see job prepare. */
    private static RowProgram clean(StructType joined, Source source, ZoneId zone) {
        Map<String, Column> named = new LinkedHashMap<>();
        known(source).forEach((name, column) -> named.put(name, functions.expr(column.expr())));
        List<Column> plain = new ArrayList<>();
        named.forEach((name, column) -> plain.add(column.as(name)));
        UnusableValues unusable = new UnusableValues(source.unusable(), RowProgram.schema(joined, plain, zone));
        List<Column> usable = new ArrayList<>();
        named.forEach((name, column) -> usable.add(unusable.usable(name, column).as(name)));
        RowProgram typed = RowProgram.of(joined, usable, zone);
        RowProgram stored = typed.then(StoredTypes.columns(typed.schema(), "source.columns"));
        return stored.then(dated(stored.schema(), source));
    }

    /** A date as event time stands for when it begins; a row without a date is of the one of all such rows. */
    private static List<Column> dated(StructType stored, Source source) {
        Column eventTime = functions.col(source.eventTime());
        boolean isDate = stored.apply(source.eventTime()).dataType() instanceof DateType;
        Stream<Column> columns = Arrays.stream(stored.fieldNames())
                .map(name -> isDate && name.equals(source.eventTime())
                        ? eventTime.cast(DataTypes.TimestampType).as(name)
                        : functions.col(name));
        return Stream.concat(columns, Stream.of(functions.to_date(eventTime).as(Tables.EVENT_DATE)))
                .toList();
    }

    private List<Column> columns(StructType clean, Source source, Features features, Optional<Column> unit) {
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(source).stream()
                .filter(List.of(clean.fieldNames())::contains) // a key may be known at finish alone
                .map(functions::col)
                .forEach(columns::add);
        features.columns()
                .forEach((name, feature) ->
                        columns.add(functions.expr(feature.expr()).as(name)));
        String asOf = features.asOf() == AsOf.dayStart ? Tables.EVENT_DATE : source.eventTime();
        columns.add(micros(source.eventTime()).as(AT));
        columns.add(micros(asOf).as(ASKED_AT));
        groups.forEach(group -> columns.add(group.text(clean).as(KEY + group.number())));
        columns.add(unit.orElse(functions.lit(null).cast(DataTypes.StringType)).as(UNIT));
        return columns;
    }

    private static Column micros(String column) {
        return functions.unix_micros(functions.col(column).cast(DataTypes.TimestampType));
    }

    /** With the features of histories and how old they are. */
    private StructType completed(StructType asked) {
        StructType completed = asked;
        for (HistoryGroup group : groups) {
            for (HistoryGroup.Named feature : given.get(group.number())) {
                completed = completed.add(feature.name(), feature.type());
            }
        }
        return completed.add(FeatureTable.HISTORY_AGE, DataTypes.DoubleType);
    }

    /** The type of a completed row. */
    public StructType schema() {
        return schema;
    }

    /** All of a raw row but its history. */
    public Asked ask(InternalRow raw) {
        InternalRow row = asked.apply(joined(raw)).copy();
        List<@Nullable String> keys = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            int place = askedAt + 1 + i;
            keys.add(text(row, place));
        }
        return new Asked(
                row,
                row.isNullAt(askedAt - 1) ? null : (Long) row.getLong(askedAt - 1),
                keys,
                text(row, askedAt + 1 + groups.size()));
    }

    private static @Nullable String text(InternalRow row, int place) {
        return row.isNullAt(place) ? null : row.getUTF8String(place).toString();
    }

    private InternalRow joined(InternalRow raw) {
        if (lookups.isEmpty()) {
            return raw;
        }
        InternalRow on = lookedUp.apply(raw);
        @Nullable Object[] found = new @Nullable Object[lookups.size()];
        for (int i = 0; i < found.length; i++) {
            UTF8String key = on.isNullAt(i) ? null : on.getUTF8String(i);
            found[i] = key == null ? null : lookups.get(i).rows().get(key.toString());
        }
        return new JoinedRow(raw, new GenericInternalRow(found));
    }

    /**
     * A row with its history.
     *
     * @param answers by group, those of its key in order; null for a key of which nothing is known
     * @param newestLabel when the newest label of all became known, in microseconds; null where there is none
     */
    public InternalRow complete(Asked of, List<@Nullable Double @Nullable []> answers, @Nullable Long newestLabel) {
        @Nullable
        Object[] history = new @Nullable Object[schema.size() - of.row().numFields()];
        int next = 0;
        for (HistoryGroup group : groups) {
            @Nullable Double @Nullable [] known = answers.get(group.number());
            List<HistoryGroup.Named> features = given.get(group.number());
            for (int i = 0; i < features.size(); i++) {
                history[next++] = value(features.get(i), known == null ? null : known[i]);
            }
        }
        history[next] = age(of.row(), newestLabel);
        return new JoinedRow(of.row(), new GenericInternalRow(history));
    }

    private static @Nullable Object value(HistoryGroup.Named feature, @Nullable Double answer) {
        if (feature.isCount()) {
            return answer == null ? 0L : (Object) answer.longValue();
        }
        return answer;
    }

    private @Nullable Double age(InternalRow row, @Nullable Long newestLabel) {
        if (newestLabel == null || row.isNullAt(askedAt)) {
            return null;
        }
        double hours = (row.getLong(askedAt) - newestLabel) / MICROS_OF_HOUR;
        return hours <= reachHours ? (Double) hours : null;
    }
}
