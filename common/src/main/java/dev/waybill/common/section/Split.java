package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which rows a model is fitted on, stopped on, calibrated on and judged on; a row is in one of these parts or in none. */
public sealed interface Split extends SplitRule permits SplitByDate, SplitByKey, SplitByValue {

    /** Dates from the first to the last, both included, written {@code 2020-03-01/2020-03-07}. */
    record DateRange(LocalDate first, LocalDate last) {

        @JsonCreator
        public static DateRange parse(String text) {
            String[] ends = text.split("/", -1);
            if (ends.length != 2) {
                throw new IllegalArgumentException("not two dates like 2020-03-01/2020-03-07: " + text);
            }
            try {
                return new DateRange(LocalDate.parse(ends[0]), LocalDate.parse(ends[1]));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("not two dates like 2020-03-01/2020-03-07: " + text, e);
            }
        }

        @Override
        @JsonValue
        public String toString() {
            return first + "/" + last;
        }
    }

    /** The parts that there are, in order; train and test always. */
    List<Part> parts();

    /** Spark SQL that holds for the rows of a part, over the event date and the key; false where there is no such part. */
    String condition(Part part);

    /** Spark SQL that holds for the rows of which a model trained on this split cannot have seen the label. */
    String unseen();

    /**
     * Spark SQL that holds for what was there before the test rows: by date all earlier ones, in no part or in any, and
     * otherwise the rows of the parts before.
     */
    default String beforeTest() {
        return condition(parts().stream().filter(part -> part != Part.test).toList());
    }

    /** By which of a row's values it is parted: {@code event date}. */
    String goesBy();

    /** The rows of a part in words: {@code 2020-03-01/2020-03-07}. */
    String words(Part part);

    /** What a model trained on this split has seen, in words: {@code labels up to 2020-03-08}. */
    String seen();

    /** The last date that a model trained on this split has seen; empty where parts do not go by dates. */
    default Optional<LocalDate> lastSeen() {
        return Optional.empty();
    }

    /** The last date that trees are fitted on; empty where parts do not go by dates. */
    default Optional<LocalDate> lastFitted() {
        return Optional.empty();
    }

    /** The dates of a part; empty where there is no such part, or parts do not go by dates. */
    default Optional<DateRange> dates(Part part) {
        return Optional.empty();
    }

    /** Whether a model trained on this split may have seen the labels of another one's test rows, some or all. */
    boolean hasSeenTestOf(Split other);

    /** Spark SQL that holds for the rows of some parts. */
    default String condition(Collection<Part> some) {
        return some.stream().map(part -> "(" + condition(part) + ")").collect(Collectors.joining(" or "));
    }
}
