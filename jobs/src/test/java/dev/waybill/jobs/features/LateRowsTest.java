package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.prepare.Prepare;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of March 2020, each at two in the morning after its day; ten trips a day, which end by midnight. The only feature
 * counts all trips that were known when the day began, so that what was known can be read off it.
 */
class LateRowsTest {

    private static final String COUNTS = "features.history=[{key: [], of: eta_minutes, stats: [count], windows: [9d]}]";
    private static final String COUNT = "eta_minutes_count_by_all_9d";
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    @TempDir
    private Path home;

    private TinyPipeline pipeline;
    private final List<String> source = new ArrayList<>();
    private String definition = COUNTS;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** On the third night come three more trips of the first day, and a correction of another. */
    @Test
    void countFromTheDayAfterTheNightInWhichTheyCame() {
        night(1, trips(1).subList(0, 7));
        night(2, trips(2));
        List<Row> published = features();
        source.replaceAll(line -> line.startsWith("2020-03-01-000") ? line.replaceFirst("z[0-4],", "z9,") : line);
        source.addAll(trips(1).subList(7, 10));
        night(3, trips(3));
        night(4, trips(4));
        night(5, trips(5));

        Map<Integer, Long> known = new TreeMap<>(Map.of(1, 0L, 2, 7L, 3, 16L, 4, 26L, 5, 40L));
        assertThat(counts()).isEqualTo(known);
        List<Row> nights = features();
        assertThat(nights).containsAll(published).hasSize(50);

        Dataset<Row> nothing = table().limit(0);
        pipeline.tables().overwriteByDate(FeatureTable.NAME, nothing);
        features(pipeline.context());
        known.put(
                2, 6L); // computed at once, they see what the nights saw, but for what the correction took the place of
        assertThat(counts()).isEqualTo(known);

        FeatureEngineer.Result all = pipeline.run(new RebuildFeatures(), COUNTS);
        assertThat(new RebuildFeatures().summary(all))
                .isEqualTo("with hindsight: 50 rows, 5 dates computed as if all rows had come in time");
        assertThat(counts()).isEqualTo(new TreeMap<>(Map.of(1, 0L, 2, 10L, 3, 20L, 4, 30L, 5, 40L)));
    }

    /** What the source says of its own arrivals needs no nights to be known. */
    @Test
    void countFromWhenTheSourceSaysThatTheyCame() {
        source.addAll(trips(1));
        source.addAll(trips(2));
        source.addAll(trips(3));
        pipeline.source(source);
        String[] told = {
            COUNTS,
            "source.arrives-at=arrived",
            "source.columns.arrived={expr: \"if(id > '2020-03-01-005' and id < '2020-03-02',"
                    + " timestamp'2020-03-02 02:00:00', to_timestamp(dropoff))\", known-at: finish}"
        };
        pipeline.run(new Prepare(), told);
        pipeline.run(new FeatureEngineer(), told);
        long late = source.stream()
                .filter(line -> line.compareTo("2020-03-01-006") >= 0 && line.compareTo("2020-03-02") < 0)
                .count();
        assertThat(late).isPositive();
        assertThat(counts()).isEqualTo(new TreeMap<>(Map.of(1, 0L, 2, 10 - late, 3, 20L)));
    }

    /** What was published stays, and what is computed at once is what the nights saw: trips that came late from then on. */
    @Test
    void areSeenInASequenceFromThenOn() {
        definition =
                "features.sequence=[{key: [destination], order: [requested_at], of: [origin], last: 2, stats: [count]}]";
        night(1, trips(1).subList(0, 7));
        night(2, trips(2));
        List<Row> published = features();
        source.addAll(trips(1).subList(7, 10));
        night(3, trips(3));
        night(4, trips(4));

        List<Row> nights = features();
        assertThat(nights).containsAll(published).hasSize(40);
        assertThat(table().where("event_date = date'2020-03-04'")
                        .agg(functions.sum("count_by_destination"))
                        .first()
                        .getLong(0))
                .as("pairs of a trip of the last day and one before it with the same destination")
                .isEqualTo(pairs(source, trips(1).subList(7, 10)));
        pipeline.tables().overwriteByDate(FeatureTable.NAME, table().limit(0));
        features(pipeline.context());
        assertThat(features()).isEqualTo(nights);
    }

    private static long pairs(List<String> lines, List<String> late) {
        long pairs = 0;
        for (String one : lines) {
            for (String other : lines) {
                String[] now = one.split(",", -1);
                String[] then = other.split(",", -1);
                boolean isBefore = (then[1] + then[0]).compareTo(now[1] + now[0]) < 0;
                boolean hadCome = !late.contains(other) || now[1].compareTo("2020-03-04 02:00") >= 0;
                boolean isSeen = now[1].startsWith("2020-03-04") && isBefore && hadCome;
                pairs += isSeen && now[4].equals(then[4]) ? 1 : 0;
            }
        }
        return pairs;
    }

    private static List<String> trips(int day) {
        LocalDate date = LocalDate.of(2020, 3, day);
        return TinyPipeline.trips(date, date, 60, day).stream()
                .filter(line -> !line.matches("[^,]*,[^,]* 23:.*"))
                .limit(10)
                .toList();
    }

    private void night(int day, List<String> lines) {
        source.addAll(lines);
        pipeline.source(source);
        LocalDate date = LocalDate.of(2020, 3, day);
        Clock clock = Clock.fixed(
                date.plusDays(1).atTime(LocalTime.of(2, 0)).atZone(ZONE).toInstant(), ZONE);
        JobContext now = pipeline.context().at(clock);
        new Prepare().run(pipeline.bind(Prepare.Params.class), now);
        features(now.on(date));
    }

    private void features(JobContext context) {
        new FeatureEngineer().run(pipeline.bind(FeatureEngineer.Params.class, definition), context);
    }

    private Map<Integer, Long> counts() {
        Map<Integer, Long> counts = new TreeMap<>();
        table().select("event_date", COUNT)
                .collectAsList()
                .forEach(row ->
                        counts.merge(row.getDate(0).toLocalDate().getDayOfMonth(), row.getLong(1), (one, other) -> {
                            assertThat(one).isEqualTo(other); // all rows of a date see the same
                            return one;
                        }));
        return counts;
    }

    /** But for how they came about. */
    private List<Row> features() {
        return table().drop(FeatureTable.SOURCE_VERSION, FeatureTable.COMPUTED_AT).collectAsList().stream()
                .sorted(Comparator.comparing(row -> row.getString(0)))
                .toList();
    }

    private Dataset<Row> table() {
        return pipeline.tables().read(FeatureTable.NAME);
    }
}
