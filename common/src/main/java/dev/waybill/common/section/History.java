package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.waybill.common.params.Default;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Features from rows that were already over: statistics of a value, grouped by a key, over the time before the moment as
 * of which history is seen. Only rows whose label was available before that moment are counted.
 *
 * @param key clean columns known at request; empty for the history of everything
 * @param of the clean column or label that is summed up
 * @param windows lengths in days, each a set of features
 * @param atLeast below so many values the feature is null
 */
public record History(
        List<String> key,
        String of,
        List<Stat> stats,
        List<Days> windows,
        @Default("1") int atLeast) implements Serializable {

    /** A length of time in whole days, written {@code 7d}. */
    public record Days(int number) implements Serializable {

        @JsonCreator
        public static Days parse(String text) {
            if (!text.matches("[1-9][0-9]{0,3}d")) {
                throw new IllegalArgumentException("not a number of days like 7d: " + text);
            }
            return new Days(Integer.parseInt(text.substring(0, text.length() - 1)));
        }

        @Override
        @JsonValue
        public String toString() {
            return number + "d";
        }
    }

    public History {
        if (stats.isEmpty() || windows.isEmpty()) {
            throw new IllegalArgumentException("needs at least one of 'stats' and one of 'windows'");
        }
        ColumnNames.require(key);
        if (atLeast < 1) {
            throw new IllegalArgumentException("has at-least %d, but it must be at least 1".formatted(atLeast));
        }
    }

    /** The names of its features, window by window. */
    public Stream<String> names() {
        return windows.stream().flatMap(window -> stats.stream().map(stat -> feature(stat, window)));
    }

    /** The name of one feature: {@code eta_minutes_p50_by_origin_destination_7d}. */
    public String feature(Stat stat, Days window) {
        String by = key.isEmpty() ? "all" : String.join("_", key);
        return "%s_%s_by_%s_%s".formatted(of, stat, by, window);
    }
}
