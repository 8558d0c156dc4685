package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of what type a column of the clean table may be, and what a key may be made of: told before a row is read. */
class TypesOfColumnsTest {

    private static final String JSON =
            "{\"id\": %s, \"order\": {\"id\": %s}, \"pickup\": \"2024-03-01 10:00:00\", \"dropoff\": \"2024-03-01 10:10:00\","
                    + " \"from_zone\": \"z1\", \"to_zone\": \"2\", \"miles\": 1}";

    /** A trip that was there later than promised; the promise is of no zone. */
    private static final String LOCAL = "'%s' as id, '2024-03-01 10:00:00' as pickup, '2024-03-01 10:10:00' as dropoff,"
            + " 'z' as from_zone, '2' as to_zone, 1 as miles, timestamp_ntz'2024-03-01 10:05:00' as promised";

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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a number with a fraction among large ones | id                              | id
            cast to text, too late                    | cast(id as string)              | id
            cast to a whole number, too late          | cast(id as bigint)              | id
            inside another value                      | concat('n', order.id)           | order.id
            the whole of which it is a part           | to_json(order)                  | order
            """)
    void refusesAKeyThatAReaderMadeAFloatingPointNumber(String kind, String expr, String column) {
        pipeline.write(
                "in/1.json",
                Stream.iterate(9_007_199_254_740_993L, id -> id + 2)
                        .limit(10)
                        .map(id -> JSON.formatted(id, id))
                        .toList());
        pipeline.write("in/2.json", List.of(JSON.formatted("1.5", "1.5")));
        String[] params = {"source.path=in", "source.format=json", "source.columns.trip_id.expr=\"" + expr + "\""};
        mistake(
                "params.inexact-key",
                "Invalid params: source\\.columns\\.trip_id, part of the key, comes from " + column
                        + ", which is of type"
                        + " (double|struct<id:double>) in source\\.path in: different values can be the same number\\."
                        + " Read it as text, with options \\{primitivesAsString: true\\}\\.",
                params);
        String[] asText = Stream.concat(Arrays.stream(params), Stream.of("source.options={primitivesAsString: true}"))
                .toArray(String[]::new);
        assertThat(typed(asText).select("trip_id").distinct().count()).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"cast(cast(id as double) as bigint)", "cast(round(id) as bigint)", "cast(id * 1 as bigint)"})
    void refusesAKeyThatIsAFloatingPointNumberOnItsWay(String expr) {
        pipeline.source(List.of("9007199254740993,2020-03-06 10:00:00,2020-03-06 10:10:00,1,2,1"));
        mistake(
                "params.inexact-key",
                "Invalid params: source\\.columns\\.trip_id, part of the key, comes from CAST\\(id AS DOUBLE\\), which is of"
                        + " type double in source\\.path trips\\.csv: different values can be the same number\\. Leave it a"
                        + " text or a whole number\\.",
                "source.columns.trip_id.expr=\"" + expr + "\"");
        assertThat(typed("source.columns.trip_id.expr=\"cast(floor(cast(to_zone as int) / 2) as string)\"")
                        .select("trip_id")
                        .first()
                        .getString(0))
                .as("half of an int has not too many digits")
                .isEqualTo("1");
    }

    @Test
    void readsTimesOfALookupInTheZoneOfTheSource() {
        pipeline.write("zones.csv", List.of("zone,since", "1,2020-03-01 00:00:00"));
        Prepare.Params params = pipeline.bind(
                Prepare.Params.class,
                "source.lookups.at={path: zones.csv, options: {header: true, inferSchema: true}, on: from_zone, key: zone}");
        Dataset<Row> found = Lookups.open(params.source(), pipeline.context())
                .tables()
                .get(0)
                .rows();
        assertThat(found.selectExpr("cast(at.since as string)").first().getString(0))
                .as("five hours from New York to UTC")
                .isEqualTo("2020-03-01 05:00:00");
    }

    @Test
    void refusesWhatIsLookedUpByAFloatingPointNumber() {
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,1,2,1"));
        pipeline.write("zones.json", List.of("{\"zone\": 1.0}", "{\"zone\": 2}"));
        String lookup = "source.lookups.at={path: zones.json, format: json, on: %s, key: zone}";
        mistake(
                "params.inexact-key",
                "Invalid params: source\\.lookups\\.at\\.key comes from zone, which is of type double in"
                        + " source\\.lookups\\.at\\.path zones\\.json: .* Read it as text, with .*",
                lookup.formatted("from_zone"));
        pipeline.write("zones.json", List.of("{\"zone\": 1}"));
        mistake(
                "params.inexact-key",
                "Invalid params: source\\.lookups\\.at\\.on comes from CAST\\(from_zone AS DOUBLE\\), which is of type"
                        + " double in source\\.path trips\\.csv: .*",
                lookup.formatted("cast(from_zone as double)"));
    }

    @Test
    void refusesAKeyThatCannotBeCompared() {
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,1,2,1"));
        mistake(
                "params.bad-type",
                "Invalid params: source\\.columns\\.trip_id, part of the key, is of type map<string,string>, and maps"
                        + " cannot be compared\\. Make a text of it with to_json\\(\\.\\.\\)\\.",
                "source.columns.trip_id.expr=\"map(id, pickup)\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            to_timestamp(dropoff) - to_timestamp(pickup) | is of type interval day to second         | Make a number of it
            to_date(dropoff) - to_date(pickup)           | is of type interval day                   | Make a number of it
            make_interval(1)                             | is of type interval                       | Make a number of it
            array(make_ym_interval(1))                   | holds a value of type interval year to month | Make a number of it
            null                                         | is of type void                           | Give null a type
            array()                                      | holds a value of type void                | Give null a type
            named_struct('a', null)                      | holds a value of type void                | Give null a type
            map(id, pickup)                              | is of type map<string,string>             | Make a text of it
            array(map(id, 1))                            | holds a value of type map<string,int>     | Make a text of it
            """)
    void refusesATypeThatATableCannotHold(String expr, String what, String remedy) {
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,1,2,1"));
        mistake(
                "params.bad-type",
                "Invalid params: source\\.columns\\.origin " + what + ", which a table cannot hold\\. " + remedy + ".*",
                "source.columns.origin.expr=\"" + expr + "\"");
    }

    @Test
    void refusesInputsWhoseTypesDoNotGoTogether() {
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,1,2,1"));
        mistake(
                "source.unreadable",
                "Cannot read source\\.inputs trips\\.csv, trips\\.csv: UNION can only be performed on tables with"
                        + " compatible column types\\. .*\"BOOLEAN\" type which is not compatible with \"STRING\".*",
                "source.path=",
                "source.inputs=[{path: trips.csv}, {path: trips.csv, columns: {origin: 'true'}}]");
    }

    @Test
    void publishesEveryTimeAsAnInstantAlsoBesideAnExistingTable() {
        SharedSpark.session()
                .sql("select " + LOCAL.formatted("a"))
                .write()
                .parquet(home.resolve("in").toString());
        String[] params = {"source.path=in", "source.format=parquet", "source.time-zone=America/New_York"};
        pipeline.run(new Prepare(), params);
        String[] more = Stream.concat(
                        Arrays.stream(params),
                        Stream.of(
                                "source.columns.promised={expr: promised, known-at: request}",
                                "source.columns.all={expr: 'array(named_struct(\"t\", promised))', known-at: request}"))
                .toArray(String[]::new);
        pipeline.run(new Prepare(), more);
        Dataset<Row> trips = pipeline.tables().read("trips");
        assertThat(trips.schema().apply("promised").dataType().simpleString()).isEqualTo("timestamp");
        assertThat(trips.schema().apply("all").dataType().simpleString()).isEqualTo("array<struct<t:timestamp>>");
        assertThat(trips.selectExpr("concat_ws(' ', promised, all[0].t, promised between requested_at and finished_at)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .as("five hours from New York to UTC")
                .containsExactly("2024-03-01 15:05:00 2024-03-01 15:05:00 true");
    }

    @Test
    void saysWhichExpressionFailsOnlyWhenRowsGoThroughIt() {
        pipeline.source(List.of("a,2020-03-06 10:00:00,2020-03-06 10:10:00,(,2,1"));
        assertThatThrownBy(() -> pipeline.run(
                        new Prepare(), "source.columns.origin.expr=\"cast(rlike('a', from_zone) as string)\""))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE))
                .hasMessageMatching("Cannot evaluate an expression of params\\.yaml over the rows of source\\.path"
                        + " trips\\.csv: unclosed group near index 1\\. Correct it under 'source', 'checks' or the table that is looked"
                        + " up in\\.");
    }

    private Dataset<Row> typed(String... overrides) {
        Prepare.Params params = pipeline.bind(Prepare.Params.class, overrides);
        List<Dataset<Row>> raw = params.source().parts().stream()
                .map(part -> RawRows.read(SharedSpark.session(), part, pipeline.workspace()))
                .toList();
        Lookups lookups = Lookups.open(params.source(), pipeline.context());
        return Sessions.inZone(
                SharedSpark.session(),
                params.source().timeZone(),
                () -> TypedRows.of(raw, params.source(), params.checks(), lookups, Optional.empty()));
    }

    private void mistake(String code, String message, String... overrides) {
        assertThatThrownBy(() -> typed(overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                    assertThat(refusal.code()).isEqualTo(code);
                })
                .hasMessageMatching(message);
    }
}
