package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Split.DateRange;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shares of the dates that have labelled rows, more than strays, forward in time and counted back from the last: dates that
 * come later move all parts on. Each part that has a share gets at least one date; where there are too few for that, first
 * calibrate and then valid goes without.
 */
public record SharesOfDates(
        @Default("0.6") double train,
        @Default("0.1") double valid,
        @Default("0.1") double calibrate,
        @Default("0.2") double test)
        implements SplitRule {

    static final SharesOfDates USUAL = new SharesOfDates(
            SplitShares.USUAL.train(),
            SplitShares.USUAL.valid(),
            SplitShares.USUAL.calibrate(),
            SplitShares.USUAL.test());

    public SharesOfDates {
        new SplitShares(train, valid, calibrate, test);
    }

    /** @throws Refusal where fewer than two dates have labelled rows */
    @Override
    public Split on(Source source, LabelledRows rows) {
        List<LocalDate> inOrder = List.copyOf(rows.dates());
        if (inOrder.size() < 2) {
            throw tooFew(source, inOrder);
        }
        Map<Part, DateRange> ranges = ranges(inOrder);
        return new SplitByDate(
                Optional.ofNullable(ranges.get(Part.train)).orElseThrow(),
                Optional.ofNullable(ranges.get(Part.valid)),
                Optional.ofNullable(ranges.get(Part.calibrate)),
                Optional.ofNullable(ranges.get(Part.test)).orElseThrow());
    }

    private Map<Part, DateRange> ranges(List<LocalDate> dates) {
        Map<Part, Integer> counts = counts(dates.size());
        int from = dates.size() - sum(counts);
        Map<Part, DateRange> ranges = new EnumMap<>(Part.class);
        for (Map.Entry<Part, Integer> count : counts.entrySet()) {
            int end = from + count.getValue();
            if (end > from) {
                ranges.put(count.getKey(), new DateRange(dates.get(from), dates.get(end - 1)));
            }
            from = end;
        }
        return ranges;
    }

    /** How many dates each part gets; what rounding leaves of the whole is the training's. */
    private Map<Part, Integer> counts(int dates) {
        SplitShares shares = new SplitShares(train, valid, calibrate, test);
        Map<Part, Integer> counts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            double share = shares.of(part);
            counts.put(part, share == 0 ? 0 : Math.max(1, (int) Math.round(share * dates)));
        }
        while (sum(counts) > dates) {
            counts.merge(tooMuch(counts), -1, Integer::sum);
        }
        int all = (int) Math.round((train + valid + calibrate + test) * dates);
        counts.merge(Part.train, Math.max(0, all - sum(counts)), Integer::sum);
        return counts;
    }

    /** The part that can best do with a date less. */
    private static Part tooMuch(Map<Part, Integer> counts) {
        Part largest = counts.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<Part, Integer> count) -> count.getValue())
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .orElseThrow()
                .getKey();
        if (counts.getOrDefault(largest, 0) > 1) {
            return largest;
        }
        return counts.getOrDefault(Part.calibrate, 0) > 0 ? Part.calibrate : Part.valid;
    }

    private static int sum(Map<Part, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Refusal tooFew(Source source, List<LocalDate> dates) {
        return Refusal.mistake(
                "split.too-few-dates",
                "Cannot part the rows of %s: %s, but one is needed to learn from and a later one to judge by."
                        .formatted(
                                source.table(),
                                dates.isEmpty()
                                        ? "no date has a row with a label"
                                        : "only " + dates.get(0) + " has more than a few rows with labels"),
                "Bring in more dates, or drop source.event-time if the rows have none to speak of.");
    }
}
