package dev.waybill.jobs.tune;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.SplitByKey;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Stretches at the end of what a model is fitted on, each predicted from all that lies before it. */
final class Folds {

    private Folds() {}

    /** As many splits, in order, whose test parts are all as large: of dates, or of keys where rows have no date. */
    static List<Split> of(Split split, int folds) {
        if (split instanceof SplitByDate byDate) {
            return ofDates(byDate, folds);
        }
        return ofKeys((SplitByKey) split, folds);
    }

    private static List<Split> ofDates(SplitByDate split, int folds) {
        LocalDate first = split.train().first();
        LocalDate last = split.valid().orElse(split.train()).last();
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        long length = days / (folds + 1);
        if (length == 0) {
            throw Refusal.mistake(
                    "tune.too-many-folds",
                    "Cannot tune with %d folds: split.train and split.valid have %d days, and each fold needs one that is"
                                    .formatted(folds, days)
                            + " predicted, besides the first to train on.",
                    "Lower tune.folds, or widen split.train.");
        }
        return IntStream.range(0, folds)
                .mapToObj(i -> fold(first, last.minusDays((folds - i) * length - 1), length))
                .toList();
    }

    private static Split fold(LocalDate first, LocalDate tested, long length) {
        return new SplitByDate(
                new DateRange(first, tested.minusDays(1)),
                Optional.empty(),
                Optional.empty(),
                new DateRange(tested, tested.plusDays(length - 1)));
    }

    private static List<Split> ofKeys(SplitByKey split, int folds) {
        double each = (split.train() + split.valid()) / (folds + 1);
        return IntStream.rangeClosed(1, folds)
                .<Split>mapToObj(i -> new SplitByKey(split.key(), i * each, 0, 0, each, split.seed()))
                .toList();
    }
}
