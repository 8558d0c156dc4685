package dev.waybill.common.table;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.Source;
import dev.waybill.common.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The table of features: what stands in it beside the features themselves. */
public final class FeatureTable {

    public static final String NAME = "features";
    public static final String VERSION = "feature_set_version";
    public static final String COMPUTED_AT = "computed_at";

    private FeatureTable() {}

    /** The columns that are not features: which row it is, its label, and how it came about. */
    public static List<String> bookkeeping(Source source) {
        List<String> names = new ArrayList<>(rowColumns(source));
        names.addAll(List.of(source.label().name(), VERSION, COMPUTED_AT));
        return names;
    }

    /** Which row it is and when it was asked for: the columns that every table about rows begins with. */
    public static List<String> rowColumns(Source source) {
        return Stream.concat(source.key().stream(), Stream.of(source.eventTime(), Tables.EVENT_DATE))
                .distinct()
                .toList();
    }

    /** Refuses a table that was made by other definitions than params have now. */
    public static void requireCurrent(Dataset<Row> rows, Source source, Features features) {
        String now = version(source, features);
        List<Row> others = rows.where(functions.col(VERSION).notEqual(now))
                .select(VERSION)
                .limit(1)
                .collectAsList();
        if (!others.isEmpty()) {
            throw Refusal.mistake(
                    "features.stale",
                    "Cannot use table %s: it has feature set %s, but params now define %s."
                            .formatted(NAME, others.get(0).getString(0), now),
                    "Run job feature-engineer first.");
        }
    }

    /** Names a set of definitions: the first 12 hex digits of their SHA-256. Any change to any of them changes it. */
    public static String version(Source source, Features features) {
        String definitions = String.join(
                "\n",
                features.toString(),
                source.label().toString(),
                source.columns().toString(),
                source.eventTime(),
                source.timeZone().toString());
        return DigestUtils.sha256Hex(definitions.getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
    }
}
