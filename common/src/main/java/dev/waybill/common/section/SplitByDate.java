package dev.waybill.common.section;

import dev.waybill.common.section.Split.DateRange;
import java.time.LocalDate;
import java.util.EnumMap;
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
public record SplitByDate(DateRange train, Optional<DateRange> valid, Optional<DateRange> calibrate, DateRange test)
        implements Split {

    public SplitByDate {
        List<DateRange> inOrder =
                List.copyOf(ranges(train, valid, calibrate, test).values());
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

    @Override
    public Split on(Source source, LabelledRows rows) {
        return this;
    }

    @Override
    public List<Part> parts() {
        return List.copyOf(ranges(train, valid, calibrate, test).keySet());
    }

    @Override
    public String condition(Part part) {
        return dates(part)
                .map(dates -> "event_date between date'%s' and date'%s'".formatted(dates.first(), dates.last()))
                .orElse("false");
    }

    @Override
    public String unseen() {
        return "event_date > date'%s'".formatted(seenTo());
    }

    @Override
    public String beforeTest() {
        return "event_date < date'%s'".formatted(test.first());
    }

    @Override
    public String words(Part part) {
        return dates(part).map(DateRange::toString).orElse("none");
    }

    @Override
    public String goesBy() {
        return "event date";
    }

    @Override
    public String seen() {
        return "labels up to " + seenTo();
    }

    @Override
    public Optional<LocalDate> lastSeen() {
        return Optional.of(seenTo());
    }

    @Override
    public Optional<LocalDate> lastFitted() {
        return Optional.of(valid.orElse(train).last());
    }

    @Override
    public Optional<DateRange> dates(Part part) {
        return Optional.ofNullable(ranges(train, valid, calibrate, test).get(part));
    }

    @Override
    public boolean hasSeenTestOf(Split other) {
        return !(other instanceof SplitByDate byDate && byDate.test.first().isAfter(seenTo()));
    }

    /** The last date that a model trained on this split has seen, whether it was fitted, stopped or calibrated on it. */
    private LocalDate seenTo() {
        return calibrate.or(() -> valid).orElse(train).last();
    }

    private static Map<Part, DateRange> ranges(
            DateRange train, Optional<DateRange> valid, Optional<DateRange> calibrate, DateRange test) {
        Map<Part, DateRange> ranges = new EnumMap<>(Part.class);
        ranges.put(Part.train, train);
        valid.ifPresent(dates -> ranges.put(Part.valid, dates));
        calibrate.ifPresent(dates -> ranges.put(Part.calibrate, dates));
        ranges.put(Part.test, test);
        return ranges;
    }
}
