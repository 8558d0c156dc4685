package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;

/**
 * A statistic of the values in a window: {@code count}, {@code sum}, {@code avg}, {@code stddev} (of the values
 * themselves: divided by their count), {@code min}, {@code max}, a percentile such as {@code p90}, or {@code age_hours},
 * how long ago the last of them became known.
 */
public record Stat(String name) implements Serializable {

    public static final Stat COUNT = new Stat("count");

    private static final List<String> PLAIN = List.of("count", "sum", "avg", "stddev", "min", "max", "age_hours");

    @JsonCreator
    public static Stat parse(String text) {
        if (!PLAIN.contains(text) && !isPercentile(text)) {
            throw new IllegalArgumentException("not a statistic: '%s'. Take one of %s, or a percentile like p90"
                    .formatted(text, String.join(", ", PLAIN)));
        }
        return new Stat(text);
    }

    /** Which percentile it is, 0 for the least value and 100 for the largest; empty for what is no percentile. */
    public OptionalInt percent() {
        if (isPercentile(name)) {
            return OptionalInt.of(Integer.parseInt(name.substring(1)));
        } else if (name.equals("min")) {
            return OptionalInt.of(0);
        }
        return name.equals("max") ? OptionalInt.of(100) : OptionalInt.empty();
    }

    private static boolean isPercentile(String text) {
        return text.matches("p(0[1-9]|[1-9][0-9])");
    }

    @Override
    @JsonValue
    public String toString() {
        return name;
    }
}
