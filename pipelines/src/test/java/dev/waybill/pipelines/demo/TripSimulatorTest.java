package dev.waybill.pipelines.demo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.demo.Demand.Slot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TripSimulatorTest {

    private static final DemoPlan PLAN = DemoPlan.of(20_000, 28, 42);

    @Test
    void makesTheSameTripsInAnyOrder() {
        TripSimulator forward = new TripSimulator(PLAN);
        TripSimulator backward = new TripSimulator(PLAN);
        List<ExportLine> lines =
                LongStream.range(0, PLAN.rows()).mapToObj(forward::line).toList();
        for (int row = lines.size() - 1; row >= 0; row--) {
            assertThat(backward.line(row)).isEqualTo(lines.get(row));
        }
    }

    @Test
    void makesOtherTripsOfAnotherSeed() {
        Set<ExportLine> lines = new HashSet<>(lines(PLAN));
        assertThat(lines(DemoPlan.of(20_000, 28, 43))).noneMatch(lines::contains);
    }

    @Test
    void keepsTheTripsOfADayWhenThereAreMoreRows() {
        Set<ExportLine> more = new HashSet<>(lines(DemoPlan.of(60_000, 28, 42)));
        assertThat(lines(PLAN)).allMatch(more::contains);
    }

    @Test
    void keepsTheTripsOfADayWhenThereAreMoreDays() {
        Map<Slot, Trip> longer = trips(new DemoPlan(60_000, 35, PLAN.firstDay(), PLAN.shockDay(), 42));
        assertThat(trips(PLAN)).allSatisfy((slot, trip) -> assertThat(trip).isEqualTo(longer.get(slot)));
    }

    @Test
    void finishesAfterTheRequestWithinReason() {
        assertThat(trips(PLAN).values())
                .allSatisfy(trip -> assertThat(trip.minutes()).isBetween(3.0, 300.0));
    }

    @Test
    void takesTenToFiftyMinutesForNineTripsInTen() {
        double[] minutes = trips(PLAN).values().stream()
                .mapToDouble(Trip::minutes)
                .sorted()
                .toArray();
        assertThat(minutes[minutes.length / 20]).isBetween(8.0, 13.0);
        assertThat(minutes[minutes.length / 2]).isBetween(20.0, 28.0);
        assertThat(minutes[minutes.length * 19 / 20]).isBetween(40.0, 60.0);
    }

    @Test
    void drivesFurtherThanTheCrowFlies() {
        double longer = trips(PLAN).values().stream()
                .mapToDouble(trip -> trip.drivenKm() / trip.order().straightKm())
                .average()
                .orElseThrow();
        assertThat(longer).isBetween(1.2, 2.0);
    }

    @Test
    void lengthensOnlyTripsOverTheRiverFromTheShockOn() {
        Map<Slot, Trip> calm = trips(new DemoPlan(40_000, 28, PLAN.firstDay(), 28, 42));
        for (Trip trip : trips(PLAN).values()) {
            Trip otherwise = Objects.requireNonNull(calm.get(trip.order().slot()));
            if (trip.order().crossesRiver()
                    && trip.order().slot().day() >= 24
                    && trip.order().slot().day() < 28) {
                assertThat(trip.minutes()).isGreaterThan(otherwise.minutes() + 1);
            } else {
                assertThat(trip).isEqualTo(otherwise);
            }
        }
    }

    @Test
    void lengthensTripsOverTheRiverMarkedly() {
        assertThat(meanMinutes(true, 24, 28)).isGreaterThan(meanMinutes(true, 1, 23) + 8);
    }

    @Test
    void letsEveryCourierKeepVehicleAndSkill() {
        Map<Long, Courier> couriers = trips(PLAN).values().stream()
                .map(trip -> trip.order().courier())
                .collect(toMap(Courier::number, Function.identity(), (one, other) -> {
                    assertThat(one).isEqualTo(other);
                    return one;
                }));
        assertThat(couriers).hasSizeGreaterThan(40);
    }

    @Test
    void ridesSlowerInTheRainAndInTheRush() {
        KeyedRandom draws = KeyedRandom.of(42);
        for (long number = 0; number < 40; number++) {
            Courier courier = Courier.of(number, draws);
            double best = courier.minutes(5, 1.0, Weather.CLEAR);
            assertThat(courier.minutes(5, 1.0, Weather.RAIN)).isGreaterThan(best);
            assertThat(courier.minutes(5, 1.0, Weather.STORM)).isGreaterThan(courier.minutes(5, 1.0, Weather.RAIN));
            assertThat(courier.minutes(5, Traffic.slowdown(17, false), Weather.CLEAR))
                    .isGreaterThan(courier.minutes(5, Traffic.slowdown(17, true), Weather.CLEAR));
        }
    }

    private static double meanMinutes(boolean overTheRiver, int fromDay, int toDay) {
        return trips(PLAN).values().stream()
                .filter(trip -> trip.order().crossesRiver() == overTheRiver)
                .filter(trip -> trip.order().slot().day() >= fromDay
                        && trip.order().slot().day() <= toDay)
                .mapToDouble(Trip::minutes)
                .average()
                .orElseThrow();
    }

    private static Map<Slot, Trip> trips(DemoPlan plan) {
        TripSimulator simulator = new TripSimulator(plan);
        return LongStream.range(0, plan.rows())
                .mapToObj(simulator::trip)
                .collect(toMap(trip -> trip.order().slot(), Function.identity()));
    }

    private static List<ExportLine> lines(DemoPlan plan) {
        TripSimulator simulator = new TripSimulator(plan);
        return LongStream.range(0, plan.rows()).mapToObj(simulator::line).toList();
    }
}
