package dev.waybill.pipelines.demo;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A city of square zones, A1 in the south-west to F5 in the north-east. A river runs through it from west to east, and
 * only three bridges cross it: that is what makes two near places far, and what a model has to find out by itself.
 */
final class City {

    /** What a trip over the river waits at the two bridges left, in quiet traffic, once the middle one is closed. */
    static final double QUEUE_MINUTES = 4.0;

    private static final int COLUMNS = 6;
    private static final int ROWS = 5;
    private static final double ZONE_KM = 1.6;
    /** Between the third row of zones and the fourth. */
    private static final double RIVER_Y_KM = 3 * ZONE_KM;
    /** By road against the crow, where no river is in between. */
    private static final double WINDING = 1.3;

    private static final Point CENTRE = new Point(COLUMNS * ZONE_KM / 2, ROWS * ZONE_KM / 2);
    /** Over so many kilometres from the centre, the restaurants thin out to a third (1/e). */
    private static final double RESTAURANTS_KM = 3.5;
    /** Over so many kilometres more, people order from a place a third as often (1/e). */
    private static final double APPETITE_KM = 2.2;

    private static final List<Zone> ZONES =
            IntStream.range(0, COLUMNS * ROWS).mapToObj(Zone::of).toList();
    private static final WeightedChoice ORIGINS =
            choice(zone -> StrictMath.exp(-zone.centre().kmTo(CENTRE) / RESTAURANTS_KM));
    /** By the number of the origin. */
    private static final List<WeightedChoice> DESTINATIONS = ZONES.stream()
            .map(origin -> choice(zone -> StrictMath.exp(-zone.centre().kmTo(origin.centre()) / APPETITE_KM)))
            .toList();

    private City() {}

    /** A place in the plane, in kilometres east and north of the city's south-west corner. */
    record Point(double xKm, double yKm) {

        /** Degrees. On the meridian of Greenwich or nearly so: the city's own time is UTC. */
        private static final double SOUTH = 52.0;

        private static final double WEST = -0.2;
        private static final double KM_PER_DEGREE = 111.2;

        double kmTo(Point other) {
            return Math.hypot(xKm - other.xKm, yKm - other.yKm);
        }

        double latitude() {
            return SOUTH + yKm / KM_PER_DEGREE;
        }

        double longitude() {
            return WEST + xKm / (KM_PER_DEGREE * StrictMath.cos(Math.toRadians(SOUTH)));
        }
    }

    /** A square of the grid. */
    record Zone(int number, String id, Point centre) {

        private static Zone of(int number) {
            int column = number % COLUMNS;
            int row = number / COLUMNS;
            String id = "" + (char) ('A' + column) + (row + 1);
            return new Zone(number, id, new Point((column + 0.5) * ZONE_KM, (row + 0.5) * ZONE_KM));
        }

        Point somewhere(KeyedRandom chance) {
            return new Point(
                    centre.xKm() + ZONE_KM * (chance.uniform("x") - 0.5),
                    centre.yKm() + ZONE_KM * (chance.uniform("y") - 0.5));
        }
    }

    /** From west to east; the middle one is the one that closes. */
    private enum Bridge {
        WEST(0.8),
        MIDDLE(4.8),
        EAST(8.8);

        private final double xKm;

        Bridge(double xKm) {
            this.xKm = xKm;
        }

        private double kmVia(Point from, Point to) {
            Point bridge = new Point(xKm, RIVER_Y_KM);
            return from.kmTo(bridge) + bridge.kmTo(to);
        }

        private boolean isOpen(boolean middleClosed) {
            return this != MIDDLE || !middleClosed;
        }
    }

    static Zone origin(KeyedRandom chance) {
        return ZONES.get(ORIGINS.pick(chance.uniform("origin")));
    }

    static Zone destination(Zone origin, KeyedRandom chance) {
        return ZONES.get(DESTINATIONS.get(origin.number()).pick(chance.uniform("destination")));
    }

    static boolean crossesRiver(Point from, Point to) {
        return (from.yKm() < RIVER_Y_KM) != (to.yKm() < RIVER_Y_KM);
    }

    /** Kilometres by road, over the bridge that makes the way shortest. */
    static double wayKm(Point from, Point to, boolean middleClosed) {
        return WINDING * (crossesRiver(from, to) ? overBridgeKm(from, to, middleClosed) : from.kmTo(to));
    }

    private static double overBridgeKm(Point from, Point to, boolean middleClosed) {
        return Arrays.stream(Bridge.values())
                .filter(bridge -> bridge.isOpen(middleClosed))
                .mapToDouble(bridge -> bridge.kmVia(from, to))
                .min()
                .orElseThrow();
    }

    private static WeightedChoice choice(ToDoubleFunction<Zone> weight) {
        return WeightedChoice.of(ZONES.stream().mapToDouble(weight).toArray());
    }
}
