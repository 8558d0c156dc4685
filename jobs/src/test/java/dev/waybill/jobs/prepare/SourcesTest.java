package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows come from any Spark source, and from several at once, by what params say of them alone. */
class SourcesTest {

    private static final List<String> LINES = List.of(
            TinyPipeline.HEADER,
            "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1",
            "b,2020-03-06 11:00:00,2020-03-06 11:10:00,z1,2,1",
            ",2020-03-06 11:00:00,2020-03-06 11:10:00,z1,2,1");

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        pipeline.write("plain/trips.csv", LINES);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @ParameterizedTest
    @CsvSource({"csv,gzip", "csv,bzip2", "json,none", "json,gzip", "parquet,snappy", "orc,zlib", "delta,snappy"})
    void readsFilesOfAnyFormatAndCompression(String format, String compression) {
        plain().write()
                .option("header", true)
                .option("compression", compression)
                .format(format)
                .save(home.resolve("in").toString());
        Prepare.Result result = pipeline.run(new Prepare(), "source.format=" + format, "source.path=in");
        assertThat(List.of(result.rowsIn(), result.rows(), result.quarantined()))
                .isEqualTo(List.of(3L, 2L, 1L));
        assertThat(pipeline.run(new Prepare(), "source.format=" + format, "source.path=in")
                        .covered())
                .isEqualTo("nothing new");
    }

    @Test
    void tellsOfParquetAloneTheHowManiethRowItWas() {
        plain().coalesce(1).write().parquet(home.resolve("in").toString());
        pipeline.run(new Prepare(), "source.format=parquet", "source.path=in");
        assertThat(quarantine().<Long>getAs("source_row")).isEqualTo(3);
        pipeline.run(new Prepare(), "source.path=plain");
        assertThat(quarantine().<Long>getAs("source_row")).isNull();
    }

    @Test
    void findsTheNewVersionOfADeltaTable() {
        String in = home.resolve("in").toString();
        plain().where("id = 'a'").write().format("delta").save(in);
        pipeline.run(new Prepare(), "source.format=delta", "source.path=in");
        plain().where("id = 'b'").write().format("delta").mode("append").save(in);
        assertThat(pipeline.run(new Prepare(), "source.format=delta", "source.path=in")
                        .rows())
                .isEqualTo(2);
    }

    @Test
    void joinsInputsThatDifferInPathFormatOptionsAndExpressions() {
        pipeline.write(
                "other/trips.csv", List.of("c;2020-03-06 10:00:00;2020-03-06 10:10:00;Z9 ;3", "a;no time;;Z9;3"));
        plain().selectExpr("'d' as id", "pickup", "dropoff", "from_zone", "to_zone", "0.5D as miles")
                .limit(1)
                .write()
                .parquet(home.resolve("columnar").toString());
        Prepare.Result result =
                pipeline.run(new Prepare(), "source.path=", """
                source.inputs=[{path: plain/*.csv},
                  {path: columnar, format: parquet},
                  {path: other, options: {header: false, sep: ';'}, columns: {trip_id: _c0,
                    requested_at: to_timestamp(_c1), finished_at: to_timestamp(_c2), origin: lower(trim(_c3)),
                    destination: _c4, distance_mi: cast(null as double)}}]""", "checks.rejected=0.9", "checks.lost=1");
        assertThat(List.of(result.rowsIn(), result.rows(), result.quarantined()))
                .isEqualTo(List.of(6L, 4L, 2L));
        assertThat(pipeline.tables()
                        .read("trips")
                        .where("trip_id = 'c'")
                        .select("origin")
                        .first()
                        .getString(0))
                .isEqualTo("z9");
    }

    @Test
    void looksUpWhatBelongsToAZone() {
        pipeline.write("zones.csv", List.of("zone,Borough Name", "z1,Queens", "z3,Bronx", ",nowhere"));
        String[] params = {
            "source.path=plain",
            "source.lookups.at={path: zones.csv, options: {header: true}, on: trim(from_zone), key: zone}",
            "source.columns.borough={expr: 'at.`Borough Name`', known-at: request}"
        };
        assertThat(pipeline.run(new Prepare(), params).rows()).isEqualTo(2);
        assertThat(boroughs()).containsExactly("a Queens", "b Queens");
        assertThat(quarantine().<String>getAs("row")).doesNotContain("Queens");
        assertThat(pipeline.run(new Prepare(), params).covered()).isEqualTo("nothing new");

        pipeline.write("zones.csv", List.of("zone,Borough Name", "z3,Bronx"));
        pipeline.run(new Prepare(), params);
        assertThat(boroughs()).containsExactly("a ", "b ");
    }

    private List<String> boroughs() {
        return pipeline.tables()
                .read("trips")
                .orderBy("trip_id")
                .selectExpr("concat(trip_id, ' ', coalesce(borough, ''))")
                .as(Encoders.STRING())
                .collectAsList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at | zone | Cannot look up in source.lookups.at.path zones.csv: its zone 'z1' stands in 2 rows. Leave one",
                "at | zones | Invalid params: source.lookups.at.key is 'zones', which is not among its columns. Did you mean 'zone'",
                "miles | borough | Invalid params: source.lookups has 'miles', which is a column of the source as well. Call",
                "at-all | borough | Invalid params: pipelines/tiny/params.yaml:2: 'source' has 'at-all' as a name; begin"
            })
    void refusesLookupsThatWouldDoubleRowsOrHideColumns(String name, String key, String message) {
        pipeline.write("zones.csv", List.of("zone,borough", "z1,Queens", "z1,Bronx"));
        String lookup = "source.lookups={%s: {path: zones.csv, options: {header: true}, on: from_zone, key: %s}}"
                .formatted(name, key);
        assertThatThrownBy(() -> pipeline.run(new Prepare(), "source.path=plain", lookup))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsATableOfADatabaseAndFindsWhatChanged() throws SQLException {
        String url = "jdbc:sqlite:" + home.resolve("trips.db");
        execute(
                url,
                "create table trips (id text, pickup text, dropoff text, from_zone text, to_zone text, miles real)",
                "insert into trips values ('a', '2020-03-06 10:00:00', '2020-03-06 10:10:00', 'z1', '2', 1)",
                "insert into trips values (null, '2020-03-07 10:00:00', '2020-03-06 10:10:00', 'z1', '2', 1)");
        String[] params = jdbc(url, "trips");
        assertThat(pipeline.run(new Prepare(), params).rows()).isEqualTo(1);
        long version = pipeline.tables().version("trips").version();
        pipeline.run(new Prepare(), params);
        assertThat(pipeline.tables().version("trips").version()).isEqualTo(version);
        execute(
                url,
                "insert into trips values ('b', '2020-03-07 10:00:00', '2020-03-07 10:10:00', 'z1', '2', 1)",
                "update trips set dropoff = '2020-03-06 10:12:00' where id = 'a'");
        assertThat(pipeline.run(new Prepare(), params).rows()).isEqualTo(2);
        assertThat(pipeline.tables().read("trips").where("eta_minutes = 12").count())
                .isEqualTo(1);
    }

    @Test
    void refusesADatabaseItCannotReadWithoutShowingItsAddress() {
        String secret = System.getenv("PATH");
        assertThatThrownBy(() -> pipeline.run(new Prepare(), jdbc("jdbc:sqlite:/nowhere/${env:PATH}", "trips")))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                    assertThat(refusal.code()).isEqualTo("source.unreadable");
                    assertThat(ExceptionUtils.getStackTrace(refusal)).doesNotContain(secret);
                })
                .hasMessageStartingWith("Cannot read source trips: ")
                .hasMessageEndingWith("Correct source.path, source.format or source.options.");
    }

    @Test
    void refusesATableThatADatabaseDoesNotHave() {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), jdbc("jdbc:sqlite:" + home.resolve("empty.db"), "tripps")))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching("(?s)Cannot read source tripps: .*no such table: tripps.*");
    }

    @Test
    void refusesASecretThatIsNotSet() {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), "source.options.encoding=${env:NO_SUCH_THING}"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read the source: source.options.encoding needs the environment variable"
                        + " NO_SUCH_THING, which is not set. Set it where Waybill runs.");
    }

    private static String[] jdbc(String url, String table) {
        return new String[] {
            "source.path=",
            "source.format=jdbc",
            "source.options={url: '%s', dbtable: %s}".formatted(url, table),
            "checks.rejected=0.9"
        };
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Dataset<Row> plain() {
        return SharedSpark.session()
                .read()
                .option("header", true)
                .csv(home.resolve("plain").toString());
    }

    private Row quarantine() {
        return pipeline.tables().read(Prepare.QUARANTINE).first();
    }
}
