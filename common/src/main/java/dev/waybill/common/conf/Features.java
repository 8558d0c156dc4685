package dev.waybill.common.conf;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a model may look at.
 *
 * @param columns by feature name, Spark SQL over clean columns that are known at request; a text is a category
 */
public record Features(Map<String, String> columns, List<History> history) {

    public Features {
        if (columns.isEmpty() && history.isEmpty()) {
            throw new IllegalArgumentException("needs at least one feature in 'columns' or 'history'");
        }
        ColumnNames.require(names(columns, history));
    }

    /** All features, in the order in which a model sees them. */
    public List<String> names() {
        return names(columns, history);
    }

    /** The features that come from history. */
    public Stream<String> historyNames() {
        return historyNames(history);
    }

    private static List<String> names(Map<String, String> columns, List<History> history) {
        return Stream.concat(columns.keySet().stream(), historyNames(history)).toList();
    }

    private static Stream<String> historyNames(List<History> history) {
        return history.stream()
                .flatMap(group -> group.windows().stream()
                        .flatMap(window -> group.stats().stream().map(stat -> group.feature(stat, window))));
    }
}
