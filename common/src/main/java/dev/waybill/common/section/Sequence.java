package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Features from the rows of the same key that come before a row in order: the earlier events of its case, the last trips
 * of its courier. A row sees neither itself nor a later one, whatever {@link Features#asOf} says. Rows that are equal in
 * order come in the order of the source's key, so no two are ever alike. A row with null in its key or order is in no
 * sequence: it sees no row, and none sees it.
 *
 * @param key clean columns known at request: what rows of one sequence have in common
 * @param order clean columns known at request, the smallest value first; where rows have a date, the first is the event time
 * @param of clean columns known at request, whose values are looked back at
 * @param last of how many earlier rows the values of each column of {@code of} are features
 * @param stats what is counted
 * @param counts by column, values: how many earlier rows have each of them
 */
public record Sequence(
        List<String> key,
        List<String> order,
        List<String> of,
        @Default("0") int last,
        List<Counted> stats,
        Map<String, List<String>> counts,
        Optional<Since> since) {

    /** What can be counted of earlier rows. */
    public enum Counted {
        /** How many there are. */
        count,
        /** Of each column of {@code of}, how many different values they have. */
        distinct,
        /** Of each column of {@code of}, how many of them have the row's own value. */
        repeats
    }

    /**
     * Hours from the first of the rows, and from some that are a number of rows back.
     *
     * @param of a time, or a date
     * @param back which, 1 for the last
     */
    public record Since(String of, List<Integer> back) {
        public Since {
            for (int rows : back) {
                if (rows < 1 || rows > MOST_BACK) {
                    throw new IllegalArgumentException(
                            "has %d among back, but it must be between 1 and %d".formatted(rows, MOST_BACK));
                }
            }
        }
    }

    /** Of how many rows all values may be features. */
    private static final int MOST_LAST = 100;

    /** How far back a row may be that hours are counted from: so many are kept. */
    private static final int MOST_BACK = 1_000;

    public Sequence {
        if (key.isEmpty() || order.isEmpty()) {
            throw new IllegalArgumentException("needs a 'key' and an 'order', each of at least one column");
        }
        ColumnNames.require(key);
        ColumnNames.require(order);
        ColumnNames.require(of);
        requireLast(last);
        boolean looks = last > 0 || stats.contains(Counted.distinct) || stats.contains(Counted.repeats);
        if (looks == of.isEmpty()) {
            throw new IllegalArgumentException(
                    looks
                            ? "needs 'of', the columns that last, distinct and repeats are about"
                            : "has 'of', but neither last nor distinct nor repeats, which would be about it");
        }
        if (last == 0 && stats.isEmpty() && counts.isEmpty() && since.isEmpty()) {
            throw new IllegalArgumentException("needs at least one of 'last', 'stats', 'counts' and 'since'");
        }
    }

    private static void requireLast(int last) {
        if (last < 0 || last > MOST_LAST) {
            throw new IllegalArgumentException(
                    "has last %d, but it must be between 0 and %d".formatted(last, MOST_LAST));
        }
    }

    /**
     * A feature.
     *
     * @param of the column that it is about; the first of the key where it counts rows
     * @param description for people
     */
    public record Named(String name, Kind kind, String of, String description) {}

    /** What a feature tells. */
    public enum Kind {
        /** The value of a column. */
        value,
        /** How many: zero, never null. */
        count,
        /** How long ago. */
        hours
    }

    /** The names of its features. */
    public Stream<String> names() {
        return features().stream().map(Named::name);
    }

    /** Its features, in order: values, different values and repeats by column, counts by value, all rows, hours. */
    public List<Named> features() {
        return SequenceNames.of(this);
    }

    /** The columns of which values are compared. */
    public List<String> compared() {
        boolean compares = stats.contains(Counted.distinct) || stats.contains(Counted.repeats);
        Set<String> columns = new LinkedHashSet<>(compares ? of : List.of());
        columns.addAll(counts.keySet());
        return List.copyOf(columns);
    }

    /** All columns that its features come from. */
    public List<String> columns() {
        Set<String> columns = new LinkedHashSet<>(key);
        columns.addAll(order);
        columns.addAll(of);
        columns.addAll(counts.keySet());
        since.map(Since::of).ifPresent(columns::add);
        return List.copyOf(columns);
    }
}
