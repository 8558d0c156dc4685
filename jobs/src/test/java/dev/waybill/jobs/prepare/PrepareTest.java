package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {

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

    @Test
    void publishesTypedRowsQuarantineAndQualityTogether() {
        pipeline.source(List.of(
                "a,2020-03-05 22:00:00,2020-03-05 22:10:30,z1,2,1.5",
                "a,2020-03-05 22:00:00,2020-03-05 22:12:30,z1,2,1.5",
                "b,2020-03-06 10:00:00,2020-03-06 10:20:00,z1,2,",
                "c,2020-03-06 10:00:00,2020-03-06 10:00:10,z1,2,700",
                "d,2020-03-06 10:00:00,,z9,2,1"));
        Prepare.Result result = pipeline.run(new Prepare(), "checks.duplicates=0.2");

        assertThat(result)
                .isEqualTo(new Prepare.Result(
                        5, 3, 1, 1, 0, Map.of("implausible-distance", 1L, "implausible-duration", 1L), ""));
        assertThat(new Prepare().summary(result))
                .isEqualTo("3 rows of 5; 1 to quarantine (implausible-distance 1, implausible-duration 1); 1"
                        + " duplicates");
        Dataset<Row> trips = pipeline.tables().read("trips");
        assertThat(trips.schema().apply("origin").getComment().get()).isEqualTo("known at request: from_zone");
        assertThat(trips.schema().apply("eta_minutes").getComment().get())
                .startsWith("what is predicted, in min: (unix_timestamp(finished_at)");
        assertThat(TinyPipeline.columns(trips))
                .isEqualTo("trip_id STRING,requested_at TIMESTAMP,finished_at TIMESTAMP,origin STRING,destination"
                        + " STRING,distance_mi DOUBLE,eta_minutes DOUBLE,event_date DATE");
        assertThat(trips.where("trip_id = 'a'").first())
                .isEqualTo(RowFactory.create(
                        "a",
                        Timestamp.from(Instant.parse("2020-03-06T03:00:00Z")),
                        Timestamp.from(Instant.parse("2020-03-06T03:12:30Z")),
                        "z1",
                        "2",
                        1.5,
                        12.5,
                        Date.valueOf("2020-03-05")));
        assertThat(trips.where("trip_id = 'd' and eta_minutes is null").count()).isEqualTo(1);
        assertThat(JsonFile.read(pipeline.workspace().metrics("prepare"), JsonNode.class)
                        .get("rows_in")
                        .asLong())
                .isEqualTo(5);
    }

    @Test
    void keepsInQuarantineTheRawRowItsReasonsItsFileAndTheRun() {
        pipeline.source(List.of(
                "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1",
                "b,2020-03-06 10:00:00,2020-03-06 10:00:10,z1,,700"));
        pipeline.run(new Prepare());
        Row row = pipeline.tables().read(Prepare.QUARANTINE).first();
        assertThat(row.<String>getAs("row")).isEqualTo("""
                {"id":"b","pickup":"2020-03-06 10:00:00","dropoff":"2020-03-06 10:00:10","from_zone":"z1","miles":"700"}""");
        assertThat(row.getList(row.fieldIndex("reasons")))
                .isEqualTo(List.of("implausible-duration", "implausible-distance"));
        assertThat(row.<String>getAs("source_file")).isEqualTo("file:" + home.resolve("trips.csv"));
        assertThat(row.<String>getAs("run_id")).isEqualTo("run-1");
    }

    @Test
    void quarantinesUnreadableLinesAsTheyStandWhereChecksAllowThem() {
        String ragged = "b,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1,surplus,\"more\"";
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1", ragged));
        assertThat(pipeline.run(new Prepare(), "checks.unreadable=0.5").reasons())
                .isEqualTo(Map.of("unreadable", 1L));
        assertThat(pipeline.tables().read(Prepare.QUARANTINE).first().getString(0))
                .isEqualTo(ragged);
    }

    @Test
    void writesWhatEachCheckFoundAndAddsToWhatEarlierRunsFound() {
        pipeline.source(List.of(
                "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1",
                "b,2020-03-06 10:00:00,2020-03-06 10:10:00,,2,1",
                "c,2020-03-06 10:00:00,2020-03-06 10:00:10,z1,2,1"));
        pipeline.run(new Prepare(), "checks.completeness.origin=0.5");
        Dataset<Row> quality = pipeline.tables().read(Prepare.QUALITY);
        assertThat(
                        quality
                                .selectExpr("concat_ws(' ', name, column, value, threshold, passed, score)")
                                .collectAsList()
                                .stream()
                                .map(row -> row.getString(0)))
                .containsExactlyInAnyOrder(
                        "rows trips 3.0 1.0 true 100.0",
                        "unreadable  0.0 0.0 true 100.0",
                        "rejected  0.3333333333333333 0.5 true 100.0",
                        "labelled eta_minutes 2.0 1.0 true 100.0",
                        "duplicates  0.0 0.1 true 100.0",
                        "lost-values  0.0 0.01 true 100.0",
                        "stray-rows  0.0 0.0 true 100.0",
                        "completeness origin 0.5 0.5 true 100.0");
        assertThat(quality.select("checked_at").first().getTimestamp(0)).isEqualTo(Timestamp.from(TinyPipeline.NOW));
        pipeline.run(new Prepare());
        assertThat(pipeline.tables().read(Prepare.QUALITY).count()).isEqualTo(8 + 10);
    }

    /** At 02:00 of that night clocks in New York went on to 03:00. */
    @Test
    void countsTheMinutesThatPassedAcrossTheChangeOfClocks() {
        pipeline.source(List.of("a,2020-03-08 01:50:00,2020-03-08 03:05:00,z1,2,1"));
        pipeline.run(new Prepare());
        Row row = pipeline.tables().read("trips").first();
        assertThat(row.<Double>getAs("eta_minutes")).isEqualTo(15.0);
        assertThat(row.<Timestamp>getAs("requested_at").toInstant()).isEqualTo("2020-03-08T06:50:00Z");
        assertThat(row.<Timestamp>getAs("finished_at").toInstant()).isEqualTo("2020-03-08T07:05:00Z");
    }

    @Test
    void readsTimesThatAreNoneAsNullAndAncientOnesAsTheyStand() {
        pipeline.source(List.of(
                "a,2020-02-30 10:00:00,2020-03-08 03:05:00,z1,2,1",
                "b,0020-03-08 10:00:00,0020-03-08 10:05:00,z1,2,1",
                "c,1899-12-31 10:00:00,1899-12-31 10:05:00,z1,2,1"));
        Prepare.Result result = pipeline.run(new Prepare(), "checks.lost=1");
        assertThat(result.reasons()).isEqualTo(Map.of("missing-requested_at", 1L));
        assertThat(pipeline.tables().read("trips").selectExpr("cast(event_date as string)").collectAsList().stream()
                        .map(row -> row.getString(0)))
                .containsExactlyInAnyOrder("0020-03-08", "1899-12-31");
    }

    @Test
    void readsPatternsStrictlyAndNeverFailsOnAValue() {
        pipeline.source(List.of(
                "a,6-3-2020 10:00,06-03-2020 10:10,z1,2,1",
                "b,06-03-2020 10:00,06-03-2020 10:10,z1,2,1",
                "c,06-03-2020 10:00,06-03-2020 10:10,z1,2,9999999999999999999"));
        Prepare.Result result = pipeline.run(
                new Prepare(),
                "source.columns.requested_at.expr=\"to_timestamp(pickup, 'dd-MM-yyyy HH:mm')\"",
                "source.columns.finished_at.expr=\"to_timestamp(dropoff, 'dd-MM-yyyy HH:mm')\"",
                "source.columns.distance_mi.expr=cast(miles as int)",
                "checks.lost=1",
                "checks.rejected=0.9");
        assertThat(result.reasons()).isEqualTo(Map.of("missing-requested_at", 1L));
        assertThat(pipeline.tables().read("trips").where("distance_mi is null").count())
                .isEqualTo(1);
    }

    @Test
    void takesRawColumnsByAnyName() {
        pipeline.write(
                "odd.csv",
                List.of(
                        "a.b,c`d,_id,Time (min),pickup,dropoff",
                        "x,y,1,7,2020-03-06 10:00:00,2020-03-06 10:10:00",
                        "x,y,,7,2020-03-06 10:00:00,2020-03-06 10:10:00"));
        Prepare.Result result = pipeline.run(
                new Prepare(),
                "source.path=odd.csv",
                "source.columns.trip_id.expr=_id",
                "source.columns.origin.expr='concat(`a.b`, `c``d`)'",
                "source.columns.destination.expr='`Time (min)`'",
                "source.columns.distance_mi.expr='1.0D'");
        assertThat(result.rows()).isEqualTo(1);
        assertThat(pipeline.tables()
                        .read("trips")
                        .select("origin", "destination")
                        .first())
                .isEqualTo(RowFactory.create("xy", "7"));
        assertThat(pipeline.tables().read(Prepare.QUARANTINE).first().getString(0))
                .contains("\"a.b\":\"x\"", "\"c`d\":\"y\"");
    }

    @Test
    void readsFoldersOfFilesAndNamesTheFileOfEachRow() throws IOException {
        Files.createDirectories(home.resolve("many files"));
        pipeline.write(
                "many files/one.csv",
                List.of(TinyPipeline.HEADER, "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1", ",,,,,"));
        pipeline.write(
                "many files/two.csv", List.of(TinyPipeline.HEADER, "b,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1"));
        assertThat(pipeline.run(new Prepare(), "source.path=many files").rows()).isEqualTo(2);
        assertThat(pipeline.tables()
                        .read(Prepare.QUARANTINE)
                        .select("source_file")
                        .first()
                        .getString(0))
                .endsWith("/many%20files/one.csv");
    }

    @Test
    void guessesTimesInTheZoneOfTheSource() {
        pipeline.source(List.of("a,2020-03-06T10:00:00,2020-03-06T10:10:00,z1,2,1"));
        pipeline.run(new Prepare(), "source.options={header: true, inferSchema: true}");
        assertThat(pipeline.tables()
                        .read("trips")
                        .first()
                        .<Timestamp>getAs("requested_at")
                        .toInstant())
                .isEqualTo("2020-03-06T15:00:00Z");
    }

    @Test
    void readsColumnsWithoutNamesOfTheirOwn() {
        pipeline.write(
                "index.csv", List.of("," + TinyPipeline.HEADER, "0,a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1"));
        assertThat(pipeline.run(new Prepare(), "source.path=index.csv").rows()).isEqualTo(1);
    }

    @Test
    void replacesTheTablesOfAnEarlierRun() {
        pipeline.source(TinyPipeline.trips());
        pipeline.run(new Prepare());
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1"));
        pipeline.run(new Prepare());
        assertThat(pipeline.tables().read("trips").count()).isEqualTo(1);
        assertThat(pipeline.tables().read(Prepare.QUARANTINE).count()).isZero();
    }
}
