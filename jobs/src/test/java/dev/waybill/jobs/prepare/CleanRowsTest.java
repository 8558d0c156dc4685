package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanRowsTest {

    private static final StructType RAW = new StructType()
            .add("id", DataTypes.StringType)
            .add("pickup", DataTypes.StringType)
            .add("dropoff", DataTypes.StringType)
            .add("from_zone", DataTypes.StringType)
            .add("to_zone", DataTypes.StringType)
            .add("miles", DataTypes.StringType)
            .add(RawRows.UNREADABLE, DataTypes.StringType)
            .add(RawRows.SOURCE_FILE, DataTypes.StringType)
            .add(RawRows.SOURCE_ROW, DataTypes.LongType);

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** A raw trip of 6 March; a length that is null or negative makes one without a finish or one that ends before. */
    private record Trip(
            @Nullable String id,
            boolean hasPickup,
            @Nullable Integer minutes,
            String miles,
            boolean broken) {

        Row row() {
            String pickup = hasPickup ? "2020-03-06 10:00:00" : null;
            String dropoff = minutes == null
                    ? null
                    : "2020-03-06 %02d:%02d:00".formatted(10 + Math.floorDiv(minutes, 60), Math.floorMod(minutes, 60));
            return RowFactory.create(
                    id, pickup, dropoff, "z1", "2", miles, broken ? "broken line" : null, "file", null);
        }

        /** The rules of the tiny pipeline, by hand. */
        Set<String> reasons() {
            Set<String> reasons = new TreeSet<>();
            if (broken) {
                reasons.add("unreadable");
            }
            if (id == null) {
                reasons.add("missing-trip_id");
            }
            if (!hasPickup) {
                reasons.add("missing-requested_at");
            }
            if (hasPickup && minutes != null && (minutes < 1 || minutes > 90)) {
                reasons.add("implausible-duration");
            }
            if (!miles.equals("none") && (Double.parseDouble(miles) < 0 || Double.parseDouble(miles) > 100)) {
                reasons.add("implausible-distance");
            }
            return reasons;
        }
    }

    private static List<Trip> dirtyTrips(long seed, int count) {
        Random random = new Random(seed);
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trips.add(new Trip(
                    random.nextInt(12) == 0 ? null : "t" + random.nextInt(count / 2),
                    random.nextInt(12) > 0,
                    random.nextInt(8) == 0 ? null : random.nextInt(120) - 10,
                    List.of("1.5", "none", "-3", "700").get(Math.max(0, random.nextInt(12) - 8)),
                    random.nextInt(15) == 0));
        }
        return trips;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRawRowIsKeptOrRejectedOrADuplicate(long seed) {
        List<Trip> trips = dirtyTrips(seed, 200);
        Map<String, Long> reasons = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        long accepted = 0;
        for (Trip trip : trips) {
            trip.reasons().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
            if (trip.reasons().isEmpty()) {
                accepted++;
                keys.add(trip.id());
            }
        }
        Batch batch = BatchCount.of(judge(trips), params().source());
        assertThat(batch.reasons()).isEqualTo(reasons);
        assertThat(batch.rowsIn()).isEqualTo(200);
        assertThat(batch.rows()).isEqualTo(keys.size());
        assertThat(batch.quarantined()).isEqualTo(200 - accepted);
        assertThat(batch.duplicates()).isEqualTo(accepted - keys.size());
        assertThat(batch.rowsIn()).isEqualTo(batch.rows() + batch.quarantined() + batch.duplicates());
    }

    @Test
    void keepsTheLatestLabelOfEachKeyInWhateverOrderRowsCome() {
        List<Trip> trips = new ArrayList<>(dirtyTrips(4, 200));
        Map<String, Integer> latest = new HashMap<>();
        trips.stream()
                .filter(trip -> trip.reasons().isEmpty())
                .forEach(trip -> latest.merge(
                        String.valueOf(trip.id()), trip.minutes() == null ? -1 : trip.minutes(), Math::max));
        List<Row> kept = kept(trips);
        assertThat(kept).hasSameSizeAs(latest.keySet());
        for (Row row : kept) {
            int minutes = row.isNullAt(row.fieldIndex("eta_minutes"))
                    ? -1
                    : (int) row.<Double>getAs("eta_minutes").doubleValue();
            assertThat(minutes).isEqualTo(latest.get(row.<String>getAs("trip_id")));
        }
        Collections.shuffle(trips, new Random(5));
        assertThat(kept(trips)).isEqualTo(kept);
    }

    @Test
    void choosesTheSameAmongEquallyLateRowsInWhateverOrderTheyCome() {
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            trips.add(new Trip("same", true, 20, Integer.toString(i), false));
        }
        List<Row> kept = kept(trips);
        assertThat(kept).hasSize(1);
        Collections.reverse(trips);
        assertThat(kept(trips)).isEqualTo(kept);
    }

    @Test
    void letsRowsPassForWhichARuleIsNeitherTrueNorFalse() {
        assertThat(kept(List.of(new Trip("a", true, null, "none", false)))).hasSize(1);
    }

    @Test
    void namesAllReasonsOfARow() {
        Dataset<Row> judged = judge(List.of(new Trip(null, false, 5, "700", true)));
        assertThat(CleanRows.rejected(judged).first().getList(1))
                .isEqualTo(List.of("unreadable", "missing-trip_id", "missing-requested_at", "implausible-distance"));
    }

    @Test
    void keepsARejectedRowOutOfTheWayOfAGoodOneWithItsKey() {
        List<Row> kept = kept(List.of(new Trip("a", true, 91, "1", false), new Trip("a", true, 20, "1", false)));
        assertThat(kept)
                .singleElement()
                .satisfies(row -> assertThat(row.<Double>getAs("eta_minutes")).isEqualTo(20.0));
    }

    @Test
    void countsALabelThatIsNotFiniteAsNone() {
        Prepare.Params params = pipeline.bind(
                Prepare.Params.class, "source.label.expr=distance_mi", "checks.quarantine.implausible-duration='true'");
        Dataset<Row> raw = raw(List.of(
                new Trip("a", true, 5, "NaN", false),
                new Trip("b", true, 5, "Infinity", false),
                new Trip("c", true, 5, "7", false)));
        Dataset<Row> judged = CleanRows.judge(
                TypedRows.of(List.of(raw), params.source(), params.checks(), new Lookups(List.of()), Optional.empty()),
                params.source(),
                params.checks());
        assertThat(judged.where("eta_minutes is not null").select("trip_id").collectAsList())
                .containsExactly(RowFactory.create("c"));
    }

    /** Versions that became available together, and later ones that go to quarantine. */
    @Test
    void putTheValueOfTheVersionThatIsKeptBesideTheRowBefore() {
        Prepare.Params params = pipeline.bind(
                Prepare.Params.class, "source.next={key: [origin], order: [trip_id], columns: {next_mi: distance_mi}}");
        List<Trip> trips = IntStream.range(0, 12)
                .boxed()
                .flatMap(i -> Stream.of(
                        new Trip("t%02d".formatted(i), true, 9, Integer.toString(i), false),
                        new Trip("t%02d".formatted(i), true, 9, Integer.toString(i + 50), false),
                        new Trip("t%02d".formatted(i), true, 20, "500", false)))
                .toList();

        List<Row> kept = CleanRows.accepted(judge(trips, params), params.source())
                .orderBy("trip_id")
                .collectAsList();

        assertThat(kept).hasSize(12);
        for (int i = 1; i < kept.size(); i++) {
            assertThat(kept.get(i - 1).<Double>getAs("next_mi"))
                    .isEqualTo(kept.get(i).<Double>getAs("distance_mi"));
        }
    }

    private List<Row> kept(List<Trip> trips) {
        return CleanRows.accepted(judge(trips), params().source())
                .orderBy("trip_id")
                .collectAsList();
    }

    private Dataset<Row> judge(List<Trip> trips) {
        return judge(trips, params());
    }

    private static Dataset<Row> judge(List<Trip> trips, Prepare.Params params) {
        return Sessions.inZone(
                SharedSpark.session(),
                params.source().timeZone(),
                () -> CleanRows.judge(
                        TypedRows.of(
                                List.of(raw(trips)),
                                params.source(),
                                params.checks(),
                                new Lookups(List.of()),
                                Optional.empty()),
                        params.source(),
                        params.checks()));
    }

    private Prepare.Params params() {
        return pipeline.bind(Prepare.Params.class);
    }

    private static Dataset<Row> raw(List<Trip> trips) {
        return SharedSpark.session()
                .createDataFrame(trips.stream().map(Trip::row).toList(), RAW);
    }
}
