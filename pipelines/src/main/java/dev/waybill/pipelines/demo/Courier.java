package dev.waybill.pipelines.demo;

/**
 * Somebody who delivers, always on the same vehicle and always about as fast.
 *
 * @param skill how many times faster than others on such a vehicle
 */
record Courier(long number, Vehicle vehicle, double skill) {

    /** How far couriers are apart: the standard deviation of the logarithm. */
    private static final double SKILL_SIGMA = 0.16;

    static Courier of(long number, KeyedRandom draws) {
        KeyedRandom own = draws.at("courier", number);
        return new Courier(number, Vehicle.of(own.uniform("vehicle")), own.logNormal("skill", SKILL_SIGMA));
    }

    String id() {
        return "C%05d".formatted(number);
    }

    /**
     * For a way.
     *
     * @param traffic how many times slower a car is than on empty roads
     */
    double minutes(double wayKm, double traffic, Weather weather) {
        return 60 * wayKm / (vehicle.kmPerHour() * skill) * vehicle.inTraffic(traffic) * vehicle.inWeather(weather);
    }
}
