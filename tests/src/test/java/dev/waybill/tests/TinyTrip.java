package dev.waybill.tests;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A made-up trip; one in twenty comes late, by up to three days. */
record TinyTrip(
        String id, LocalDateTime requested, LocalDateTime finished, LocalDateTime arrived, int zone, double km) {

    static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
    static final String HEADER = "id,requested,finished,arrived,from_zone,km";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final int PER_DAY = 150;
    private static final double LATE = 0.05;
    private static final int LATEST_DAYS = 3;

    /** Those that come by a night, and had not by the one before. */
    static List<TinyTrip> of(LocalDate night) {
        LocalDateTime due = LocalDateTime.ofInstant(TinyNights.due(night), ZoneOffset.UTC);
        return night.minusDays(LATEST_DAYS + 1L)
                .datesUntil(night.plusDays(2))
                .filter(date -> !date.isBefore(FIRST))
                .flatMap(date -> requested(date).stream())
                .filter(trip -> !trip.arrived.isAfter(due))
                .filter(trip -> trip.arrived.isAfter(due.minusDays(1)))
                .toList();
    }

    private static List<TinyTrip> requested(LocalDate date) {
        Random random = new Random(date.toEpochDay());
        return IntStream.range(0, PER_DAY)
                .mapToObj(number -> made("%s-%03d".formatted(date, number), date, random))
                .toList();
    }

    private static TinyTrip made(String id, LocalDate date, Random random) {
        LocalDateTime requested = date.atStartOfDay().plusSeconds(random.nextInt(86_400));
        int zone = random.nextInt(3);
        double km = 1 + random.nextInt(90) / 10.0;
        LocalDateTime finished = requested.plusSeconds(Math.round(120 + km * (60 + 60 * zone) + random.nextInt(120)));
        Duration late = Duration.ofHours(random.nextDouble() < LATE ? 1 + random.nextInt(24 * LATEST_DAYS) : 0);
        return new TinyTrip(id, requested, finished, finished.plus(late), zone, km);
    }

    /** As if it had taken ten minutes more. */
    TinyTrip longer() {
        return new TinyTrip(id, requested, finished.plusMinutes(10), arrived.plusDays(1), zone, km);
    }

    /** Of which nobody knows when it was over. */
    String withoutEnd() {
        return line("");
    }

    String line() {
        return line(TIME.format(finished));
    }

    private String line(String end) {
        return String.join(",", id, TIME.format(requested), end, TIME.format(arrived), "z" + zone, String.valueOf(km));
    }
}
