package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Sequence;
import dev.waybill.common.table.LateRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** Trips of an origin in the order in which they were asked for, some at the same minute, some without an origin. */
class SequenceFeaturesTest {

    private static final Sequence ALL = sequence("{key: [origin], order: [requested_at], of: [destination, passengers],"
            + " last: 2, stats: [count, distinct, repeats], counts: {passengers: ['2', '3']},"
            + " since: {of: requested_at, back: [1, 2]}}");
    private static final Instant TIME = Instant.parse("2020-03-05T10:00:00Z");

    @Test
    void equalsAPlainLookBackFromEachRowHoweverRowsAreDealtOut() {
        List<HistoryTrip> trips = Stream.concat(
                        HistoryTrip.generated(5, 120).stream(),
                        IntStream.range(0, 30).mapToObj(i -> trip("u%02d".formatted(i), TIME, "z" + i % 2, i % 4)))
                .toList();
        Dataset<Row> frame = HistoryTrip.frame(trips);

        List<List<Object>> found = features(frame.repartition(5), ALL, "date_trunc('DAY', requested_at)", null);

        assertThat(found).isEqualTo(plain(trips));
        assertThat(features(frame.coalesce(1), ALL, "requested_at", null)).isEqualTo(found);
    }

    @Test
    void areNullOrZeroForTheFirstRowAndForOneWithoutAKey() {
        List<HistoryTrip> trips = List.of(
                trip("a", TIME, "alone", 1), trip("b", TIME, null, 1), trip("c", TIME.plusSeconds(60), null, 1));

        assertThat(features(HistoryTrip.frame(trips), ALL, "requested_at", null))
                .allSatisfy(row -> assertThat(row)
                        .containsExactly(null, null, null, null, 0L, 0L, 0L, 0L, 0L, 0L, 0L, null, null, null));
    }

    @Test
    void breakATieByTheKeyOfTheSource() {
        List<HistoryTrip> trips = List.of(trip("b", TIME, "z", 2), trip("a", TIME, "z", 1), trip("c", TIME, "z", 3));
        Sequence sequence = sequence("{key: [origin], order: [requested_at], of: [passengers], last: 2}");

        assertThat(features(HistoryTrip.frame(trips), sequence, "requested_at", null))
                .containsExactly(Arrays.asList(null, null), Arrays.asList(1, null), List.of(2, 1));
    }

    /** The second trip came at the time of the third, which was asked for at that very moment, and sees it in its place. */
    @Test
    void showARowThatCameLateFromThenOn() {
        List<HistoryTrip> trips = IntStream.range(0, 4)
                .mapToObj(i -> trip("t" + i, TIME.plus(i, ChronoUnit.HOURS), "z", i))
                .toList();
        Sequence sequence =
                sequence("{key: [origin], order: [requested_at], of: [passengers], last: 3, stats: [count]}");
        String late = "if(trip_id = 't1', timestamp'%s', null)";
        String beforeTheLast = late.formatted("2020-03-05 12:30:00");

        assertThat(features(HistoryTrip.frame(trips), sequence, "requested_at", beforeTheLast))
                .containsExactly(
                        Arrays.asList(null, null, null, 0L),
                        Arrays.asList(0, null, null, 1L),
                        Arrays.asList(0, null, null, 1L), // t1 was not there yet
                        Arrays.asList(2, 1, 0, 3L));
        assertThat(features(HistoryTrip.frame(trips), sequence, "requested_at", late.formatted("2020-03-06 00:00:00")))
                .last()
                .isEqualTo(Arrays.asList(2, 0, null, 2L));
    }

    /** Two at one time, of which the one that is before the other in order came after it. */
    @Test
    void showARowThatCameLateInItsPlaceAmongThoseOfTheSameTime() {
        List<HistoryTrip> trips = List.of(
                trip("a", TIME, "z", 1), trip("b", TIME, "z", 2), trip("c", TIME.plus(2, ChronoUnit.HOURS), "z", 3));
        Sequence sequence = sequence("{key: [origin], order: [requested_at], of: [passengers], last: 2}");
        String late = "if(trip_id = 'a', timestamp'2020-03-05 11:00:00', null)";

        assertThat(features(HistoryTrip.frame(trips), sequence, "requested_at", late))
                .last()
                .isEqualTo(List.of(2, 1));
    }

    @Test
    void countAValueHoweverItIsWrittenAndRefuseOneThatNoRowCanHave() {
        Dataset<Row> frame = HistoryTrip.frame(List.of(trip("a", TIME, "z", 5), trip("b", TIME, "z", 5)));
        Dataset<Row> doubles =
                frame.withColumn("passengers", functions.col("passengers").cast("double"));
        assertThat(features(
                        doubles,
                        sequence("{key: [origin], order: [requested_at], counts: {passengers: ['5', '0.5e1', '6']}}"),
                        "requested_at",
                        null))
                .containsExactly(List.of(0L, 0L, 0L), List.of(1L, 1L, 0L));

        Sequence none = sequence("{key: [origin], order: [requested_at], counts: {passengers: [many]}}");
        assertThatThrownBy(() -> features(doubles, none, "requested_at", null))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: features.sequence counts 'many' of passengers, which is of type double and"
                        + " never has it. Correct the value.");
        Sequence half = sequence("{key: [origin], order: [requested_at], counts: {passengers: ['5.7']}}");
        assertThatThrownBy(() -> features(frame, half, "requested_at", null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'5.7' of passengers, which is of type int and never has it");
    }

    @Test
    void refusesHoursSinceWhatIsNoTime() {
        Sequence sequence = sequence("{key: [origin], order: [requested_at], since: {of: passengers}}");
        Dataset<Row> frame = HistoryTrip.frame(List.of(trip("a", TIME, "z", 1)));
        assertThatThrownBy(() -> features(frame, sequence, "requested_at", null))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Invalid params: features.sequence has since.of passengers, which is of type int, not a time."
                                + " Make it one with to_timestamp(..).");
    }

    private static Sequence sequence(String yaml) {
        return Bound.of(Sequence.class, yaml);
    }

    private static HistoryTrip trip(String id, Instant at, @Nullable String origin, int passengers) {
        return new HistoryTrip(id, at, null, origin, "d" + passengers % 2, passengers, null, null);
    }

    /** @param arrivedAt Spark SQL; null where all came in time */
    private static List<List<Object>> features(
            Dataset<Row> trips, Sequence sequence, String noise, @Nullable String arrivedAt) {
        Dataset<Row> earlier = arrivedAt == null
                ? LateRows.withoutAny(trips)
                : trips.withColumn(LateRows.ARRIVED_AT, functions.expr(arrivedAt));
        return SequenceFeatures.joinTo(
                        trips.withColumn("noise", functions.expr(noise)),
                        trips,
                        earlier,
                        HistoryTrip.source(),
                        List.of(sequence))
                .orderBy("trip_id")
                .selectExpr(sequence.names().toArray(String[]::new))
                .collectAsList()
                .stream()
                .map(row -> JavaConverters.seqAsJavaList(row.toSeq()))
                .toList();
    }

    private static List<List<Object>> plain(List<HistoryTrip> trips) {
        List<List<Object>> features = new ArrayList<>();
        for (HistoryTrip own :
                trips.stream().sorted(Comparator.comparing(HistoryTrip::id)).toList()) {
            Comparator<HistoryTrip> order =
                    Comparator.comparing(HistoryTrip::requestedAt).thenComparing(HistoryTrip::id);
            List<HistoryTrip> before = trips.stream()
                    .filter(trip -> own.origin() != null && own.origin().equals(trip.origin()))
                    .filter(trip -> order.compare(trip, own) < 0)
                    .sorted(order.reversed())
                    .toList();
            List<Object> row = new ArrayList<>();
            for (String column : List.of("destination", "passengers")) {
                row.add(before.size() > 0 ? before.get(0).get(column) : null);
                row.add(before.size() > 1 ? before.get(1).get(column) : null);
            }
            for (String column : List.of("destination", "passengers")) {
                row.add(before.stream()
                        .map(trip -> trip.get(column))
                        .filter(Objects::nonNull)
                        .distinct()
                        .count());
            }
            for (String column : List.of("destination", "passengers")) {
                row.add(before.stream()
                        .filter(trip -> trip.get(column) != null && Objects.equals(trip.get(column), own.get(column)))
                        .count());
            }
            for (int value : new int[] {2, 3}) {
                row.add(before.stream()
                        .filter(trip -> Objects.equals(trip.passengers(), value))
                        .count());
            }
            row.add((long) before.size());
            row.add(before.isEmpty() ? null : hours(before.get(before.size() - 1), own));
            row.add(before.isEmpty() ? null : hours(before.get(0), own));
            row.add(before.size() < 2 ? null : hours(before.get(1), own));
            features.add(row);
        }
        return features;
    }

    private static double hours(HistoryTrip then, HistoryTrip now) {
        return ChronoUnit.MICROS.between(then.requestedAt(), now.requestedAt()) / 3.6e9;
    }
}
