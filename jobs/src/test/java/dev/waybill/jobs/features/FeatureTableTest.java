package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.table.FeatureTable;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTableTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "features.columns.hour=hour(requested_at) + 0",
                "features.columns.extra=1 + 1",
                "features.as-of=request",
                "features.history=[]",
                "features.history=[{key: [origin], of: eta_minutes, stats: [count, p50], windows: [7d]}]",
                "features.history=[{key: [origin, destination], of: eta_minutes, stats: [count, p50], windows: [8d]}]",
                "features.history=[{key: [origin, destination], of: distance_mi, stats: [count, p50], windows: [7d]}]",
                "features.history=[{key: [origin, destination], of: eta_minutes, stats: [p50, count], windows: [7d]}]",
                "features.history=[{key: [origin, destination], of: eta_minutes, stats: [count, p50], windows: [7d],"
                        + " at-least: 2}]",
                "source.columns.origin.expr=upper(from_zone)",
                "source.label.expr=distance_mi",
                "source.label.available-at=distance_mi",
                "source.event-time=trip_id",
                "source.time-zone=UTC"
            })
    void versionChangesWithAnyDefinition(String override) {
        assertThat(version(override)).isNotEqualTo(version()).matches("[0-9a-f]{12}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.path=elsewhere.csv",
                "source.format=json",
                "source.options.header=false",
                "checks.rejected=0.9",
                "model.max_depth=2",
                "split.test=2020-03-08/2020-03-09",
                "features.columns.hour=hour( requested_at )",
                "features.as-of=day-start",
                "features.history=[{key: [origin, destination], of: eta_minutes, stats: [count, p50], windows: [7d],"
                        + " at-least: 1}]",
                "features.columns.hour='(hour(requested_at /* local */))'",
                "features.columns.hour={expr: hour(requested_at), description: local}",
                "source.label.expr=(unix_timestamp(finished_at)-unix_timestamp(requested_at))/60",
                "features.freshness={limit: 2h, on-stale: refuse}"
            })
    void versionStaysWhateverElseChanges(String override) {
        assertThat(version(override)).isEqualTo(version());
    }

    /** What Waybill called the definitions of the tiny pipeline before it went by their fingerprint. */
    private static final String FORMER = "63e910827ec5";

    @Test
    void tablesOfAnOlderWaybillKeepTheirNameForAsLongAsDefinitionsStay() {
        Path old = home.resolve("old");
        try (TinyPipeline made = TinyPipeline.withFeatures(old)) {
            Dataset<Row> features = made.tables().read(FeatureTable.NAME);
            made.tables()
                    .overwriteByDate(
                            FeatureTable.NAME, features.withColumn(FeatureTable.VERSION, functions.lit(FORMER)));
            FeatureEngineer.Result result = made.run(new FeatureEngineer());
            assertThat(result.dates()).isZero();
            assertThat(result.featureSetVersion()).isEqualTo(FORMER);
            assertThat(current(made)).isEqualTo(FORMER);
            assertThatThrownBy(() -> current(made, "features.columns.hour=hour(requested_at) + 0"))
                    .hasMessageMatching("Cannot use table features: it has feature set " + FORMER
                            + ", but params now define [0-9a-f]{12}\\. Run job feature-engineer first\\.");
            assertThat(made.run(new FeatureEngineer(), "features.columns.hour=hour(requested_at) + 0")
                            .dates())
                    .isEqualTo(9);
        }
    }

    private static String current(TinyPipeline made, String... overrides) {
        FeatureEngineer.Params params = made.bind(FeatureEngineer.Params.class, overrides);
        return FeatureTable.requireCurrent(made.tables().read(FeatureTable.NAME), params.source(), params.features());
    }

    @Test
    void tellsBookkeepingFromFeatures() {
        assertThat(FeatureTable.bookkeeping(
                        pipeline.bind(FeatureEngineer.Params.class).source()))
                .containsExactly(
                        "trip_id",
                        "requested_at",
                        "event_date",
                        "eta_minutes",
                        "history_age_hours",
                        "is_fresh",
                        "feature_set_version",
                        "source_table_id",
                        "source_version",
                        "computed_at");
    }

    private String version(String... overrides) {
        FeatureEngineer.Params params = pipeline.bind(FeatureEngineer.Params.class, overrides);
        return FeatureTable.version(params.source(), params.features());
    }
}
