package dev.waybill.pipelines.demo;

import dev.waybill.pipelines.demo.City.Zone;
import dev.waybill.pipelines.demo.Demand.Slot;
import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Makes one trip at a time. A trip depends on the seed, its day and its number within the day, and on nothing that was
 * made before it.
 *
 * <p>A trip takes the kitchen's time, the ride and the handover, and all of it goes better or worse than it should.
 */
final class TripSimulator implements Serializable {

    /** How far a kitchen is from being on time: the standard deviation of the logarithm. */
    private static final double KITCHEN_SIGMA = 0.30;
    /** The same for the trip as a whole: red lights, stairs, a customer who does not answer. */
    private static final double TRIP_SIGMA = 0.13;
    /** The same for the way that was driven: one-way streets, a wrong turn. */
    private static final double WAY_SIGMA = 0.05;
    /** Honest trips that went wrong outright: a flat tyre, the wrong address. */
    private static final double LONG_TRIP_RATE = 0.006;

    private static final double LONG_TRIP_FACTOR = 2.5;

    private static final double HANDOVER_MINUTES = 2.0;
    private static final double HANDOVER_MINUTES_PER_PARCEL = 0.7;
    /** One parcel, two, three, four. */
    private static final WeightedChoice PARCELS = WeightedChoice.of(60, 25, 10, 5);

    private final DemoPlan plan;
    private final KeyedRandom draws;
    private final Demand demand;

    TripSimulator(DemoPlan plan) {
        this.plan = plan;
        this.draws = KeyedRandom.of(plan.seed());
        this.demand = new Demand(plan);
    }

    /** A line of the export, defects included. */
    ExportLine line(long row) {
        return line(demand.slot(row));
    }

    /** The trip behind a line, as it really was. */
    Trip trip(long row) {
        return trip(demand.slot(row));
    }

    private ExportLine line(Slot slot) {
        Optional<DataDefect> defect = DataDefect.of(draws(slot).uniform("dirt"));
        boolean repeats = defect.filter(DataDefect.REPEATED::equals).isPresent() && slot.number() > 0;
        return repeats ? line(slot.before()) : ExportLine.of(trip(slot), defect);
    }

    private KeyedRandom draws(Slot slot) {
        return draws.at("trip", slot.day(), slot.number());
    }

    private Trip trip(Slot slot) {
        KeyedRandom chance = draws(slot);
        Order order = order(slot, chance);
        boolean bridgeClosed = plan.isBridgeClosed(slot.day());
        double wayKm = City.wayKm(order.from(), order.to(), bridgeClosed) * chance.logNormal("way", WAY_SIGMA);
        double minutes =
                kitchenMinutes(order, chance) + rideMinutes(order, wayKm, bridgeClosed) + handoverMinutes(order);
        return new Trip(order, wayKm, minutes * chance.logNormal("trip", TRIP_SIGMA) * misfortune(chance));
    }

    private Order order(Slot slot, KeyedRandom chance) {
        LocalDateTime requestedAt = demand.requestedAt(slot, chance);
        Zone origin = City.origin(chance);
        Zone destination = City.destination(origin, chance);
        return new Order(
                slot,
                requestedAt,
                origin,
                destination,
                origin.somewhere(chance.at("from")),
                destination.somewhere(chance.at("to")),
                Courier.of(demand.courier(slot, chance), draws),
                Weather.at(slot.day(), requestedAt.getHour(), draws),
                1 + PARCELS.pick(chance.uniform("parcels")));
    }

    private double kitchenMinutes(Order order, KeyedRandom chance) {
        return Kitchen.minutes(order.origin(), order.requestedAt().getHour(), draws)
                * chance.logNormal("kitchen", KITCHEN_SIGMA);
    }

    private double rideMinutes(Order order, double wayKm, boolean bridgeClosed) {
        boolean weekend = plan.isWeekend(order.slot().day());
        double traffic = Traffic.slowdown(order.requestedAt().getHour(), weekend);
        double queue = bridgeClosed && order.crossesRiver() ? City.QUEUE_MINUTES * traffic : 0;
        return queue + order.courier().minutes(wayKm, traffic, order.weather());
    }

    private static double handoverMinutes(Order order) {
        return HANDOVER_MINUTES + HANDOVER_MINUTES_PER_PARCEL * order.parcels();
    }

    private static double misfortune(KeyedRandom chance) {
        return chance.uniform("misfortune") < LONG_TRIP_RATE ? LONG_TRIP_FACTOR : 1;
    }
}
