package dev.waybill.jobs.features;

import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.SharedSpark;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A clean row. The finish may be days later, missing, or, in dirty data, before the request. */
record HistoryTrip(
        String id,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable String origin,
        String destination,
        @Nullable Integer passengers,
        @Nullable Double distanceMi,
        @Nullable Double etaMinutes) {

    static final ZoneId ZONE = ZoneId.of("America/New_York");
    static final LocalDate FIRST = LocalDate.of(2020, 3, 2);
    static final int DAYS = 20;

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

    LocalDate eventDate() {
        return LocalDate.ofInstant(requestedAt, ZONE);
    }

    /** When the label became known, if ever: not before the request. */
    Optional<Instant> knownAt() {
        return finishedAt == null || etaMinutes == null
                ? Optional.empty()
                : Optional.of(finishedAt.isBefore(requestedAt) ? requestedAt : finishedAt);
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

    HistoryTrip withFinish(Instant finishedAt, double distanceMi, double etaMinutes) {
        return new HistoryTrip(id, requestedAt, finishedAt, origin, destination, passengers, distanceMi, etaMinutes);
    }

    private Row row() {
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

    static Dataset<Row> frame(List<HistoryTrip> trips) {
        return SharedSpark.session()
                .createDataFrame(trips.stream().map(HistoryTrip::row).toList(), SCHEMA);
    }

    /** In the order of their ids. */
    static List<HistoryTrip> generated(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count).mapToObj(i -> generated(i, random)).toList();
    }

    private static HistoryTrip generated(int number, Random random) {
        Instant requested =
                FIRST.atStartOfDay(ZONE).toInstant().plus(random.nextInt(DAYS * 24 * 60), ChronoUnit.MINUTES);
        int lateMinutes = random.nextInt(3) == 0 ? random.nextInt(4 * 24 * 60) - 1000 : random.nextInt(90);
        return new HistoryTrip(
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

    static Source source() {
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
