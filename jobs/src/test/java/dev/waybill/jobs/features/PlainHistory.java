package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.History;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Stat;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a feature must be: found by looking through all trips, for each trip anew. */
record PlainHistory(List<HistoryTrip> all, AsOf asOf) {

    /** In the order of their names. */
    List<@Nullable Object> features(HistoryTrip asked, List<History> histories) {
        List<@Nullable Object> features = new ArrayList<>();
        for (History history : histories) {
            List<HistoryTrip> ofKey =
                    all.stream().filter(other -> isOfKey(other, asked, history)).toList();
            for (Days window : history.windows()) {
                List<HistoryTrip> seen = ofKey.stream()
                        .filter(other -> isKnown(other, asked, window))
                        .toList();
                history.stats().forEach(stat -> features.add(feature(stat, seen, history, asked)));
            }
        }
        return features;
    }

    private @Nullable Object feature(Stat stat, List<HistoryTrip> seen, History history, HistoryTrip asked) {
        if (stat.equals(Stat.COUNT)) {
            return (long) seen.size();
        }
        return seen.size() < history.atLeast() ? null : (Object) statistic(stat, seen, history.of(), asked);
    }

    private static boolean isOfKey(HistoryTrip other, HistoryTrip asked, History history) {
        return isUsable(other.get(history.of()))
                && history.key().stream()
                        .allMatch(column ->
                                other.get(column) != null && Objects.equals(other.get(column), asked.get(column)));
    }

    private boolean isKnown(HistoryTrip other, HistoryTrip asked, Days window) {
        return other.knownAt()
                .filter(known -> asOf == AsOf.request
                        ? isWithin(known, asked.requestedAt(), window)
                        : isWithin(LocalDate.ofInstant(known, HistoryTrip.ZONE), asked.eventDate(), window))
                .isPresent();
    }

    private static boolean isWithin(Instant known, Instant asked, Days window) {
        return known.isBefore(asked) && !known.isBefore(asked.minus(Duration.ofDays(window.number())));
    }

    private static boolean isWithin(LocalDate known, LocalDate asked, Days window) {
        return known.isBefore(asked) && !known.isBefore(asked.minusDays(window.number()));
    }

    private static boolean isUsable(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private double statistic(Stat stat, List<HistoryTrip> seen, String of, HistoryTrip asked) {
        long[] millionths = seen.stream()
                .map(trip -> (Number) Objects.requireNonNull(trip.get(of)))
                .mapToLong(value -> (long) Math.rint(value.doubleValue() * 1e6))
                .sorted()
                .toArray();
        return switch (stat.name()) {
            case "sum" -> LongStream.of(millionths).sum() / 1e6;
            case "avg" -> LongStream.of(millionths).sum() / 1e6 / millionths.length;
            case "min" -> millionths[0] / 1e6;
            case "max" -> millionths[millionths.length - 1] / 1e6;
            case "stddev" -> stddev(millionths);
            case "age_hours" -> ageHours(seen, asked);
            default -> percentile(millionths, Integer.parseInt(stat.name().substring(1)));
        };
    }

    private static double stddev(long[] values) {
        BigInteger sum = BigInteger.valueOf(LongStream.of(values).sum());
        BigInteger squares = LongStream.of(values)
                .mapToObj(BigInteger::valueOf)
                .map(value -> value.multiply(value))
                .reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger numerator =
                squares.multiply(BigInteger.valueOf(values.length)).subtract(sum.pow(2));
        return Math.sqrt(numerator.doubleValue()) / values.length / 1e6;
    }

    private static double percentile(long[] sorted, int percent) {
        int hundredths = percent * (sorted.length - 1);
        long lower = sorted[hundredths / 100];
        long upper = sorted[Math.min(hundredths / 100 + 1, sorted.length - 1)];
        return (lower + (upper - lower) * (hundredths % 100 / 100.0)) / 1e6;
    }

    private double ageHours(List<HistoryTrip> seen, HistoryTrip asked) {
        Instant newest = seen.stream()
                .map(trip -> trip.knownAt().orElseThrow())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant at = asOf == AsOf.request
                ? asked.requestedAt()
                : asked.eventDate().atStartOfDay(HistoryTrip.ZONE).toInstant();
        return Duration.between(newest, at).toMillis() / 3.6e6;
    }
}
