package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.conf.History;
import dev.waybill.common.conf.History.Days;
import dev.waybill.common.conf.History.Stat;
import dev.waybill.common.conf.KnownAt;
import dev.waybill.common.conf.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryFeaturesTest {

    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final LocalDate FIRST = LocalDate.of(2020, 3, 2);
    private static final int DAYS = 20;
    private static final List<Stat> STATS = List.of(Stat.values());
    private static final List<Days> WINDOWS = List.of(new Days(1), new Days(7));

    private static final List<History> HISTORIES = List.of(
            new History(List.of("origin", "destination"), "eta_minutes", STATS, WINDOWS, 1),
            new History(List.of("origin"), "eta_minutes", STATS, WINDOWS, 3),
            new History(List.of("origin"), "distance_mi", STATS, WINDOWS, 2),
            new History(List.of("passengers"), "passengers", List.of(Stat.avg), WINDOWS, 1),
            new History(List.of(), "distance_mi", STATS, WINDOWS, 1));

    private static final List<History> FEW = List.of(
            new History(List.of("origin"), "eta_minutes", STATS, List.of(new Days(7)), 1),
            new History(List.of("origin"), "distance_mi", List.of(Stat.p50), List.of(new Days(1)), 1));

    private static final StructType SCHEMA = new StructType()
            .add("trip_id", DataTypes.StringType)
            .add("requested_at", DataTypes.TimestampType)
            .add("finished_at", DataTypes.TimestampType)
            .add("origin", DataTypes.StringType)
            .add("destination", DataTypes.StringType)
            .add("passengers", DataTypes.IntegerType)
            .add("distance_mi", DataTypes.DoubleType)
            .add("eta_minutes", DataTypes.DoubleType)
            .add("event_date", DataTypes.DateType);

    /** A clean row. The finish may be days later, missing, or, in dirty data, before the request. */
    private record Trip(
            String id,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            @Nullable String origin,
            String destination,
            @Nullable Integer passengers,
            @Nullable Double distanceMi,
            @Nullable Double etaMinutes) {

        LocalDate eventDate() {
            return LocalDate.ofInstant(requestedAt, ZONE);
        }

        Row row() {
            return RowFactory.create(
                    id,
                    Timestamp.from(requestedAt),
                    finishedAt == null ? null : Timestamp.from(finishedAt),
                    origin,
                    destination,
                    passengers,
                    distanceMi,
                    etaMinutes,
                    Date.valueOf(eventDate()));
        }

        @Nullable
        Object get(String column) {
            return switch (column) {
                case "origin" -> origin;
                case "destination" -> destination;
                case "passengers" -> passengers;
                case "distance_mi" -> distanceMi;
                default -> etaMinutes;
            };
        }

        /** The first day that may know the label: the one after that on which it became available. */
        Optional<LocalDate> availableOn() {
            if (finishedAt == null || etaMinutes == null) {
                return Optional.empty();
            }
            LocalDate finished = LocalDate.ofInstant(finishedAt, ZONE);
            return Optional.of(finished.isBefore(eventDate()) ? eventDate() : finished);
        }
    }

    private static List<Trip> trips(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).mapToObj(i -> trip(i, random)).toList();
    }

    private static Trip trip(int number, Random random) {
        Instant requested =
                FIRST.atStartOfDay(ZONE).toInstant().plus(random.nextInt(DAYS * 24 * 60), ChronoUnit.MINUTES);
        int lateMinutes = random.nextInt(3) == 0 ? random.nextInt(4 * 24 * 60) - 1000 : random.nextInt(90);
        return new Trip(
                "t%04d".formatted(number),
                requested,
                random.nextInt(15) == 0 ? null : requested.plus(lateMinutes, ChronoUnit.MINUTES),
                random.nextInt(10) == 0 ? null : "z" + random.nextInt(3),
                "d" + random.nextInt(2),
                random.nextInt(10) == 0 ? null : 1 + random.nextInt(3),
                odd(random),
                random.nextInt(12) == 0 ? null : random.nextInt(5400) / 60.0);
    }

    private static @Nullable Double odd(Random random) {
        return switch (random.nextInt(15)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            default -> random.nextInt(2000) / 70.0;
        };
    }

    @Test
    void equalsAPlainLookThroughAllRowsForEachRow() {
        List<Trip> trips = trips(1, 500);
        List<Row> rows = features(trips, 3, HISTORIES);
        assertThat(rows).hasSize(500);
        for (int i = 0; i < rows.size(); i++) {
            for (History history : HISTORIES) {
                for (Days window : history.windows()) {
                    check(rows.get(i), trips.get(i), trips, history, window);
                }
            }
        }
    }

    private static void check(Row row, Trip trip, List<Trip> all, History history, Days window) {
        double[] values = all.stream()
                .filter(other -> isKnown(other, trip, history, window))
                .map(other -> other.get(history.of()))
                .filter(Objects::nonNull)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        for (Stat stat : history.stats()) {
            String name = history.feature(stat, window);
            String what = name + " of " + trip;
            if (stat == Stat.count) {
                assertThat(row.<Long>getAs(name)).as(what).isEqualTo(values.length);
            } else if (values.length < history.atLeast()) {
                assertThat(row.<Object>getAs(name)).as(what).isNull();
            } else {
                assertThat(row.<Double>getAs(name)).as(what).isCloseTo(expected(stat, values), within(2e-6));
            }
        }
    }

    private static boolean isKnown(Trip other, Trip asked, History history, Days window) {
        boolean sameKey = history.key().stream()
                .allMatch(column -> other.get(column) != null && Objects.equals(other.get(column), asked.get(column)));
        return sameKey
                && other.availableOn()
                        .filter(day -> day.isBefore(asked.eventDate())
                                && !day.isBefore(asked.eventDate().minusDays(window.number())))
                        .isPresent();
    }

    private static double expected(Stat stat, double[] sorted) {
        double mean = Arrays.stream(sorted).average().orElseThrow();
        int middle = sorted.length / 2;
        return switch (stat) {
            case count -> sorted.length;
            case avg -> mean;
            case p50 -> sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            case stddev ->
                Math.sqrt(Arrays.stream(sorted)
                        .map(x -> (x - mean) * (x - mean))
                        .average()
                        .orElseThrow());
        };
    }

    @Test
    void hasTheSameBitsHoweverRowsAreDealtToPartitions() {
        List<Trip> trips = trips(3, 500);
        assertThat(features(trips, 7, HISTORIES)).isEqualTo(features(trips, 1, HISTORIES));
    }

    /** Whatever becomes known on a day or later leaves the features of that day and all before it as they are. */
    @Test
    void doesNotSeeWhatBecomesKnownOnTheDayOrLater() {
        List<Trip> trips = trips(4, 400);
        List<Row> features = features(trips, 2, FEW);
        for (int dayNumber : new int[] {4, 13}) {
            LocalDate day = FIRST.plusDays(dayNumber);
            List<Trip> otherFuture = withOtherFuture(trips, day);
            assertThat(otherFuture).isNotEqualTo(trips);
            assertThat(upTo(day, features(otherFuture, 2, FEW))).isNotEmpty().isEqualTo(upTo(day, features));
        }
    }

    private static List<Trip> withOtherFuture(List<Trip> trips, LocalDate day) {
        Random random = new Random(day.toEpochDay());
        Instant midnight = day.atStartOfDay(ZONE).toInstant();
        List<Trip> changed = new ArrayList<>();
        for (Trip trip : trips) {
            boolean isPast =
                    trip.availableOn().filter(known -> known.isBefore(day)).isPresent();
            changed.add(isPast ? trip : withOtherFinish(trip, midnight, random));
        }
        return changed;
    }

    private static Trip withOtherFinish(Trip trip, Instant after, Random random) {
        return new Trip(
                trip.id(),
                trip.requestedAt(),
                after.plus(random.nextInt(3000), ChronoUnit.MINUTES),
                trip.origin(),
                trip.destination(),
                trip.passengers(),
                random.nextDouble(),
                random.nextDouble() * 1000);
    }

    private static List<Row> upTo(LocalDate day, List<Row> features) {
        return features.stream()
                .filter(row -> !row.<Date>getAs("event_date").toLocalDate().isAfter(day))
                .toList();
    }

    @Test
    void seesNothingOfARowWhoseFinishLiesBeforeItsRequest() {
        Instant requested = FIRST.plusDays(5).atTime(12, 0).atZone(ZONE).toInstant();
        Trip odd = new Trip("t", requested, requested.minus(3, ChronoUnit.DAYS), "z", "d", 1, 1.0, -4320.0);
        Row row = features(List.of(odd), 1, FEW).get(0);
        assertThat(row.<Long>getAs("eta_minutes_count_by_origin_7d")).isZero();
    }

    @Test
    void isExactWhereAllValuesAreTheSame() {
        Instant requested = FIRST.atTime(12, 0).atZone(ZONE).toInstant();
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            trips.add(new Trip("a" + i, requested, requested, "z", "d", 1, 1.0, 31 / 3.0));
        }
        trips.add(new Trip("b", requested.plus(1, ChronoUnit.DAYS), null, "z", "d", 1, 1.0, null));
        Row row = features(trips, 1, FEW).get(3);
        assertThat(row.<Double>getAs("eta_minutes_stddev_by_origin_7d")).isCloseTo(0, within(1e-6));
        assertThat(row.<Double>getAs("eta_minutes_avg_by_origin_7d")).isCloseTo(31 / 3.0, within(1e-6));
    }

    @Test
    void leavesRowsAloneWithoutHistories() {
        Dataset<Row> rows = frame(trips(5, 3));
        assertThat(HistoryFeatures.join(rows, source(), List.of())).isSameAs(rows);
    }

    /** The key, the event date and all features, in the order of the trips. */
    private static List<Row> features(List<Trip> trips, int partitions, List<History> histories) {
        Column[] columns = Stream.concat(
                        Stream.of("trip_id", "event_date"),
                        histories.stream()
                                .flatMap(history -> history.windows().stream()
                                        .flatMap(window ->
                                                history.stats().stream().map(stat -> history.feature(stat, window)))))
                .map(functions::col)
                .toArray(Column[]::new);
        return Sessions.inZone(
                        SharedSpark.session(),
                        ZONE,
                        () -> HistoryFeatures.join(frame(trips).repartition(partitions), source(), histories))
                .select(columns)
                .orderBy("trip_id")
                .collectAsList();
    }

    private static Dataset<Row> frame(List<Trip> trips) {
        return SharedSpark.session()
                .createDataFrame(trips.stream().map(Trip::row).toList(), SCHEMA);
    }

    private static Source source() {
        Map<String, Source.Column> columns = new LinkedHashMap<>();
        for (String name : SCHEMA.fieldNames()) {
            columns.put(name, new Source.Column(name, KnownAt.request));
        }
        columns.remove("eta_minutes");
        columns.remove("event_date");
        return new Source(
                "trips",
                "csv",
                "trips.csv",
                Map.of(),
                ZONE,
                columns,
                List.of("trip_id"),
                "requested_at",
                new Source.Label("eta_minutes", "1", "finished_at", Optional.empty()));
    }
}
