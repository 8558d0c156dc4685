package dev.waybill.pipelines.demo;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A trip as the operator's system exports it, in words and rounded numbers. Times are UTC. */
record ExportLine(
        String tripId,
        LocalDateTime requestedAt,
        LocalDateTime finishedAt,
        String originZone,
        String destinationZone,
        double originLatitude,
        double originLongitude,
        double destinationLatitude,
        double destinationLongitude,
        Optional<String> vehicle,
        String courierId,
        String weather,
        int parcels,
        double straightKm,
        double drivenKm) {

    static final StructType SCHEMA = StructType.fromDDL("""
            trip_id string, requested_at string, finished_at string, origin_zone string, destination_zone string,
            origin_lat double, origin_lon double, destination_lat double, destination_lon double,
            vehicle string, courier_id string, weather string, parcels int, straight_km double, driven_km double""");

    static final String UNKNOWN_ZONE = "unknown";

    private static final int HOURS_LEFT_OPEN = 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    /** Of a degree: to about a metre. */
    private static final double DEGREE_DIGITS = 1e5;
    /** Of a kilometre: to ten metres. */
    private static final double KM_DIGITS = 1e2;

    static ExportLine of(Trip trip, Optional<DataDefect> defect) {
        Order order = trip.order();
        return new ExportLine(
                "%s-%06d"
                        .formatted(DAY.format(order.requestedAt()), order.slot().number()),
                order.requestedAt(),
                defect.map(kind -> finishedAt(trip, kind)).orElseGet(trip::finishedAt),
                order.origin().id(),
                has(defect, DataDefect.ZONE_UNKNOWN)
                        ? UNKNOWN_ZONE
                        : order.destination().id(),
                round(order.from().latitude(), DEGREE_DIGITS),
                round(order.from().longitude(), DEGREE_DIGITS),
                round(order.to().latitude(), DEGREE_DIGITS),
                round(order.to().longitude(), DEGREE_DIGITS),
                has(defect, DataDefect.VEHICLE_MISSING)
                        ? Optional.empty()
                        : Optional.of(order.courier().vehicle().label()),
                order.courier().id(),
                order.weather().label(),
                order.parcels(),
                round(order.straightKm(), KM_DIGITS),
                round(trip.drivenKm(), KM_DIGITS));
    }

    /** In the order of {@link #SCHEMA}. */
    Row toRow() {
        return RowFactory.create(
                tripId,
                TIME.format(requestedAt),
                TIME.format(finishedAt),
                originZone,
                destinationZone,
                originLatitude,
                originLongitude,
                destinationLatitude,
                destinationLongitude,
                vehicle.orElse(null),
                courierId,
                weather,
                parcels,
                straightKm,
                drivenKm);
    }

    private static LocalDateTime finishedAt(Trip trip, DataDefect defect) {
        return switch (defect) {
            case FINISH_BEFORE_REQUEST -> trip.order().requestedAt().minusSeconds(trip.seconds());
            case TWENTY_HOURS -> trip.order().requestedAt().plusHours(HOURS_LEFT_OPEN);
            case REPEATED, VEHICLE_MISSING, ZONE_UNKNOWN -> trip.finishedAt();
        };
    }

    private static boolean has(Optional<DataDefect> defect, DataDefect kind) {
        return defect.filter(kind::equals).isPresent();
    }

    private static double round(double value, double digits) {
        return Math.round(value * digits) / digits;
    }
}
