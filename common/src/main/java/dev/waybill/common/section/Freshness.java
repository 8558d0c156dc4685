package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.waybill.common.params.Default;

/**
 * How old history may be when a row is scored: the time from the newest label of all, whatever its key, to the moment
 * as of which the row sees history.
 *
 * @param limit up to which history is fresh
 * @param onStale what becomes of rows with older history
 */
public record Freshness(
        @Default("6h") Hours limit, @Default("flag") OnStale onStale) {

    /** {@code flag}: scored, with {@code is_fresh} false; {@code refuse}: nothing is scored. */
    public enum OnStale {
        flag,
        refuse
    }

    /** A length of time in whole hours, written {@code 6h}. */
    public record Hours(int number) {

        @JsonCreator
        public static Hours parse(String text) {
            if (!text.matches("[1-9][0-9]{0,4}h")) {
                throw new IllegalArgumentException("not a number of hours like 6h: " + text);
            }
            return new Hours(Integer.parseInt(text.substring(0, text.length() - 1)));
        }

        @Override
        @JsonValue
        public String toString() {
            return number + "h";
        }
    }
}
