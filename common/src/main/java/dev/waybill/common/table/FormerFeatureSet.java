package dev.waybill.common.table;

import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * How an older Waybill named a set of definitions. Tables and models that are called so keep the name for as long as the
 * definitions stay: a new name would have every date computed and every model trained again, for the same values.
 */
final class FormerFeatureSet {

    private static final String MEANING = "2";

    private FormerFeatureSet() {}

    static String version(Source source, Features features) {
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
