package dev.waybill.common.table;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** The table of features: what stands in it beside the features themselves. */
public final class FeatureTable {

    public static final String NAME = "features";
    public static final String VERSION = "feature_set_version";
    public static final String COMPUTED_AT = "computed_at";

    private FeatureTable() {}

    /** The columns that are not features: which row it is, its label, and how it came about. */
    public static List<String> bookkeeping(Source source) {
        List<String> names = new ArrayList<>(source.key());
        names.addAll(
                List.of(source.eventTime(), Tables.EVENT_DATE, source.label().name(), VERSION, COMPUTED_AT));
        return names;
    }

    /** Names a set of definitions: the first 12 hex digits of their SHA-256. Any change to any of them changes it. */
    public static String version(Source source, Features features) {
        String definitions = String.join(
                "\n",
                features.toString(),
                source.label().toString(),
                source.columns().toString(),
                source.timeZone().toString());
        return DigestUtils.sha256Hex(definitions.getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
    }
}
