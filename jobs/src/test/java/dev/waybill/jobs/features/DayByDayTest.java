package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the order in which days come, the table of features ends up the same, bit by bit. */
class DayByDayTest {

    private static final int DAYS = 4;
    private static final String HISTORY = "features.history=[{key: [origin], of: eta_minutes,"
            + " stats: [count, avg, p50, p90, age_hours], windows: [1d, 2d]},"
            + " {key: [], of: distance_mi, stats: [sum, stddev], windows: [2d]}]";

    @TempDir
    private Path home;

    private TinyPipeline pipeline;
    private Dataset<Row> trips;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        List<HistoryTrip> generated = HistoryTrip.generated(11, 400);
        trips = HistoryTrip.frame(generated).where("event_date < date'%s'".formatted(day(DAYS)));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void endsUpAsIfComputedAtOnce() {
        ingest(0, 1, 2, 3);
        for (int day : new int[] {2, 0, 0, 3, 1, 2}) {
            run(Optional.of(day(day)));
        }
        List<Row> oneByOne = features();
        pipeline.tables().overwriteByDate(FeatureTable.NAME, nothing());
        run(Optional.empty());
        assertThat(oneByOne).hasSizeGreaterThan(50).isEqualTo(features());
    }

    @Test
    void seesTheRequestItselfDayByDayAsWell() {
        ingest(0, 1, 2, 3);
        for (int day = DAYS - 1; day >= 0; day--) {
            run(Optional.of(day(day)), "features.as-of=request");
        }
        List<Row> oneByOne = features();
        pipeline.tables().overwriteByDate(FeatureTable.NAME, nothing());
        run(Optional.empty(), "features.as-of=request");
        assertThat(oneByOne).isEqualTo(features());
    }

    /** A row sees the earlier ones of its sequence on whatever day they were, and late ones from when they came. */
    @Test
    void seesSequencesDayByDayAsWell() {
        String sequence = "features.sequence=[{key: [origin], order: [requested_at], of: [destination], last: 3,"
                + " stats: [count, distinct, repeats], since: {of: requested_at, back: [1, 2]}}]";
        ingest(0, 1, 2, 3);
        for (int day : new int[] {2, 0, 3, 1}) {
            run(Optional.of(day(day)), sequence);
        }
        List<Row> oneByOne = features();
        pipeline.tables().overwriteByDate(FeatureTable.NAME, nothing());
        run(Optional.empty(), sequence);
        assertThat(oneByOne).isEqualTo(features());
        assertThat(pipeline.tables()
                        .read(FeatureTable.NAME)
                        .where("event_date = date'%s' and count_by_origin > 10".formatted(day(3)))
                        .isEmpty())
                .as("earlier days are seen")
                .isFalse();
    }

    @Test
    void writesNothingWhereNothingIsStale() {
        ingest(0, 1);
        assertThat(run(Optional.empty()).dates()).isEqualTo(2);
        FeatureEngineer.Result again = run(Optional.empty());
        assertThat(again.dates()).isZero();
        assertThat(run(Optional.of(day(1))).dates()).isZero();
        assertThat(pipeline.tables().version(FeatureTable.NAME).version()).isZero();
        assertThat(new FeatureEngineer().summary(again))
                .isEqualTo("%d rows, 15 features, set %s; all up to date"
                        .formatted(again.rows(), again.featureSetVersion()));
    }

    @Test
    void leavesWhatItComputedAsItWasWhateverComesLater() {
        ingest(0, 1, 3);
        run(Optional.empty());
        List<Row> before = features();
        ingest(2);
        assertThat(run(Optional.empty()).dates()).isEqualTo(1);
        assertThat(sourceVersions()).containsExactly(2L, 2L, 3L, 2L);
        assertThat(features()).containsAll(before);

        pipeline.tables().replaceDates("trips", trips.limit(0), List.of(day(0)));
        assertThat(run(Optional.empty()).amended()).isEqualTo(1);
        assertThat(pipeline.tables()
                        .read(FeatureTable.NAME)
                        .where("event_date = date'" + day(0) + "'")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void computesAllAnewForOtherDefinitions() {
        ingest(0, 1);
        run(Optional.empty());
        assertThat(run(Optional.of(day(1)), "features.columns.minute=minute(requested_at)")
                        .dates())
                .isEqualTo(2);
        assertThat(pipeline.tables().read(FeatureTable.NAME).columns()).contains("minute");
        assertThat(run(Optional.empty()).dates()).isEqualTo(2);
        assertThat(pipeline.tables().read(FeatureTable.NAME).columns()).doesNotContain("minute");
    }

    private void ingest(int... days) {
        for (int day : days) {
            Dataset<Row> rows = Tables.within(trips, new DateRange(day(day), day(day)));
            pipeline.tables().replaceDates("trips", rows, List.of(day(day)));
        }
    }

    private FeatureEngineer.Result run(Optional<LocalDate> date, String... overrides) {
        String[] all = Stream.concat(Stream.of(HISTORY), Stream.of(overrides)).toArray(String[]::new);
        JobContext context = date.map(pipeline.context()::on).orElseGet(pipeline::context);
        return new FeatureEngineer().run(pipeline.bind(FeatureEngineer.Params.class, all), context);
    }

    /** But for how they came about. */
    private List<Row> features() {
        return pipeline.tables()
                .read(FeatureTable.NAME)
                .drop(FeatureTable.SOURCE_VERSION)
                .orderBy("trip_id")
                .collectAsList();
    }

    private Dataset<Row> nothing() {
        return pipeline.tables().read(FeatureTable.NAME).limit(0);
    }

    private List<Long> sourceVersions() {
        return pipeline
                .tables()
                .read(FeatureTable.NAME)
                .select(Tables.EVENT_DATE, FeatureTable.SOURCE_VERSION)
                .distinct()
                .orderBy(Tables.EVENT_DATE)
                .collectAsList()
                .stream()
                .map(row -> row.getLong(1))
                .toList();
    }

    private static LocalDate day(int number) {
        return HistoryTrip.FIRST.plusDays(number);
    }
}
