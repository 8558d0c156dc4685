package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.prepare.Prepare;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureEngineerTest {

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

    /** The key has the event time in it, as composite keys often do; the night is one in which clocks change. */
    @Test
    void writesARowForEachCleanRowWithLocalHoursAndHistory() {
        String compositeKey = "source.key=[trip_id, requested_at]";
        pipeline.source(List.of(
                "a,2020-03-07 23:30:00,2020-03-07 23:40:00,z1,2,1",
                "b,2020-03-07 23:45:00,2020-03-08 00:05:00,z1,2,1",
                "c,2020-03-08 01:50:00,2020-03-08 03:05:00,z1,2,1",
                "d,2020-03-08 23:50:00,,z1,2,1",
                "e,2020-03-09 03:00:00,2020-03-09 03:10:00,z1,2,1"));
        pipeline.run(new Prepare(), compositeKey);
        FeatureEngineer.Result result = pipeline.run(new FeatureEngineer(), compositeKey);

        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        assertThat(features.columns())
                .containsExactly(
                        "trip_id",
                        "requested_at",
                        "event_date",
                        "eta_minutes",
                        "hour",
                        "origin",
                        "destination",
                        "eta_minutes_count_by_origin_destination_7d",
                        "eta_minutes_p50_by_origin_destination_7d",
                        "history_age_hours",
                        "is_fresh",
                        "feature_set_version",
                        "source_table_id",
                        "source_version",
                        "computed_at");
        assertThat(features.orderBy("trip_id")
                        .selectExpr("concat_ws(' ', trip_id, event_date, eta_minutes, hour, origin, destination,"
                                + " eta_minutes_count_by_origin_destination_7d,"
                                + " eta_minutes_p50_by_origin_destination_7d)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly(
                        "a 2020-03-07 10.0 23 z1 2 0",
                        "b 2020-03-07 20.0 23 z1 2 0",
                        "c 2020-03-08 15.0 1 z1 2 1 10.0",
                        "d 2020-03-08 23 z1 2 1 10.0",
                        "e 2020-03-09 10.0 3 z1 2 3 15.0");
        assertThat(features.select("feature_set_version", "computed_at")
                        .distinct()
                        .collectAsList())
                .containsExactly(RowFactory.create(result.featureSetVersion(), Timestamp.from(TinyPipeline.NOW)));
        assertThat(new FeatureEngineer().summary(result))
                .isEqualTo("5 rows, 5 features, set " + result.featureSetVersion() + "; 3 dates computed");
    }

    /** By the newest label of all, whatever its key: on 8 March the last trip was over 75 minutes before it began. */
    @Test
    void saysHowOldHistoryIs() {
        pipeline.source(List.of(
                "a,2020-03-07 22:30:00,2020-03-07 22:45:00,z1,2,1",
                "b,2020-03-08 00:10:00,2020-03-08 00:20:00,z2,3,1",
                "c,2020-03-09 08:00:00,,z1,2,1",
                "d,2020-03-20 08:00:00,,z1,2,1"));
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        assertThat(pipeline.tables()
                        .read(FeatureTable.NAME)
                        .orderBy("trip_id")
                        .selectExpr("concat_ws(' ', trip_id, history_age_hours, is_fresh)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("a false", "b 1.25 true", "c 22.666666666666668 false", "d false");
    }

    @Test
    void tellsWhatEachFeatureIsInTheRegistry() {
        pipeline.source(TinyPipeline.trips());
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer(), "features.columns.hour={expr: hour(requested_at), description: local}");
        Dataset<Row> registry = pipeline.tables().read(FeatureRegistry.NAME).orderBy("position");
        assertThat(registry.selectExpr("concat_ws('|', name, type, concat_ws(' ', source_columns), window, known_at,"
                                + " description)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly(
                        "hour|int|requested_at|request|local",
                        "origin|string|origin|request|origin",
                        "destination|int|destination|request|cast(destination as int)",
                        "eta_minutes_count_by_origin_destination_7d|bigint|origin destination eta_minutes|7d|day-start|"
                                + "count of eta_minutes of all rows with the same origin, destination that were over,"
                                + " in the 7d before",
                        "eta_minutes_p50_by_origin_destination_7d|double|origin destination eta_minutes|7d|day-start|"
                                + "p50 of eta_minutes of all rows with the same origin, destination that were over,"
                                + " in the 7d before");
        assertThat(registry.select("feature_set_version", "computed_at")
                        .distinct()
                        .count())
                .isEqualTo(1);
    }

    /** As after a run that ended between the two tables. */
    @Test
    void bringsTheRegistryUpToDateWhereNoFeatureIsStale() throws IOException {
        pipeline.source(TinyPipeline.trips());
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        List<String> registry =
                pipeline.tables().read(FeatureRegistry.NAME).toJSON().collectAsList();
        FileUtils.deleteDirectory(
                new File(pipeline.tables().path(FeatureRegistry.NAME).toString()));
        assertThat(pipeline.run(new FeatureEngineer()).dates()).isZero();
        assertThat(pipeline.tables().read(FeatureRegistry.NAME).toJSON().collectAsList())
                .isEqualTo(registry);
        long version = pipeline.tables().version(FeatureRegistry.NAME).version();
        pipeline.run(new FeatureEngineer());
        assertThat(pipeline.tables().version(FeatureRegistry.NAME).version()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null                                          | void                   | Give null a type, as in cast(null as double).
            requested_at - timestamp'2020-01-01 00:00:00' | interval day to second | Make a number of it, as in unix_timestamp(b) - unix_timestamp(a).
            """)
    void refusesFeaturesThatATableCannotHold(String expr, String type, String remedy) {
        FeatureEngineer.Params params =
                pipeline.bind(FeatureEngineer.Params.class, "features.columns.odd=\"" + expr + "\"");
        Dataset<Row> clean = SharedSpark.session().sql("""
                select 'a' as trip_id, timestamp'2020-03-05 10:00:00' as requested_at, timestamp'2020-03-05 10:10:00' as
                finished_at, 'z' as origin, '2' as destination, 1D as distance_mi, 10D as eta_minutes, date'2020-03-05' as
                event_date""");
        assertThatThrownBy(() -> FeatureEngineer.features(
                        clean,
                        LateRows.withoutAny(clean),
                        LateRows.withoutAny(clean),
                        params.source(),
                        params.features()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: features.columns.odd is of type %s, which a table cannot hold. %s"
                        .formatted(type, remedy));
    }

    @Test
    void refusesToRunBeforePrepare() {
        assertThatThrownBy(() -> pipeline.run(new FeatureEngineer()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read table 'trips': there is none in " + home.resolve("warehouse/tiny")
                        + " yet. Run ./waybill repro -p tiny first.");
    }
}
