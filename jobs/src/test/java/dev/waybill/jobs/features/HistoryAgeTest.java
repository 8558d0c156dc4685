package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryAgeTest {

    private static final Duration LIMIT = Duration.ofHours(6);

    /** Seconds at which trips begin and end. */
    private record Trip(long requested, long finished) {}

    @TempDir
    private Path home;

    /** Ten days around the beginning of 1970, so that some times are negative; every third of them without a trip. */
    @Test
    void ofARequestIsTheTimeSinceTheNewestLabelBeforeIt() {
        List<Trip> trips = trips();
        Dataset<Row> rows = rows(trips);
        List<Row> ages = HistoryAge.join(rows, LateRows.withoutAny(rows), timeline(), LIMIT)
                .select("trip_id", FeatureTable.HISTORY_AGE)
                .orderBy("trip_id")
                .collectAsList();
        assertThat(ages).hasSameSizeAs(trips);
        for (int i = 0; i < trips.size(); i++) {
            assertThat(ages.get(i).<Double>getAs(1)).as("trip %s", trips.get(i)).isEqualTo(age(trips.get(i), trips));
        }
    }

    @Test
    void ofRequestsIsNotSortedByOneTask() {
        Dataset<Row> rows = rows(trips());
        List<String> plan = HistoryAge.join(rows, LateRows.withoutAny(rows), timeline(), LIMIT)
                .queryExecution()
                .executedPlan()
                .toString()
                .lines()
                .toList();
        List<String> gathered = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            if (plan.get(i).contains("Exchange SinglePartition")) {
                gathered.add(plan.get(i + 1)); // what goes to one task
            }
        }
        assertThat(gathered).hasSize(1).allMatch(below -> below.contains("HashAggregate(keys=[_day#"));
    }

    private static @Nullable Double age(Trip asking, List<Trip> trips) {
        OptionalLong newest = trips.stream()
                .mapToLong(Trip::finished)
                .filter(finished -> finished < asking.requested())
                .max();
        double hours = newest.isPresent() ? (asking.requested() - newest.getAsLong()) / 3600.0 : Double.NaN;
        return hours <= LIMIT.toHours() ? Double.valueOf(hours) : null;
    }

    private static List<Trip> trips() {
        Random random = new Random(3);
        List<Trip> trips = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long day = random.nextInt(10) - 5L;
            long requested = 86_400L * (day - Math.floorMod(day, 3) / 2) + random.nextInt(86_400);
            trips.add(new Trip(requested, requested + random.nextInt(40_000)));
        }
        return trips;
    }

    private static Dataset<Row> rows(List<Trip> trips) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < trips.size(); i++) {
            rows.add(RowFactory.create(i, trips.get(i).requested(), trips.get(i).finished()));
        }
        return SharedSpark.session()
                .createDataFrame(rows, StructType.fromDDL("trip_id INT, requested LONG, finished LONG"))
                .selectExpr(
                        "trip_id",
                        "timestamp_seconds(requested) as requested_at",
                        "timestamp_seconds(finished) as finished_at",
                        "1D as eta_minutes")
                .repartition(3);
    }

    private Timeline timeline() {
        try (TinyPipeline pipeline = new TinyPipeline(home)) {
            Source source = pipeline.bind(FeatureEngineer.Params.class).source();
            return new Timeline(source, AsOf.request);
        }
    }
}
