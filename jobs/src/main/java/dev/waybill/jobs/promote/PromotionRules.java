package dev.waybill.jobs.promote;

import dev.waybill.common.params.Default;
import java.util.Optional;

/**
 * When a challenger may replace the champion, beside the gates.
 *
 * @param mode whether a yes moves anything
 * @param days with common rows, from which on chance is taken to draw whole days; 7 at least
 * @param rows the least number of common rows
 * @param fewDays what to do with fewer days
 * @param fresh whether a model that has seen later days may replace one that it is not worse than, by {@link #MARGIN}
 * @param changedWorld when a champion may be replaced earlier; never if left out
 * @param cost of errors to either side
 */
public record PromotionRules(
        @Default("enabled") Mode mode,
        @Default("14") int days,
        @Default("500") int rows,
        @Default("inconclusive") FewDays fewDays,
        @Default("false") boolean fresh,
        Optional<ChangedWorld> changedWorld,
        @Default("{}") Cost cost) {

    /** By which share of the champion's loss a fresher model may be worse at most, beyond chance. */
    static final double MARGIN = 0.01;

    public PromotionRules {
        if (days < Unit.days.least()) {
            throw new IllegalArgumentException(
                    "has days %d, but it must be at least %d: fewer do not tell how much days differ"
                            .formatted(days, Unit.days.least()));
        }
        if (rows < 1) {
            throw new IllegalArgumentException("has rows %d, but it must be at least 1".formatted(rows));
        }
    }

    /** What chance is taken to draw. */
    Unit unit(boolean dated, int daysWithRows) {
        if (!dated) {
            return Unit.rows;
        }
        return daysWithRows < days && fewDays == FewDays.hours ? Unit.hours : Unit.days;
    }
}
