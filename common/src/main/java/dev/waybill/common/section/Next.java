package dev.waybill.common.section;

import dev.waybill.common.section.History.Days;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What comes after a row among those of the same key, in order: what happens next in its case. Its columns are clean columns
 * like others, known at finish, from which the label can be made; they are null where nothing has come after. Rows that are
 * equal in order come in the order of the source's key. Of several with that key, the one that is kept stands in the case, so
 * none comes after another. A row with null in its key or order has no next one and is none.
 *
 * @param key clean columns that rows of one case have in common
 * @param order clean columns, the smallest value first
 * @param columns by their new names, the clean columns of which they have the next row's value
 */
public record Next(List<String> key, List<String> order, Map<String, String> columns, Optional<End> end) {

    /**
     * Whether a row is the last of its case, as a column: false where another one came after; true where none came, and
     * the case is over; null while it may still go on.
     *
     * @param column its name
     * @param of a time, which tells how long a case has been quiet
     * @param quiet after so much time without a row a case is over, counted to the newest time that any row has
     *     which is not bound for quarantine by its own columns; left out where each case is there as a whole
     */
    public record End(String column, Optional<String> of, Optional<Days> quiet) {
        public End {
            if (of.isPresent() != quiet.isPresent()) {
                throw new IllegalArgumentException("needs both 'of' and 'quiet', or neither where all cases are over");
            }
        }
    }

    public Next {
        if (key.isEmpty() || order.isEmpty()) {
            throw new IllegalArgumentException("needs a 'key' and an 'order', each of at least one column");
        }
        if (columns.isEmpty() && end.isEmpty()) {
            throw new IllegalArgumentException("needs at least one of 'columns' and 'end'");
        }
    }

    /** The columns that it makes, in order. */
    public List<String> names() {
        return Stream.concat(columns.keySet().stream(), end.map(End::column).stream())
                .toList();
    }

    /** What its columns are, by name. */
    public Map<String, String> descriptions() {
        String after = " of the next row with the same " + String.join(", ", key);
        Map<String, String> descriptions = new HashMap<>();
        columns.forEach((name, of) -> descriptions.put(name, "known at finish: " + of + after));
        end.ifPresent(last -> descriptions.put(
                last.column(),
                "known at finish: whether no row with the same " + String.join(", ", key) + " comes after"));
        return descriptions;
    }

    /** The clean columns that it looks at, by the place in params that names them. */
    List<Map.Entry<String, List<String>>> uses() {
        List<Map.Entry<String, List<String>>> uses = new ArrayList<>();
        uses.add(Map.entry("next.key", key));
        uses.add(Map.entry("next.order", order));
        uses.add(Map.entry("next.columns", List.copyOf(columns.values())));
        uses.add(Map.entry("next.end.of", end.flatMap(End::of).stream().toList()));
        return uses;
    }
}
