package dev.waybill.pipelines.demo;

import dev.waybill.pipelines.demo.City.Zone;

/** How long a courier waits for the food. Where the restaurants are quick, they stay quick. */
final class Kitchen {

    private static final double QUICKEST_MINUTES = 3.0;
    private static final double SLOWEST_MINUTES = 9.0;
    /** How many times longer at lunch and at dinner. */
    private static final double AT_MEALTIMES = 1.35;

    private Kitchen() {}

    static double minutes(Zone zone, int hour, KeyedRandom draws) {
        double usual = QUICKEST_MINUTES
                + (SLOWEST_MINUTES - QUICKEST_MINUTES)
                        * draws.at("kitchens", zone.number()).uniform("pace");
        return isMealtime(hour) ? usual * AT_MEALTIMES : usual;
    }

    private static boolean isMealtime(int hour) {
        return (hour >= 12 && hour <= 13) || (hour >= 18 && hour <= 20);
    }
}
