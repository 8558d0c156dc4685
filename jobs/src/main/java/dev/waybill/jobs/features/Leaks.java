package dev.waybill.jobs.features;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.History;
import dev.waybill.common.conf.KnownAt;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.SqlExpressions;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.table.FeatureTable;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses features that look into the future: a column feature may use only columns known at request, a history only
 * such keys. Told from params alone, before a row is read.
 */
final class Leaks {

    private Leaks() {}

    /** @throws IllegalArgumentException naming the feature, the column and why */
    static void refuse(Source source, Features features) {
        features.columns().forEach((name, expression) -> {
            String where = "features.columns." + name;
            refuseBookkeeping(source, name, where);
            columns(where, expression).forEach(column -> requireKnownAtRequest(source, column, where));
        });
        for (int i = 0; i < features.history().size(); i++) {
            History history = features.history().get(i);
            String where = "features.history[%d]".formatted(i);
            history.key().forEach(column -> requireKnownAtRequest(source, column, where + ".key"));
            requireColumn(source, history.of(), where + ".of");
        }
    }

    private static Set<String> columns(String where, String expression) {
        try {
            return SqlExpressions.columns(expression);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " " + e.getMessage(), e);
        }
    }

    private static void requireKnownAtRequest(Source source, String column, String where) {
        if (column.equals(source.label().name())) {
            throw new IllegalArgumentException(
                    "%s uses %s, which is the label: it is what is predicted. Use it in features.history, which sees only rows already over."
                            .formatted(where, column));
        }
        requireColumn(source, column, where);
        KnownAt knownAt = Objects.requireNonNull(source.columns().get(column)).knownAt();
        if (knownAt != KnownAt.request) {
            throw new IllegalArgumentException(
                    "%s uses %s, which is known only at %s: a feature may use only what is known at request. Use it in features.history, which sees only rows already over."
                            .formatted(where, column, knownAt));
        }
    }

    private static void requireColumn(Source source, String column, String where) {
        Set<String> known = new TreeSet<>(source.columns().keySet());
        known.add(source.label().name());
        if (!known.contains(column)) {
            throw new IllegalArgumentException("%s uses %s, which is not among source.columns. %s"
                    .formatted(where, column, Suggestion.sentence(column, known)));
        }
    }

    private static void refuseBookkeeping(Source source, String feature, String where) {
        List<String> taken = FeatureTable.bookkeeping(source);
        if (taken.contains(feature)) {
            throw new IllegalArgumentException(
                    "%s has a name that the table of features uses itself; call it something else".formatted(where));
        }
    }
}
