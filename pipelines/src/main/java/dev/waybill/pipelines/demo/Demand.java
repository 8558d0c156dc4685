package dev.waybill.pipelines.demo;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.stream.IntStream;

/** When trips are asked for, and by which crew they are driven. */
final class Demand implements Serializable {

    /** Monday to Sunday: people cook less towards the end of the week. */
    private static final double[] BY_WEEKDAY = {0.90, 0.90, 0.95, 1.00, 1.20, 1.30, 1.15};
    /** What is left of the demand once the bridge is closed. */
    private static final double AFTER_SHOCK = 0.80;
    /** From one day to another for no reason: the standard deviation of the logarithm. */
    private static final double DAY_SIGMA = 0.04;

    /** From midnight, hour by hour: lunch at noon, dinner at seven. */
    private static final WeightedChoice HOURS_WEEKDAY =
            WeightedChoice.of(4, 2, 1, 1, 1, 2, 5, 12, 18, 16, 22, 58, 88, 62, 30, 24, 32, 60, 94, 100, 74, 42, 20, 9);
    /** Later and flatter. */
    private static final WeightedChoice HOURS_WEEKEND =
            WeightedChoice.of(14, 8, 4, 2, 1, 1, 2, 5, 12, 24, 40, 58, 76, 80, 58, 42, 44, 62, 88, 100, 86, 60, 40, 24);

    /** So many couriers share so many trips of a day; where more is ordered, more crews drive. */
    private static final int COURIERS_PER_CREW = 40;

    private static final int TRIPS_PER_CREW = 360;

    private final DemoPlan plan;
    /** By day, counted from 0. */
    private final long[] firstRows;

    Demand(DemoPlan plan) {
        this.plan = plan;
        this.firstRows = firstRows(plan);
    }

    /**
     * A place in the order book.
     *
     * @param day counted from 1
     * @param number within the day, counted from 0
     */
    record Slot(int day, long number) implements Serializable {

        Slot before() {
            return new Slot(day, number - 1);
        }
    }

    /** Which trip a row of the export is about: day after day, in each as many as it asks for. */
    Slot slot(long row) {
        int found = Arrays.binarySearch(firstRows, row);
        int day = found >= 0 ? found + 1 : -found - 1;
        return new Slot(day, row - firstRows[day - 1]);
    }

    LocalDateTime requestedAt(Slot slot, KeyedRandom chance) {
        WeightedChoice hours = plan.isWeekend(slot.day()) ? HOURS_WEEKEND : HOURS_WEEKDAY;
        int second = (int) (3_600 * chance.uniform("second"));
        return plan.date(slot.day())
                .atStartOfDay()
                .plusHours(hours.pick(chance.uniform("hour")))
                .plusSeconds(second);
    }

    /** The number of the courier: some drive often, some seldom. */
    long courier(Slot slot, KeyedRandom chance) {
        long crew = slot.number() / TRIPS_PER_CREW;
        double often = StrictMath.pow(chance.uniform("courier"), 1.5);
        return crew * COURIERS_PER_CREW + (long) (COURIERS_PER_CREW * often);
    }

    /** Each day has one row, and of the others its share. */
    private static long[] firstRows(DemoPlan plan) {
        KeyedRandom draws = KeyedRandom.of(plan.seed());
        WeightedChoice days = WeightedChoice.of(IntStream.rangeClosed(1, plan.days())
                .mapToDouble(day -> weight(plan, day, draws))
                .toArray());
        return IntStream.range(0, plan.days())
                .mapToLong(before -> before + (long) ((plan.rows() - plan.days()) * days.shareOfFirst(before)))
                .toArray();
    }

    private static double weight(DemoPlan plan, int day, KeyedRandom draws) {
        int weekday = plan.date(day).getDayOfWeek().getValue() - 1;
        double shock = plan.isBridgeClosed(day) ? AFTER_SHOCK : 1;
        return BY_WEEKDAY[weekday] * shock * draws.at("demand", day).logNormal("day", DAY_SIGMA);
    }
}
