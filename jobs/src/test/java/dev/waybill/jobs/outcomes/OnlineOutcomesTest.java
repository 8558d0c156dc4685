package dev.waybill.jobs.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.kernel.AppendedTable;
import dev.waybill.common.table.kernel.TypedRows;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trips of two days, requested at noon of London's winter and over at half past, beside answers as a server's writer leaves them
 * in its tables. Batch scoring said ten minutes of each.
 */
class OnlineOutcomesTest {

    private static final LocalDate DAY = LocalDate.of(2020, 3, 12);
    private static final LocalDate NEXT = DAY.plusDays(1);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    private Path home;

    private TinyPipeline pipeline;
    private Tables tables;
    private int appends;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        tables = pipeline.tables();
        trips("('t1', 6D)", "('t2', 30D)", "('t3', cast(null as double))");
        Dataset<Row> scored = tables.read("trips")
                .selectExpr(
                        "trip_id",
                        "requested_at",
                        "event_date",
                        "'tiny' model_name",
                        "1 model_version",
                        "false is_ood",
                        "10D eta_minutes");
        tables.versioned(ScoredTable.NAME).replace(1, List.of(DAY, NEXT), scored);
        tables.overwriteByDate(
                FeatureTable.NAME,
                tables.read("trips").selectExpr("trip_id", "requested_at", "event_date", "3 destination"));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void takeLabelsByTheKeyOrElseFromFeedback() {
        run();
        List<String> batch = json(Performance.TABLE);
        answered("('a', 0, 't1', 10D)", "('a', 1, 't9', 10D)", "('b', 0, null, 10D)", "('c', 0, 't3', 10D)");
        fedBack(
                "('a', 0, 99D, 13, 'one')", // the clean table knows better
                "('a', 1, 70D, 13, 'one')",
                "('a', 1, 8D, 14, 'one')", // the last one counts
                "('a', 1, 80D, 13, 'one')",
                "('a', 1, 90D, 15, 'another')", // whose request it is not
                "('b', 0, 20D, 15, 'one')",
                "('c', 0, cast('NaN' as double), 15, 'one')",
                "('nobody', 0, 20D, 15, 'one')");
        Outcomes.Result result = run();

        assertThat(rows("select trip_id, request_id, request_row, label, error, label_source, counts, "
                        + "string(label_known_at) from outcomes_online order by request_id, request_row"))
                .containsExactly(
                        "[t1,a,0,6.0,4.0,clean,true,2020-03-12 12:30:00]",
                        "[t9,a,1,8.0,2.0,feedback,true,2020-03-12 14:00:00]",
                        "[null,b,0,20.0,-10.0,feedback,true,2020-03-12 15:00:00]");
        assertThat(rows("select segment, segment_value, metric, round(value, 9), rows, labels from performance_online "
                        + "where metric in ('mae', 'bias', 'coverage_90') order by segment, segment_value, metric"))
                .containsExactly(
                        "[all,all,bias,%s,4,3]".formatted(round((4 + 2 - 10) / 3.0)),
                        "[all,all,coverage_90,%s,4,3]".formatted(round(3 / 3.0)),
                        "[all,all,mae,%s,4,3]".formatted(round(16 / 3.0)),
                        "[destination,3,bias,4.0,2,1]",
                        "[destination,3,coverage_90,1.0,2,1]",
                        "[destination,3,mae,4.0,2,1]",
                        "[destination,none,bias,-4.0,2,2]",
                        "[destination,none,coverage_90,1.0,2,2]",
                        "[destination,none,mae,6.0,2,2]",
                        "[is_ood,false,bias,%s,4,3]".formatted(round((4 + 2 - 10) / 3.0)),
                        "[is_ood,false,coverage_90,1.0,4,3]",
                        "[is_ood,false,mae,%s,4,3]".formatted(round(16 / 3.0)));
        assertThat(new Outcomes().summary(result))
                .endsWith("; all up to date; online 2020-03-12: 4 rows by tiny/1, 3 labels, mae 5.33; 1 dates written");
        assertThat(json(Performance.TABLE)).isEqualTo(batch);
        assertThat(OnlineFigures.of(NEXT, source(), tables)).isEmpty();
    }

    private static double round(double value) {
        return Math.round(value * 1e9) / 1e9;
    }

    @Test
    void judgeAKeyByTheLastAnswerBeforeItsEnd() {
        answered(
                "('early', 0, 't1', 1D, 12.0, 'champion')",
                "('last', 0, 't1', 2D, 12.4, 'champion')",
                "('last', 1, 't1', 3D, 12.4, 'champion')",
                "('late', 0, 't1', 4D, 12.6, 'champion')",
                "('other', 0, 't1', 5D, 12.1, 'challenger')",
                "('after', 0, 't2', 6D, 13.0, null)",
                "('afterwards', 0, 't2', 7D, 14.0, null)",
                "('asked', 0, 't8', 8D, 12.0, null)", // of which somebody said what came true, and not of the next one
                "('unheard', 0, 't8', 9D, 12.2, null)",
                "('beside', 0, 't1', 90D, 12.4, 'champion')", // what nobody was told
                "('some', 0, null, 1D, 12.0, null)",
                "('some', 0, null, 2D, 12.1, null)", // the same request, sent again
                "('more', 0, null, 3D, 12.1, null)");
        fedBack("('asked', 0, 8D, 13, 'one')", "('some', 0, 3D, 13, 'one')", "('more', 0, 3D, 13, 'one')");
        run();

        assertThat(rows("select request_id, request_row from outcomes_online where counts order by prediction, 1"))
                .containsExactlyInAnyOrder("[last,1]", "[other,0]", "[after,0]", "[asked,0]", "[some,0]", "[more,0]");
        assertThat(rows("select count(*) from outcomes_online")).containsExactly("[11]");
        assertThat(rows("select variant, value, rows from performance_online "
                        + "where segment = 'all' and metric = 'mae' order by variant"))
                .containsExactly(
                        "[null,%s,4]".formatted((24 + 0 + 1 + 0) / 4.0), "[challenger,1.0,1]", "[champion,3.0,1]");
        assertThat(OnlineFigures.of(DAY, source(), tables))
                .extracting(OnlineFigures::whose)
                .containsExactly("tiny/1", "tiny/1 (challenger)", "tiny/1 (champion)");
    }

    @Test
    void areWrittenAgainWhereSomethingCame() {
        answered("('a', 0, 't1', 10D)", "('b', 0, 't3', 10D)");
        answeredOn(NEXT, "('n', 0, 'u1', 10D)");
        assertThat(online(run()).dates()).containsExactly(DAY, NEXT);
        TableVersion before = tables.version(OnlineOutcomes.TABLE);
        assertThat(online(run()).dates()).isEmpty();
        assertThat(tables.version(OnlineOutcomes.TABLE)).isEqualTo(before);

        fedBack("('b', 0, 11D, 20, 'one')");
        assertThat(online(run()).dates()).as("late feedback").containsExactly(DAY);
        assertThat(labels()).containsExactly("[a,6.0]", "[b,11.0]", "[n,6.0]");
        fedBack("('b', 0, 12D, 21, 'one')", "('x', 0, 12D, 21, 'one')");
        assertThat(online(run()).dates()).as("feedback once more").containsExactly(DAY);
        assertThat(labels()).containsExactly("[a,6.0]", "[b,12.0]", "[n,6.0]");
        answeredOn(NEXT, "('x', 0, 't7', 10D)");
        assertThat(online(run()).dates()).as("the answer after its feedback").containsExactly(NEXT);
        assertThat(labels()).containsExactly("[a,6.0]", "[b,12.0]", "[n,6.0]", "[x,12.0]");
        spark.sql("optimize delta.`%s`".formatted(tables.path(OnlineTables.FEEDBACK)));
        spark.sql("optimize delta.`%s`".formatted(tables.path(OnlineTables.PREDICTIONS)));
        assertThat(online(run()).dates()).as("files put together").isEmpty();

        trips("('t1', 6D)", "('t2', 30D)", "('t3', 15D)");
        tables.replaceDates( // as a run leaves it that is killed between its two commits
                OnlineOutcomes.PERFORMANCE,
                tables.read(OnlineOutcomes.PERFORMANCE)
                        .where("event_date = date'2020-03-12'")
                        .limit(1),
                List.of(DAY));
        assertThat(online(run()).dates()).as("a late label").contains(DAY);
        assertThat(labels()).containsExactly("[a,6.0]", "[b,15.0]", "[n,6.0]", "[x,12.0]");
        assertThat(rows("select value, labels from performance_online "
                        + "where event_date = date'2020-03-12' and segment = 'all' and metric = 'mae'"))
                .containsExactly("[4.5,2]");
        List<String> outcomes = json(OnlineOutcomes.TABLE);
        List<String> performance = json(OnlineOutcomes.PERFORMANCE);
        tables.overwriteByDate(
                OnlineOutcomes.TABLE, tables.read(OnlineOutcomes.TABLE).limit(1)); // without a note
        assertThat(online(run()).dates()).containsExactly(DAY, NEXT);
        assertThat(json(OnlineOutcomes.TABLE)).isEqualTo(outcomes);
        assertThat(json(OnlineOutcomes.PERFORMANCE)).isEqualTo(performance);
    }

    @Test
    void takeRowsOfOtherTypesAndTellOfThoseThatCannotBeJudged() {
        append(
                OnlineTables.PREDICTIONS,
                "select 'a' request_id, 0L request_row, 7 trip_id, timestamp'2020-03-12 12:00:00' requested_at, "
                        + "date'2020-03-12' event_date, 'tiny' model_name, 1 model_version, 'slow' eta_minutes, "
                        + "timestamp'2020-03-12 12:00:00' scored_at");
        answered("('b', 0, 't1', 10D)");
        append(
                OnlineTables.PREDICTIONS,
                "select 'c' request_id, 0 request_row, 't1' trip_id, timestamp'2020-03-12 12:00:00' requested_at, "
                        + "cast(null as date) event_date, 'tiny' model_name, 1 model_version, 10D eta_minutes");
        append(OnlineTables.FEEDBACK, "select 'b' request_id, 'x' said");
        Outcomes.Result result = run();

        assertThat(labels()).containsExactly("[b,6.0]");
        assertThat(online(result).remarks())
                .containsExactly(
                        "what feedback_online says is passed over: it has no request_row, actual, at",
                        "1 rows of predictions_online are not judged, since they have no date",
                        "1 rows of predictions_online are not judged, since they lack the prediction, its model, the"
                                + " event time or the request");
        assertThat(online(run()).dates()).isEmpty();
    }

    @Test
    void tellWhatATableLacks() {
        append(OnlineTables.PREDICTIONS, "select 'a' request_id, 0 request_row, 0.5D probability, 't1' trip_id");
        Outcomes.Result result = run();

        assertThat(new Outcomes().summary(result))
                .endsWith("; online rows of predictions_online are not judged: the table has no event_date,"
                        + " requested_at, model_name, model_version, scored_at, eta_minutes, as params have it now");
        assertThat(tables.exists(OnlineOutcomes.TABLE)).isFalse();
        assertThat(new Outcomes()
                        .run(
                                pipeline.bind(Outcomes.Params.class),
                                pipeline.context().replaying(TinyPipeline.NOW, home))
                        .online())
                .as("nobody asked in a replay")
                .isEmpty();
    }

    private Outcomes.Result run() {
        Clock clock = Clock.fixed(Instant.parse("2020-03-25T00:00:00Z"), ZoneOffset.UTC);
        return new Outcomes()
                .run(
                        pipeline.bind(
                                Outcomes.Params.class, "evaluate.segments=[[destination]]", "evaluate.segment-rows=1"),
                        pipeline.context().at(clock));
    }

    private Source source() {
        return pipeline.bind(Outcomes.Params.class).source();
    }

    private static OnlineOutcomes.Result online(Outcomes.Result result) {
        return result.online().orElseThrow();
    }

    /** @param trips of the first day, each with its label; those of the second are called u where these are called t */
    private void trips(String... trips) {
        tables.overwriteByDate("trips", spark.sql("""
                        select if(event_date = date'2020-03-12', trip_id, replace(trip_id, 't', 'u')) trip_id,
                            timestamp(event_date) + interval 12 hours requested_at,
                            if(eta_minutes is null, null, timestamp(event_date) + interval 750 minutes) finished_at,
                            eta_minutes, event_date
                        from values %s as (trip_id, eta_minutes)
                            cross join values (date'2020-03-12'), (date'2020-03-13') as (event_date)""".formatted(String.join(", ", trips))));
    }

    private void answered(String... rows) {
        answeredOn(DAY, rows);
    }

    /** @param rows request, row, key, prediction; and the hour at which it was asked, and the variant */
    private void answeredOn(LocalDate date, String... rows) {
        boolean isPlain = Arrays.stream(rows).allMatch(row -> row.matches("[^,]*,[^,]*,[^,]*,[^,]*"));
        append(OnlineTables.PREDICTIONS, """
                select request_id, request_row, string(trip_id) trip_id,
                    timestamp'%1$s 12:00:00' requested_at, date'%1$s' event_date, 'tiny' model_name, 1 model_version,
                    false is_ood, eta_minutes, eta_minutes - 50 eta_minutes_p05, eta_minutes + 50 eta_minutes_p95,
                    timestamp'%1$s 00:00:00' + make_interval(0, 0, 0, 0, 0, 0, hour * 3600) scored_at,
                    string(variant) variant, request_id = 'beside' shadow, 'one' tenant, array(string(1)) history_missed
                from (select %2$s from values %3$s as %4$s)""".formatted(
                        date,
                        isPlain ? "*, 12.1 as hour, null as variant" : "*",
                        String.join(", ", rows),
                        isPlain
                                ? "(request_id, request_row, trip_id, eta_minutes)"
                                : "(request_id, request_row, trip_id, eta_minutes, hour, variant)"));
    }

    /** @param rows request, row, what came true, the hour at which that was said, tenant */
    private void fedBack(String... rows) {
        append(OnlineTables.FEEDBACK, """
                select request_id, request_row, actual, timestamp'2020-03-12 00:00:00' + make_interval(0, 0, 0, 0, hour) at,
                    tenant, 'tiny' pipeline
                from values %s as (request_id, request_row, actual, hour, tenant)""".formatted(String.join(", ", rows)));
    }

    private void append(String table, String query) {
        Dataset<Row> rows = spark.sql(query);
        new AppendedTable(home.resolve("warehouse/tiny").resolve(table))
                .append(
                        "test",
                        appends++,
                        List.of(new TypedRows(
                                rows.schema(),
                                List.of(rows.queryExecution().executedPlan().executeCollect()))));
    }

    private List<String> labels() {
        return rows("select request_id, label from outcomes_online order by request_id");
    }

    private List<String> rows(String query) {
        return tables
                .sql(query, tables.names().stream().filter(query::contains).collect(Collectors.toList()))
                .collectAsList()
                .stream()
                .map(Row::toString)
                .toList();
    }

    private List<String> json(String table) {
        return tables.read(table).toJSON().collectAsList().stream().sorted().toList();
    }
}
