package dev.waybill.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.pipelines.demo.Demand.Slot;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DemandTest {

    private static final DemoPlan PLAN = DemoPlan.of(60_000, 28, 42);

    @Test
    void fillsDayAfterDayWithoutGaps() {
        List<Slot> slots = slots(PLAN);
        assertThat(slots.get(0)).isEqualTo(new Slot(1, 0));
        for (int i = 1; i < slots.size(); i++) {
            Slot before = slots.get(i - 1);
            assertThat(slots.get(i)).isIn(new Slot(before.day(), before.number() + 1), new Slot(before.day() + 1, 0));
        }
        assertThat(slots.get(slots.size() - 1).day()).isEqualTo(28);
    }

    @Test
    void givesEveryDayARow() {
        assertThat(slots(DemoPlan.of(28, 28, 42)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 28)
                        .mapToObj(day -> new Slot(day, 0))
                        .toList());
    }

    @Test
    void peaksAtLunchAndAtDinnerOnWeekdays() {
        int[] trips = tripsByHour(day -> !PLAN.isWeekend(day));
        assertThat(busiest(trips, 6, 15)).isEqualTo(12);
        assertThat(busiest(trips, 15, 24)).isIn(18, 19);
        assertThat(trips[12]).isGreaterThan(2 * trips[15]);
        assertThat(trips[19]).isGreaterThan(20 * trips[3]);
    }

    @Test
    void peaksLaterOnWeekends() {
        int[] trips = tripsByHour(PLAN::isWeekend);
        assertThat(busiest(trips, 6, 15)).isIn(12, 13);
        assertThat(busiest(trips, 15, 24)).isIn(18, 19, 20);
    }

    @Test
    void isHigherOnSaturdaysThanOnMondays() {
        int[] trips = tripsByDay(PLAN);
        assertThat(trips[6]).isGreaterThan(trips[1]);
        assertThat(trips[13]).isGreaterThan(trips[8]);
    }

    @Test
    void fallsByAFifthFromTheShockOn() {
        int[] calm = tripsByDay(new DemoPlan(60_000, 28, PLAN.firstDay(), 28, 42));
        int[] shocked = tripsByDay(PLAN);
        for (int day = 24; day < 28; day++) {
            double left = (double) shocked[day] / shocked[1] / ((double) calm[day] / calm[1]);
            assertThat(left).isCloseTo(0.80, within(0.01));
        }
    }

    private static List<Slot> slots(DemoPlan plan) {
        Demand demand = new Demand(plan);
        return LongStream.range(0, plan.rows()).mapToObj(demand::slot).toList();
    }

    private static int[] tripsByDay(DemoPlan plan) {
        int[] trips = new int[plan.days() + 1];
        slots(plan).forEach(slot -> trips[slot.day()]++);
        return trips;
    }

    private static int[] tripsByHour(IntPredicate days) {
        TripSimulator simulator = new TripSimulator(PLAN);
        int[] trips = new int[24];
        LongStream.range(0, PLAN.rows())
                .mapToObj(simulator::trip)
                .filter(trip -> days.test(trip.order().slot().day()))
                .forEach(trip -> trips[trip.order().requestedAt().getHour()]++);
        return trips;
    }

    private static int busiest(int[] trips, int fromHour, int toHour) {
        return IntStream.range(fromHour, toHour)
                .boxed()
                .max((one, other) -> Integer.compare(trips[one], trips[other]))
                .orElseThrow();
    }
}
