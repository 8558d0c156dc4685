package dev.waybill.common.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which event dates a model is fitted on, stopped on and judged on; later ones are for what comes later. Between two
 * ranges there may be a gap, whose dates are for none of these: so that no label of the one is part of the other's story.
 *
 * @param valid for early stopping; without it all rounds are trained
 * @param calibrate held back from training, for prediction intervals
 */
public record Split(DateRange train, Optional<DateRange> valid, Optional<DateRange> calibrate, DateRange test) {

    /** Dates from the first to the last, both included, written {@code 2020-03-01/2020-03-07}. */
    public record DateRange(LocalDate first, LocalDate last) {

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

    public Split {
        List<DateRange> inOrder =
                List.copyOf(parts(train, valid, calibrate, test).values());
        for (DateRange range : inOrder) {
            if (range.last().isBefore(range.first())) {
                throw new IllegalArgumentException("has a range that ends before it begins: " + range);
            }
        }
        for (int i = 1; i < inOrder.size(); i++) {
            if (!inOrder.get(i - 1).last().isBefore(inOrder.get(i).first())) {
                throw new IllegalArgumentException(
                        "must go forward in time: train, valid, calibrate, test; but %s does not end before %s"
                                .formatted(inOrder.get(i - 1), inOrder.get(i)));
            }
        }
    }

    /** The last date that a model trained on this split has seen, whether it was fitted, stopped or calibrated on it. */
    public LocalDate lastSeen() {
        return calibrate.or(() -> valid).orElse(train).last();
    }

    /** The parts that there are, by name, forward in time. */
    public Map<String, DateRange> parts() {
        return parts(train, valid, calibrate, test);
    }

    private static Map<String, DateRange> parts(
            DateRange train, Optional<DateRange> valid, Optional<DateRange> calibrate, DateRange test) {
        Map<String, DateRange> parts = new LinkedHashMap<>();
        parts.put("train", train);
        valid.ifPresent(dates -> parts.put("valid", dates));
        calibrate.ifPresent(dates -> parts.put("calibrate", dates));
        parts.put("test", test);
        return parts;
    }
}
