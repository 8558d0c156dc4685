package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a model may look at.
 *
 * @param columns by name, features from the row itself
 * @param asOf up to when history reaches
 * @param sequence features from the rows that come before a row in order
 */
public record Features(
        Map<String, Feature> columns,
        @Default("day-start") AsOf asOf,
        List<History> history,
        @Default("{}") Freshness freshness,
        List<Sequence> sequence) {

    public Features {
        if (columns.isEmpty() && history.isEmpty() && sequence.isEmpty()) {
            throw new IllegalArgumentException("needs at least one feature in 'columns', 'history' or 'sequence'");
        }
        ColumnNames.require(names(columns.keySet(), history, sequence));
    }

    /** Without sequences. */
    public Features(Map<String, Feature> columns, AsOf asOf, List<History> history, Freshness freshness) {
        this(columns, asOf, history, freshness, List.of());
    }

    /** All features, in the order in which a model sees them. */
    public List<String> names() {
        return names(columns.keySet(), history, sequence);
    }

    /** The features that come from history. */
    public Stream<String> historyNames() {
        return history.stream().flatMap(History::names);
    }

    /** The features that come from sequences. */
    public Stream<String> sequenceNames() {
        return sequence.stream().flatMap(Sequence::names);
    }

    /** How far back history looks: the longest window, or the limit of freshness. */
    public Duration reach() {
        Duration window = Duration.ofDays(history.stream()
                .flatMap(group -> group.windows().stream())
                .mapToInt(History.Days::number)
                .max()
                .orElse(0));
        Duration limit = Duration.ofHours(freshness.limit().number());
        return window.compareTo(limit) > 0 ? window : limit;
    }

    private static List<String> names(Collection<String> columns, List<History> history, List<Sequence> sequence) {
        return Stream.of(
                        columns.stream(),
                        history.stream().flatMap(History::names),
                        sequence.stream().flatMap(Sequence::names))
                .flatMap(names -> names)
                .toList();
    }
}
