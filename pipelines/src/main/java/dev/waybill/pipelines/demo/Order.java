package dev.waybill.pipelines.demo;

import dev.waybill.pipelines.demo.City.Point;
import dev.waybill.pipelines.demo.City.Zone;
import dev.waybill.pipelines.demo.Demand.Slot;
import java.time.LocalDateTime;

/**
 * What is known when a delivery is asked for.
 *
 * @param requestedAt UTC
 * @param from within the origin
 * @param to within the destination
 */
record Order(
        Slot slot,
        LocalDateTime requestedAt,
        Zone origin,
        Zone destination,
        Point from,
        Point to,
        Courier courier,
        Weather weather,
        int parcels) {

    double straightKm() {
        return from.kmTo(to);
    }

    boolean crossesRiver() {
        return City.crossesRiver(from, to);
    }
}
