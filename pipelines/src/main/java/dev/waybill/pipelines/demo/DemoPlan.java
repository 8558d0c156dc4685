package dev.waybill.pipelines.demo;

import dev.waybill.common.refusal.Refusal;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * Which trips to make up. The same plan always gives the same trips; with more rows, a day keeps the trips that it had
 * and gets others in addition.
 *
 * @param rows lines of the export, the soiled ones included (see {@link DataDefect})
 * @param days how many, each with at least one row
 * @param shockDay counted from 1; from this day on the middle bridge is closed and fewer trips are asked for
 * @param seed of everything that is drawn: weather, couriers, kitchens, trips
 */
public record DemoPlan(long rows, int days, LocalDate firstDay, int shockDay, long seed) implements Serializable {

    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 3, 4);
    private static final int MOST_DAYS = 3_660;
    /** Where in the whole range the shock falls: on day 24 of 28. */
    private static final double SHOCK_AFTER = 24.0 / 28.0;

    public DemoPlan {
        if (days < 1 || days > MOST_DAYS) {
            throw refusal("days", "%d days are not between 1 and %d".formatted(days, MOST_DAYS), "Ask for 28, say.");
        }
        if (rows < days) {
            throw refusal(
                    "rows",
                    "%d rows are too few for %d days".formatted(rows, days),
                    "Ask for at least a row a day; 100000 rows make a believable model.");
        }
        if (shockDay < 1 || shockDay > days) {
            throw refusal(
                    "shock-day",
                    "the shock on day %d is outside of the %d days".formatted(shockDay, days),
                    "Put it on a day from 1 to %d.".formatted(days));
        }
    }

    /** From Monday 4 March 2024, with the shock near the end: on day 24 of 28. */
    public static DemoPlan of(long rows, int days, long seed) {
        return new DemoPlan(rows, days, FIRST_DAY, Math.max(1, (int) Math.round(days * SHOCK_AFTER)), seed);
    }

    /**
     * That the shock comes after the days that a model is made and judged on: the demo's story is how drift shows later.
     *
     * @param judged the last day that the model is judged on, as params.yaml says
     */
    public void requireShockAfter(LocalDate judged) {
        if (!date(shockDay).isAfter(judged)) {
            throw refusal(
                    "days",
                    "of %d days, the bridge closes on %s, but the model is still judged on %s"
                            .formatted(days, date(shockDay), judged),
                    "Ask for 28 or more.");
        }
    }

    /** @param day counted from 1 */
    LocalDate date(int day) {
        return firstDay.plusDays(day - 1L);
    }

    /** @param day counted from 1 */
    boolean isWeekend(int day) {
        return date(day).getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
    }

    /** @param day counted from 1 */
    boolean isBridgeClosed(int day) {
        return day >= shockDay;
    }

    private static Refusal refusal(String kind, String why, String remedy) {
        return Refusal.mistake("demo." + kind, "Cannot plan the demo: " + why + ".", remedy);
    }
}
