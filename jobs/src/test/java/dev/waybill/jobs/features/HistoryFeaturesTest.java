package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Freshness;
import dev.waybill.common.section.History;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Stat;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.collection.JavaConverters;

class HistoryFeaturesTest {

    private static final Path TAXI = Path.of("../../shared/data/green-taxi/green_tripdata_2020-03.csv.gz");

    private static final List<Stat> STATS = Stream.of(
                    "count",
                    "sum",
                    "avg",
                    "stddev",
                    "min",
                    "max",
                    "age_hours",
                    "p10",
                    "p25",
                    "p50",
                    "p75",
                    "p90",
                    "p95")
            .map(Stat::parse)
            .toList();
    private static final List<Days> WINDOWS = List.of(new Days(1), new Days(7));

    private static final List<History> HISTORIES = List.of(
            new History(List.of("origin", "destination"), "eta_minutes", STATS, WINDOWS, 1),
            new History(List.of("origin"), "eta_minutes", STATS, WINDOWS, 3),
            new History(List.of("origin"), "distance_mi", STATS, WINDOWS, 2),
            new History(List.of("passengers"), "passengers", List.of(Stat.parse("avg")), WINDOWS, 1),
            new History(List.of(), "distance_mi", STATS, WINDOWS, 1));

    private static final List<History> FEW = List.of(
            new History(List.of("origin"), "eta_minutes", STATS, List.of(new Days(7)), 1),
            new History(List.of("origin"), "distance_mi", List.of(Stat.parse("p50")), List.of(new Days(1)), 1));

    @ParameterizedTest
    @EnumSource
    void equalsAPlainLookThroughAllRowsForEachRow(AsOf asOf) {
        requireEqualToPlain(HistoryTrip.generated(1, 500), asOf);
    }

    @ParameterizedTest
    @EnumSource
    void equalsAPlainLookThroughRealTrips(AsOf asOf) {
        Assumptions.assumeTrue(Files.exists(TAXI), () -> "SKIPPED: no real taxi trips at " + TAXI);
        requireEqualToPlain(taxiTrips(2_000), asOf);
    }

    private static void requireEqualToPlain(List<HistoryTrip> trips, AsOf asOf) {
        PlainHistory plain = new PlainHistory(trips, asOf);
        List<Row> rows = features(trips, 3, HISTORIES, asOf);
        assertThat(rows).hasSameSizeAs(trips);
        for (int i = 0; i < rows.size(); i++) {
            HistoryTrip trip = trips.get(i);
            assertThat(JavaConverters.seqAsJavaList(rows.get(i).toSeq())
                            .subList(2, rows.get(i).size()))
                    .as(trip::toString)
                    .isEqualTo(plain.features(trip, HISTORIES));
        }
    }

    /** Evenly over the month; the zone's borough would do as well as a key, but a coarser one sees more values. */
    private static List<HistoryTrip> taxiTrips(int count) {
        return SharedSpark.session()
                .read()
                .option("header", true)
                .csv(TAXI.toString())
                .selectExpr(
                        "cast(to_timestamp(lpep_pickup_datetime) as long) as pickup",
                        "cast(to_timestamp(lpep_dropoff_datetime) as long) as dropoff",
                        "PULocationID",
                        "DOLocationID",
                        "cast(passenger_count as int) as passengers",
                        "cast(trip_distance as double) as miles")
                .where("pickup is not null and dropoff is not null and PULocationID in ('74', '75', '41', '42')")
                .orderBy("pickup", "dropoff", "PULocationID", "DOLocationID", "miles")
                .where("pmod(xxhash64(pickup, dropoff, miles), 20) = 0")
                .limit(count)
                .collectAsList()
                .stream()
                .map(HistoryFeaturesTest::taxiTrip)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    private static HistoryTrip taxiTrip(Row row) {
        Instant pickup = Instant.ofEpochSecond(row.getLong(0));
        Instant dropoff = Instant.ofEpochSecond(row.getLong(1));
        return new HistoryTrip(
                String.join("-", List.of(pickup.toString(), dropoff.toString(), row.getString(2), row.getString(3)))
                        + row.get(5),
                pickup,
                dropoff,
                row.getString(2),
                row.getString(3),
                (Integer) row.get(4),
                (Double) row.get(5),
                Duration.between(pickup, dropoff).toSeconds() / 60.0);
    }

    @ParameterizedTest
    @EnumSource
    void hasTheSameBitsHoweverRowsAreDealtToPartitions(AsOf asOf) {
        List<HistoryTrip> trips = HistoryTrip.generated(3, 500);
        assertThat(features(trips, 7, HISTORIES, asOf)).isEqualTo(features(trips, 1, HISTORIES, asOf));
    }

    /** Whatever becomes known on a day or later leaves the features of that day and all before it as they are. */
    @Test
    void doesNotSeeWhatBecomesKnownOnTheDayOrLater() {
        List<HistoryTrip> trips = HistoryTrip.generated(4, 400);
        List<Row> features = features(trips, 2, HISTORIES, AsOf.dayStart);
        for (int dayNumber : new int[] {4, 13}) {
            LocalDate day = HistoryTrip.FIRST.plusDays(dayNumber);
            Instant midnight = day.atStartOfDay(HistoryTrip.ZONE).toInstant();
            List<Row> others = features(withOtherFuture(trips, midnight), 2, HISTORIES, AsOf.dayStart);
            assertThat(requestedBefore(midnight.plus(1, ChronoUnit.DAYS), trips, others))
                    .isNotEmpty()
                    .isEqualTo(requestedBefore(midnight.plus(1, ChronoUnit.DAYS), trips, features));
        }
    }

    /** The same to the very moment. */
    @Test
    void doesNotSeeWhatBecomesKnownAtTheRequestOrLater() {
        List<HistoryTrip> trips = HistoryTrip.generated(5, 400);
        List<Row> features = features(trips, 2, HISTORIES, AsOf.request);
        for (HistoryTrip asked : List.of(trips.get(17), trips.get(203))) {
            Instant at = asked.requestedAt();
            List<Row> others = features(withOtherFuture(trips, at), 2, HISTORIES, AsOf.request);
            assertThat(requestedBefore(at.plusSeconds(1), trips, others))
                    .hasSizeGreaterThan(20)
                    .isEqualTo(requestedBefore(at.plusSeconds(1), trips, features));
            assertThat(others).isNotEqualTo(features);
        }
    }

    /** All that was not known before an instant is replaced by noise: finish times and values that come with them. */
    private static List<HistoryTrip> withOtherFuture(List<HistoryTrip> trips, Instant at) {
        Random random = new Random(at.getEpochSecond());
        return trips.stream()
                .map(trip -> trip.knownAt().filter(known -> known.isBefore(at)).isPresent()
                        ? trip
                        : trip.withFinish(
                                at.plus(random.nextInt(3000), ChronoUnit.MINUTES),
                                random.nextDouble(),
                                random.nextDouble() * 1000))
                .toList();
    }

    private static List<Row> requestedBefore(Instant end, List<HistoryTrip> trips, List<Row> features) {
        return IntStream.range(0, trips.size())
                .filter(i -> trips.get(i).requestedAt().isBefore(end))
                .mapToObj(features::get)
                .toList();
    }

    /** Many more different values than are kept: ranks may be off by a tenth of a percent, and no more. */
    @Test
    void thinsVeryManyValuesWithinATenthOfAPercentOfRanks() {
        int perDay = 30_000;
        Dataset<Row> trips = SharedSpark.session()
                .range(2L * perDay)
                .selectExpr(
                        "cast(id as string) as trip_id",
                        "timestamp'2020-03-02 12:00:00' + make_dt_interval(id div " + perDay + ") as requested_at",
                        "timestamp'2020-03-02 12:30:00' + make_dt_interval(id div " + perDay + ") as finished_at",
                        "'z' as origin",
                        "pmod(id * 7919, " + 2 * perDay + ") + id / 1e6 as eta_minutes",
                        "date'2020-03-02' + cast(id div " + perDay + " as int) as event_date");
        List<Stat> stats = Stream.of("count", "sum", "min", "p10", "p50", "p99", "max")
                .map(Stat::parse)
                .toList();
        History history = new History(List.of("origin"), "eta_minutes", stats, List.of(new Days(7)), 1);
        Dataset<Row> asked = trips.limit(1).withColumn("event_date", functions.lit(Date.valueOf("2020-03-05")));
        Row row =
                joined(asked, trips, features(List.of(history), AsOf.dayStart)).first();
        double[] sorted = trips.select("eta_minutes").collectAsList().stream()
                .mapToDouble(value -> value.getDouble(0))
                .sorted()
                .toArray();
        assertThat(row.<Long>getAs(history.feature(stats.get(0), new Days(7)))).isEqualTo(2L * perDay);
        for (Stat stat : stats.subList(2, stats.size())) {
            int percent = stat.percent().orElseThrow();
            double slack = percent == 0 || percent == 100 ? 0 : 0.1;
            assertThat(row.<Double>getAs(history.feature(stat, new Days(7))))
                    .as(stat.name())
                    .isBetween(at(sorted, percent - slack) - 1e-6, at(sorted, percent + slack) + 1e-6);
        }
    }

    private static double at(double[] sorted, double percent) {
        return sorted[(int) Math.round(percent * (sorted.length - 1) / 100)];
    }

    @Test
    void refusesStatisticsOfAText() {
        Dataset<Row> trips = HistoryTrip.frame(HistoryTrip.generated(1, 1));
        Features features =
                features(List.of(new History(List.of("origin"), "destination", STATS, WINDOWS, 1)), AsOf.dayStart);
        assertThatThrownBy(() -> joined(trips, trips, features))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: features.history is of destination, which is of type string, not a number."
                        + " Make it a number, or count earlier values of a text with features.sequence.");
    }

    @Test
    void seesNothingOfARowWhoseFinishLiesBeforeItsRequest() {
        Instant requested = HistoryTrip.FIRST
                .plusDays(5)
                .atTime(12, 0)
                .atZone(HistoryTrip.ZONE)
                .toInstant();
        HistoryTrip odd =
                new HistoryTrip("t", requested, requested.minus(3, ChronoUnit.DAYS), "z", "d", 1, 1.0, -4320.0);
        for (AsOf asOf : AsOf.values()) {
            Row row = features(List.of(odd), 1, FEW, asOf).get(0);
            assertThat(row.<Long>getAs("eta_minutes_count_by_origin_7d")).isZero();
        }
    }

    @Test
    void hasNoSpreadWhereAllValuesAreTheSame() {
        Instant requested =
                HistoryTrip.FIRST.atTime(12, 0).atZone(HistoryTrip.ZONE).toInstant();
        List<HistoryTrip> trips = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            trips.add(new HistoryTrip("a" + i, requested, requested, "z", "d", 1, 1.0, 31 / 3.0));
        }
        trips.add(new HistoryTrip("b", requested.plus(1, ChronoUnit.DAYS), null, "z", "d", 1, 1.0, null));
        Row row = features(trips, 1, FEW, AsOf.dayStart).get(3);
        assertThat(row.<Double>getAs("eta_minutes_stddev_by_origin_7d")).isZero();
        assertThat(row.<Double>getAs("eta_minutes_avg_by_origin_7d")).isEqualTo(10.333333);
    }

    /** The key, the event date and all features, in the order of the trips. */
    private static List<Row> features(List<HistoryTrip> trips, int partitions, List<History> histories, AsOf asOf) {
        Column[] columns = Stream.concat(
                        Stream.of("trip_id", "event_date"), histories.stream().flatMap(History::names))
                .map(functions::col)
                .toArray(Column[]::new);
        Dataset<Row> rows = HistoryTrip.frame(trips).repartition(partitions);
        return joined(rows, rows, features(histories, asOf))
                .select(columns)
                .orderBy("trip_id")
                .collectAsList();
    }

    private static Dataset<Row> joined(Dataset<Row> asked, Dataset<Row> known, Features features) {
        return Sessions.inZone(SharedSpark.session(), HistoryTrip.ZONE, () -> {
            try (HistoryFeatures histories =
                    new HistoryFeatures(asked, LateRows.withoutAny(known), HistoryTrip.source(), features)) {
                return histories.joinTo(asked).localCheckpoint();
            }
        });
    }

    private static Features features(List<History> histories, AsOf asOf) {
        return new Features(
                Map.of(), asOf, histories, new Freshness(Freshness.Hours.parse("6h"), Freshness.OnStale.flag));
    }
}
