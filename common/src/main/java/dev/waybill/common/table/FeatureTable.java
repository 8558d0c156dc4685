package dev.waybill.common.table;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Fingerprint;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The table of features: what stands in it beside the features themselves. */
public final class FeatureTable {

    public static final String NAME = "features";
    /** Hours from the newest label of all to the moment as of which the row sees history. */
    public static final String HISTORY_AGE = "history_age_hours";
    /** Whether {@link #HISTORY_AGE} is within the limit that params set when the row was written. */
    public static final String IS_FRESH = "is_fresh";

    public static final String VERSION = "feature_set_version";
    /** The id of the clean table that the features were computed from, since versions count anew in a new table. */
    public static final String SOURCE_ID = "source_table_id";
    /** Its version. */
    public static final String SOURCE_VERSION = "source_version";

    public static final String COMPUTED_AT = "computed_at";

    /** To be raised when the same definitions come to mean other values. */
    private static final String MEANING = "3";

    private FeatureTable() {}

    /** The columns that are not features: which row it is, its label, and how it came about. */
    public static List<String> bookkeeping(Source source) {
        List<String> names = new ArrayList<>(rowColumns(source));
        names.addAll(
                List.of(source.label().name(), HISTORY_AGE, IS_FRESH, VERSION, SOURCE_ID, SOURCE_VERSION, COMPUTED_AT));
        return names;
    }

    /** Which row it is and when it was asked for: the columns that every table about rows begins with. */
    public static List<String> rowColumns(Source source) {
        return Stream.concat(source.key().stream(), Stream.of(source.eventTime(), Tables.EVENT_DATE))
                .distinct()
                .toList();
    }

    /** Whether a row's history is within the limit; without any, there is nothing that could be too old. */
    public static Column isFresh(Features features) {
        return features.history().isEmpty()
                ? functions.lit(true)
                : functions.coalesce(
                        functions
                                .col(HISTORY_AGE)
                                .leq(features.freshness().limit().number()),
                        functions.lit(false));
    }

    /**
     * The name of the definitions that a table was made by.
     *
     * @throws Refusal if params now have others
     */
    public static String requireCurrent(Dataset<Row> rows, Source source, Features features) {
        String now = version(source, features);
        Row others = Sessions.summary(
                rows.where(functions.col(VERSION).notEqual(now)).agg(functions.min(VERSION), functions.max(VERSION)));
        if (others.isNullAt(0)) {
            return now;
        }
        String other = others.getString(0);
        if (other.equals(others.getString(1)) && isSame(other, source, features)) {
            return other;
        }
        throw Refusal.mistake(
                "features.stale",
                "Cannot use table %s: it has feature set %s, but params now define %s.".formatted(NAME, other, now),
                "Run job feature-engineer first.");
    }

    /** Whether a set of definitions is the one that params have now, also where an older Waybill named it. */
    public static boolean isSame(String version, Source source, Features features) {
        return version.equals(version(source, features))
                || (features.sequence().isEmpty()
                        && source.next().isEmpty()
                        && version.equals(FormerFeatureSet.version(source, features)));
    }

    /**
     * Names a set of definitions: the first 12 hex digits of their {@link Fingerprint}. Any change to what they mean
     * changes it; how they are written, in which order they stand, and descriptions, do not.
     */
    public static String version(Source source, Features features) {
        SortedMap<String, Object> definitions = new TreeMap<>();
        definitions.put("meaning", MEANING);
        features.columns()
                .forEach((name, feature) ->
                        definitions.put("features.columns." + name, SqlExpressions.canonical(feature.expr())));
        definitions.put("features.as-of", features.asOf());
        definitions.put("features.history", features.history());
        definitions.put("features.reach", features.reach().toHours());
        definitions.put("source.label", SqlExpressions.canonical(source.label().expr()));
        definitions.put("source.label.name", source.label().name());
        definitions.put("source.label.available-at", source.label().availableAt());
        source.columns()
                .forEach((name, column) ->
                        definitions.put("source.columns." + name, SqlExpressions.canonical(column.expr())));
        source.arrivesAt().ifPresent(column -> definitions.put("source.arrives-at", column));
        definitions.put("source.event-time", source.eventTime());
        if (!features.sequence().isEmpty()) {
            definitions.put("features.sequence", features.sequence());
            definitions.put("source.key", source.key()); // the last to tell which row comes before another
        }
        source.next().ifPresent(next -> definitions.put("source.next", next));
        definitions.put("source.time-zone", source.timeZone());
        return Fingerprint.of(definitions).substring(0, 12);
    }
}
