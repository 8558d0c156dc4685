package dev.waybill.pipelines.demo;

import java.util.Locale;

/** The same everywhere in the city, for a few hours at a time. */
enum Weather {
    CLEAR(1.0),
    RAIN(1.2),
    STORM(1.55);

    private static final int HOURS = 3;
    /** On the wettest day; on others as much less as they are drier. */
    private static final double STORM_CHANCE = 0.12;

    private static final double WET_CHANCE = 0.60;

    private final double slowdown;

    Weather(double slowdown) {
        this.slowdown = slowdown;
    }

    /** @param day counted from 1 */
    static Weather at(int day, int hour, KeyedRandom draws) {
        double wetness = draws.at("weather", day).uniform("wetness");
        double chance = draws.at("weather", day, hour / HOURS).uniform("now");
        if (chance < STORM_CHANCE * wetness) {
            return STORM;
        }
        return chance < WET_CHANCE * wetness ? RAIN : CLEAR;
    }

    /** How many times slower somebody is who feels it in full. */
    double slowdown() {
        return slowdown;
    }

    /** As exported. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
