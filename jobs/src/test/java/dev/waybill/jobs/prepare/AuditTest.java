package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.prepare.quality.AcceptedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch is published as a whole or not at all, and what was found of it is there to see. */
class AuditTest {

    private static final List<String> GOOD =
            TinyPipeline.trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 4), 50, 7);

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

    private List<TableVersion> published() {
        return Stream.of("trips", Prepare.QUARANTINE, AcceptedBatch.TABLE)
                .map(pipeline.tables()::version)
                .toList();
    }

    private void refuses(String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED);
                    assertThat(refusal.code()).isEqualTo("quality.refused");
                })
                .hasMessage(message + " Tables stay as they were. See pipelines/tiny/reports/quality.html. Correct the"
                        + " data, or change 'checks' in params.yaml.");
    }

    private String page() throws IOException {
        return Files.readString(pipeline.workspace().report("quality.html"));
    }

    @Test
    void keepsARefusedBatchToLookAtAndLeavesTheTablesAsTheyWere() throws IOException {
        pipeline.source(GOOD);
        pipeline.run(new Prepare());
        assertThat(page())
                .contains("<h1>Accepted with 100 of 100 points</h1>", "nothing: no batch was accepted before");
        List<TableVersion> before = published();

        List<String> seconds =
                GOOD.stream().map(line -> line.replaceFirst(",[^,]*$", ",99")).toList();
        pipeline.source(seconds);
        String message = "Refused the batch from trips.csv: the greatest distance_mi is 99, above"
                + " checks.ranges.distance_mi.max 50; the values of distance_mi moved by 1 from the last accepted batch,"
                + " above checks.distribution 0.3.";
        refuses(message, "checks.ranges.distance_mi={max: 50}");
        refuses(message, "checks.ranges.distance_mi={max: 50}");

        assertThat(published()).isEqualTo(before);
        Dataset<Row> refused = pipeline.tables().read(Audit.REFUSED);
        assertThat(refused.where("distance_mi > 50").count()).isEqualTo(200);
        assertThat(refused.select("_raw").first().getString(0)).startsWith("{\"id\":\"2020-03-0");
        assertThat(pipeline.tables()
                        .read(Prepare.QUALITY)
                        .where("not accepted and name = 'range'")
                        .count())
                .as("the same refusal is written once")
                .isEqualTo(1);
        assertThat(page())
                .contains("<h1>Refused: the greatest distance_mi is 99, above checks.ranges.distance_mi.max 50</h1>")
                .contains("The published tables stay as they were.")
                .contains("<h3>range of distance_mi</h3>", "&quot;miles&quot;:&quot;99&quot;")
                .contains("the batch that run run-1 accepted")
                .doesNotContain("http://", "https://", "<script");
    }

    @Test
    void refusesABatchThatLostTooManyPointsNamingTheWorst() throws IOException {
        pipeline.source(GOOD);
        pipeline.run(new Prepare());
        List<String> next = TinyPipeline.trips(LocalDate.of(2020, 3, 5), LocalDate.of(2020, 3, 5), 9, 7);
        pipeline.source(next);
        refuses(
                "Refused the batch from trips.csv: it has 90 of 100 points, below checks.gate 95: 2020-03-05 has 9 rows,"
                        + " 0.18 times the median of recent days; checks.volume allows 0.2 to 5 times.");
        assertThat(page()).contains("<h1>Refused: 90 of 100 points, below the gate of 95</h1>");
        assertThat(pipeline.run(new Prepare(), "checks.gate=90").rows()).isEqualTo(9);
        assertThat(pipeline
                        .tables()
                        .read(Prepare.QUALITY)
                        .where("name = 'volume'")
                        .selectExpr(
                                "concat_ws(' ', accepted, score, weight, round(cost, 2), severity, first_event_date)")
                        .collectAsList()
                        .stream()
                        .map(row -> row.getString(0)))
                .containsExactlyInAnyOrder(
                        "false 90.0 6.0 10.0 error 2020-03-05", "true 90.0 6.0 10.0 error 2020-03-05");
    }

    /** 1 row of 501: the volume check looks at the 5th; the day of the stray row is not even a new one. */
    @Test
    void acceptsABatchWithAStrayRowAndNamesIt() throws IOException {
        pipeline.source(TinyPipeline.trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 3), 100, 7));
        pipeline.run(new Prepare());
        List<String> next = TinyPipeline.trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 5), 100, 7);
        String stray = "stray,2020-03-06 00:05:00,2020-03-06 00:15:00,z1,2,1.5";
        pipeline.source(Stream.concat(next.stream(), Stream.of(stray)).toList());
        assertThat(pipeline.run(new Prepare()).rows()).isEqualTo(501);
        assertThat(page())
                .contains("<h1>Accepted with 100 of 100 points</h1>", "<dd>2020-03-01 to 2020-03-05</dd>")
                .contains("1 of its rows is dated apart from the others, which are from 2020-03-01 to 2020-03-05:"
                        + " 2020-03-06");
    }

    @Test
    void refusesDecimalCommasThatACastMadeNull() throws IOException {
        pipeline.source(GOOD.stream()
                .map(line -> line.replaceFirst(",([^,]*)$", ",\"3,5\""))
                .toList());
        refuses("Refused the batch from trips.csv: a cast makes values null, above checks.lost 1.000%: 3,5 -> null in"
                + " 200 of 200 rows of distance_mi.");
        assertThat(page())
                .contains("<h3>lost-values of distance_mi</h3>", "&quot;miles&quot;:&quot;3,5&quot;")
                .contains("<td class=\"number\">200 (3,5)</td>");
        assertThat(pipeline.tables()
                        .read(Prepare.QUALITY)
                        .where("name = 'lost-values' and column = 'distance_mi' and value = 1 and threshold = 0.01")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void takesTheSeverityThatParamsGive() {
        pipeline.source(List.of("a,2020-03-06 10:00:00,,z1,2,1"));
        refuses("Refused the batch from trips.csv: the label eta_minutes is null in every row that is accepted.");
        assertThat(pipeline.run(new Prepare(), "checks.severity.labelled=warning")
                        .rows())
                .isEqualTo(1);
    }

    @Test
    void refusesASourceThatLostAColumnThatIsNeeded() throws IOException {
        pipeline.source(GOOD);
        pipeline.run(new Prepare());
        List<TableVersion> before = published();
        pipeline.write("trips.csv", List.of("id,pickup,dropoff,from_zone,to_zone", "a,2020-03-06 10:00:00,,z1,2"));
        refuses("Refused the batch from trips.csv: its source lacks miles, which the last accepted batch had and"
                + " source.columns needs.");
        assertThat(published()).isEqualTo(before);
        assertThat(page()).contains("missing-column");
    }

    @Test
    void warnsOfAColumnThatIsNew() throws IOException {
        pipeline.source(GOOD);
        pipeline.run(new Prepare());
        pipeline.write(
                "trips.csv",
                Stream.concat(
                                Stream.of(TinyPipeline.HEADER + ",tip"),
                                GOOD.stream().map(line -> line + ",1"))
                        .toList());
        pipeline.run(new Prepare());
        assertThat(page())
                .contains("<h1>Accepted with 100 of 100 points</h1>", "0 failed, 1 are warnings")
                .contains("its source has tip, which the last accepted batch had not");
    }

    @Test
    void refusesStaleRowsAndDuplicates() {
        pipeline.source(Stream.concat(GOOD.stream(), GOOD.stream()).toList());
        Instant newest = GOOD.stream()
                .map(line -> line.split(",", 3)[1].replace(' ', 'T'))
                .map(pickup -> LocalDateTime.parse(pickup)
                        .atZone(ZoneId.of("America/New_York"))
                        .toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
        String hours =
                "%.1f".formatted(Duration.between(newest, TinyPipeline.NOW).toSeconds() / 3600.0);
        assertThatThrownBy(() ->
                        pipeline.run(new Prepare(), "checks.freshness-hours=24", "checks.severity.duplicates=critical"))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(
                        "Refused the batch from trips.csv: its newest row is " + hours
                                + " hours old, above checks.freshness-hours 24; 50.00% of its rows repeat the key of another,"
                                + " above checks.duplicates 10.00%: 200 the same row again, 0 with other values. Tables stay as they were.");
    }

    @Test
    void refusesValuesThatAReferenceDoesNotList() {
        pipeline.source(GOOD);
        pipeline.write("zones.csv", List.of("zone,name", "z0,North", "z1,East", "z2,South", "z3,West"));
        String reference =
                "checks.references.zones={columns: [origin], path: zones.csv, options: {header: true}, column: %s}";
        assertThatThrownBy(() -> pipeline.run(new Prepare(), reference.formatted("zone")))
                .hasMessageMatching("Refused the batch from trips.csv: \\d+\\.\\d+% of the values of origin are not in"
                        + " checks.references.zones, such as 'z4'. .*");
        assertThatThrownBy(() -> pipeline.run(new Prepare(), reference.formatted("zon")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE))
                .hasMessage("Invalid params: checks.references.zones.column is 'zon', which is not among its"
                        + " columns. Did you mean 'zone'?");
        assertThatThrownBy(() -> pipeline.run(
                        new Prepare(),
                        reference.replace("zones.csv", "zone.csv").formatted("zone")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE))
                .hasMessage("Cannot read checks.references.zones.path zone.csv: there is no such file, or it is not"
                        + " csv. Correct it, or drop 'zones'.");
        assertThat(pipeline.run(
                                new Prepare(),
                                reference
                                        .replace("column: ", "least: 0.5, column: ")
                                        .formatted("zone"))
                        .rows())
                .isEqualTo(200);
    }
}
