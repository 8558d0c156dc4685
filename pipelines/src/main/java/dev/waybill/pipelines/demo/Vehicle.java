package dev.waybill.pipelines.demo;

import java.util.Arrays;
import java.util.Locale;

/** What couriers ride, how fast on empty roads, and how much of the jam and of the weather they feel. */
enum Vehicle {
    BIKE(0.35, 15, 0.25, 1.3),
    SCOOTER(0.45, 23, 0.6, 1.2),
    CAR(0.20, 27, 1.0, 0.6);

    private static final WeightedChoice SHARES = WeightedChoice.of(
            Arrays.stream(values()).mapToDouble(vehicle -> vehicle.share).toArray());

    private final double share;
    private final double kmPerHour;
    private final double feelsTraffic;
    private final double feelsWeather;

    Vehicle(double share, double kmPerHour, double feelsTraffic, double feelsWeather) {
        this.share = share;
        this.kmPerHour = kmPerHour;
        this.feelsTraffic = feelsTraffic;
        this.feelsWeather = feelsWeather;
    }

    static Vehicle of(double uniform) {
        return values()[SHARES.pick(uniform)];
    }

    double kmPerHour() {
        return kmPerHour;
    }

    /** How many times slower, where a car is so many times slower. */
    double inTraffic(double slowdown) {
        return 1 + feelsTraffic * (slowdown - 1);
    }

    /** How many times slower. */
    double inWeather(Weather weather) {
        return 1 + feelsWeather * (weather.slowdown() - 1);
    }

    /** As exported. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
