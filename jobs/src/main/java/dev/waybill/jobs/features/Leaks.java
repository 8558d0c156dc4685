package dev.waybill.jobs.features;

import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Sequence;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.FeatureTable;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses features that look into the future: a column feature may use only columns known at request, a history only
 * such keys, and neither counts a value before it is there. Told from params alone, before a row is read.
 */
final class Leaks {

    private Leaks() {}

    /** @throws IllegalArgumentException naming the feature, the column and why */
    static void refuse(Source source, Features features) {
        refuseLateEventTime(source);
        requireDates(source, features);
        if (!features.history().isEmpty() || !isLeftOut(source.label().availableAt(), source)) {
            SqlExpressions.columns(source.label().expr())
                    .forEach(column -> requireThereByAvailableAt(source, column, "source.label.expr"));
        }
        features.columns().forEach((name, feature) -> {
            String where = "features.columns." + name;
            refuseBookkeeping(source, name, where);
            columns(where, feature.expr()).forEach(column -> requireKnownAtRequest(source, column, where));
        });
        for (int i = 0; i < features.history().size(); i++) {
            History history = features.history().get(i);
            String where = "features.history[%d]".formatted(i);
            history.key().forEach(column -> requireKnownAtRequest(source, column, where + ".key"));
            requireColumn(source, history.of(), where + ".of");
            if (!history.of().equals(source.label().name())) {
                requireThereByAvailableAt(source, history.of(), where + ".of");
            }
        }
        for (int i = 0; i < features.sequence().size(); i++) {
            refuse(source, features.sequence().get(i), "features.sequence[%d]".formatted(i));
        }
    }

    /** What comes before a row in order must also have been asked for before it. */
    private static void refuse(Source source, Sequence sequence, String where) {
        sequence.key().forEach(column -> requireKnownAtRequest(source, column, where + ".key"));
        sequence.order().forEach(column -> requireKnownAtRequest(source, column, where + ".order"));
        sequence.of().forEach(column -> requireKnownAtRequest(source, column, where + ".of"));
        sequence.counts().keySet().forEach(column -> requireKnownAtRequest(source, column, where + ".counts"));
        sequence.since().ifPresent(since -> requireKnownAtRequest(source, since.of(), where + ".since.of"));
        if (source.isDated() && !sequence.order().get(0).equals(source.eventTime())) {
            throw new IllegalArgumentException(
                    "%s.order begins with %s, but rows have a date: it must begin with source.event-time, %s, so that no row sees one that was asked for later"
                            .formatted(where, sequence.order().get(0), source.eventTime()));
        }
    }

    /** The event time tells which day a row belongs to and which histories it sees. */
    private static void refuseLateEventTime(Source source) {
        KnownAt knownAt = knownAt(source, source.eventTime());
        if (knownAt != KnownAt.request) {
            throw new IllegalArgumentException(
                    "source.event-time is %s, which is known only at %s: it says when the prediction is asked for, so it must be known at request"
                            .formatted(source.eventTime(), knownAt));
        }
    }

    private static void requireDates(Source source, Features features) {
        if (!source.isDated() && !features.history().isEmpty()) {
            throw new IllegalArgumentException(
                    "features.history looks at rows that were over before, but rows have no date, since there is no source.event-time");
        }
    }

    /** Without it, the event time stands in: that is all that there is to know where nothing looks back. */
    private static boolean isLeftOut(String availableAt, Source source) {
        return availableAt.equals(source.eventTime());
    }

    /** A history takes in a row when its label is available: all that it takes must be known by then. */
    private static void requireThereByAvailableAt(Source source, String column, String where) {
        String availableAt = source.label().availableAt();
        KnownAt available = knownAt(source, availableAt);
        KnownAt needed = knownAt(source, column);
        if (needed.compareTo(available) > 0) {
            throw new IllegalArgumentException(
                    "source.label.available-at is %s, which is known at %s, before %s, which %s uses and which is known only at %s: histories would count rows before they are over%s"
                            .formatted(
                                    availableAt,
                                    available,
                                    column,
                                    where,
                                    needed,
                                    isLeftOut(availableAt, source)
                                            ? " (where params leave available-at out, it is the event time)"
                                            : ""));
        }
    }

    private static KnownAt knownAt(Source source, String column) {
        return Objects.requireNonNull(source.columns().get(column)).knownAt();
    }

    private static Set<String> columns(String where, String expression) {
        try {
            return SqlExpressions.repeatableColumns(expression);
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
        KnownAt knownAt = knownAt(source, column);
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
