package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Split.DateRange;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Lengths of time counted back from the last date that has labelled rows, more than strays, or from the date that a run is
 * for: each night the parts move on by a day. Days count whether they have rows or not.
 *
 * @param train how far back training goes; of several lengths, the one whose model predicts {@code valid} best is taken
 * @param valid for early stopping, and to choose by; without it all rounds are trained
 * @param calibrate held back from training, for prediction intervals
 * @param gap between what a model has seen and what it is judged on
 */
public record SplitByAge(
        List<Window> train, Optional<Days> valid, Optional<Days> calibrate, Days test, Optional<Days> gap)
        implements SplitRule {

    /**
     * How far back training goes.
     *
     * @param days written {@code 14d}; empty for all that there is, written {@code all}
     */
    public record Window(Optional<Days> days) {

        private static final String ALL = "all";

        @JsonCreator
        public static Window parse(String text) {
            return new Window(text.equals(ALL) ? Optional.empty() : Optional.of(Days.parse(text)));
        }

        @Override
        @JsonValue
        public String toString() {
            return days.map(Days::toString).orElse(ALL);
        }

        private LocalDate first(LocalDate last, LocalDate earliest) {
            return days.map(length -> last.minusDays(length.number() - 1L))
                    .filter(first -> first.isAfter(earliest))
                    .orElse(earliest);
        }
    }

    public SplitByAge {
        if (train.isEmpty()) {
            throw new IllegalArgumentException("needs at least one length in train, such as [14d] or [all]");
        }
        if (train.size() > 1 && valid.isEmpty()) {
            throw new IllegalArgumentException(
                    "has %d lengths in train, but no valid to choose one by".formatted(train.size()));
        }
    }

    /** With the first of the training lengths; all of them are judged on the same days. */
    @Override
    public Split on(Source source, LabelledRows rows) {
        return candidates(source, rows).get(0);
    }

    @Override
    public List<Split> candidates(Source source, LabelledRows rows) {
        SortedSet<LocalDate> known = rows.dates();
        if (known.isEmpty()) {
            throw tooFew(source, "no date has a row with a label");
        }
        DateRange tested = ending(known.last(), test);
        LocalDate seen = tested.first().minusDays(1L + gap.map(Days::number).orElse(0));
        Optional<DateRange> calibrated = calibrate.map(days -> ending(seen, days));
        LocalDate stopped = calibrated.map(range -> range.first().minusDays(1)).orElse(seen);
        Optional<DateRange> validated = valid.map(days -> ending(stopped, days));
        LocalDate trained = validated.map(range -> range.first().minusDays(1)).orElse(stopped);
        if (known.first().isAfter(trained)) {
            throw tooFew(
                    source,
                    "the first date with labels is %s, and what is held back begins on %s"
                            .formatted(known.first(), trained.plusDays(1)));
        }
        return train.stream()
                .map(window -> new DateRange(window.first(trained, known.first()), trained))
                .distinct()
                .<Split>map(range -> new SplitByDate(range, validated, calibrated, tested))
                .toList();
    }

    private static DateRange ending(LocalDate last, Days length) {
        return new DateRange(last.minusDays(length.number() - 1L), last);
    }

    private static Refusal tooFew(Source source, String why) {
        return Refusal.mistake(
                "split.too-few-dates",
                "Cannot part the rows of %s: %s.".formatted(source.table(), why),
                "Bring in earlier dates, or shorten what split holds back.");
    }
}
