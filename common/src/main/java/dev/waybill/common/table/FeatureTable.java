package dev.waybill.common.table;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.History;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.SqlExpressions;
import dev.waybill.common.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
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
    private static final String MEANING = "2";

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

    /** Refuses a table that was made by other definitions than params have now. */
    public static void requireCurrent(Dataset<Row> rows, Source source, Features features) {
        String now = version(source, features);
        Row other = Sessions.summary(
                rows.where(functions.col(VERSION).notEqual(now)).agg(functions.min(VERSION)));
        if (!other.isNullAt(0)) {
            throw Refusal.mistake(
                    "features.stale",
                    "Cannot use table %s: it has feature set %s, but params now define %s."
                            .formatted(NAME, other.getString(0), now),
                    "Run job feature-engineer first.");
        }
    }

    /**
     * Names a set of definitions: the first 12 hex digits of their SHA-256. Any change to what they mean changes it; how
     * they are written, and descriptions, do not.
     */
    public static String version(Source source, Features features) {
        List<String> definitions = new ArrayList<>(List.of(MEANING));
        features.columns().forEach((name, feature) -> definitions.add(definition(name, feature.expr())));
        definitions.add(features.asOf().toString());
        features.history().forEach(history -> definitions.add(definition(history)));
        definitions.add(features.reach().toString());
        definitions.add(definition(source.label().name(), source.label().expr()));
        definitions.add(source.label().availableAt());
        source.columns().forEach((name, column) -> definitions.add(definition(name, column.expr())));
        definitions.add(source.eventTime());
        definitions.add(source.timeZone().toString());
        return DigestUtils.sha256Hex(String.join("\n", definitions).getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
    }

    private static String definition(String name, String expression) {
        return name + ": " + SqlExpressions.canonical(expression);
    }

    private static String definition(History history) {
        return List.of(history.key(), history.of(), history.stats(), history.windows(), history.atLeast())
                .toString();
    }
}
