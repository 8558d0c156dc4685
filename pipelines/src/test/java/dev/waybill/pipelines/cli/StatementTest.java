package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    private static final List<String> TABLES = List.of("scored", "trips");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select 1; ''",
                "select * from range(3), values (1), (2); ''",
                "select count(*) from SCORED; scored",
                "select explode(array(1, 2)), input_file_name(), haversine_km(1, 2, 3, 4) from scored; scored",
                "with a as (select * from trips) select * from a where x in (select x from scored); scored,trips",
                "select * from scored lateral view explode(array(1)) as y; scored",
                "select * from trips s join lateral (select s.a + 1); trips",
                "select * from trips version as of 1; trips",
                "table trips; trips",
                "describe trips; trips",
                "describe select a from trips; trips",
                "explain select a from trips; trips",
                "show columns in trips; scored,trips",
                "show tables; scored,trips",
                "describe function hour; ''"
            })
    void needsTheTablesThatAQueryNames(String query, String tables) {
        assertThat(String.join(",", named(query))).isEqualTo(tables);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select * from text.`/etc/passwd`; read text./etc/passwd",
                "select * from csv.`/tmp/a`; read csv./tmp/a",
                "select * from delta.`/tmp/a`; read delta./tmp/a",
                "select * from delta.`/tmp/a` version as of 1; read delta./tmp/a",
                "select * from PARQUET.`s3a://bucket/a`; read PARQUET.s3a://bucket/a",
                "select * from binaryFile.`/etc/passwd`; read binaryFile./etc/passwd",
                "select * from default.trips; read default.trips",
                "select 1 where exists (select 1 from text.`/etc/passwd`); read text./etc/passwd",
                "with a as (select * from text.`/etc/passwd`) select 1; read text./etc/passwd",
                "select * from trips join lateral (select * from text.`/a`); read text./a",
                "select (select max(value) from text.`/etc/passwd`) from trips; read text./etc/passwd",
                "explain extended select * from text.`/etc/passwd`; read text./etc/passwd",
                "describe select * from text.`/etc/passwd`; read text./etc/passwd",
                "describe delta.`/tmp/a`; read delta./tmp/a",
                "show columns in delta.`/tmp/a`; read delta./tmp/a",
                "describe history delta.`/tmp/a`; read delta./tmp/a",
                "describe detail '/tmp/a'; read a path based table",
                "select * from table_changes_by_path('/tmp/a', 0); read table_changes_by_path(..)",
                "select transform(a) using 'cat /etc/passwd' as (b) from trips; start a program, as 'transform .. using'"
                        + " does",
                "select java_method('java.lang.System', 'getenv', 'HOME'); call java_method, which runs any Java method",
                "select 1 from trips where REFLECT('a', 'b') = '1'; call reflect, which runs any Java method",
                "values (reflect('a', 'b')); call reflect, which runs any Java method",
                "select * from explode(array(reflect('a', 'b'))); call reflect, which runs any Java method",
                "select transform(array(1), x -> reflect('a', 'b')); call reflect, which runs any Java method"
            })
    void readsNothingButTheTablesOfThePipeline(String query, String what) {
        refused(
                query,
                "sql.outside-of-tables",
                "Cannot " + what + ": sql only reads the tables of the pipeline. Tables here: scored, trips.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from identifier('text.`/etc/passwd`')",
                "select identifier('reflect')('java.lang.System', 'getenv', 'HOME')"
            })
    void refusesNamesThatAreHidden(String query) {
        refused(
                query,
                "sql.outside-of-tables",
                "Cannot run the query: identifier(..) hides what it names. Write the name itself.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "insert overwrite directory '/tmp/a' using csv select 1; insert into dir",
                "from trips insert into scored select 1; insert into",
                "explain delete from trips; delete from table",
                "load data inpath '/tmp/a' into table trips; load data",
                "add jar '/tmp/a.jar'; add jars",
                "list jar; list jars",
                "set spark.a=1; set",
                "reset; reset",
                "set time zone 'UTC'; set",
                "create temporary view a as select 1; create view",
                "create function a as 'b'; create function",
                "create table a (b int) using delta location '/tmp/a'; create table",
                "cache table trips; cache table",
                "refresh '/tmp/a'; refresh resource",
                "use other; set catalog and namespace",
                "vacuum '/tmp/a'; vacuum table",
                "optimize '/tmp/a'; optimize table",
                "merge into trips using scored on true when matched then delete; merge into table"
            })
    void refusesWhatIsNoQuery(String statement, String what) {
        refused(
                statement,
                "sql.not-a-query",
                "Cannot run this statement: it is a " + what
                        + ", and sql only reads. Write a query: select .. from .. .");
    }

    @Test
    void namesTheTablesThereAre() {
        refused(
                "select * from tripps",
                "sql.table-or-view-not-found",
                "Cannot run the query: The table or view `tripps` cannot be found. Tables here: scored, trips.");
    }

    @Test
    void takesAVariableOfTheEnvironmentForText() {
        assertThat(SharedSpark.session()
                        .sql("select '${env:HOME} ${system:user.home}'")
                        .first()
                        .getString(0))
                .isEqualTo("${env:HOME} ${system:user.home}");
    }

    /** What Spark's functions for XML would read if they took a document's word for where its parts are. */
    @Test
    void readsNoFileThatADocumentNames() {
        String document = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";

        assertThat(SharedSpark.session()
                        .sql("select xpath_string('" + document + "', 'a')")
                        .first()
                        .getString(0))
                .isEmpty();
    }

    private static Collection<String> named(String query) {
        return Statement.requireQuery(SharedSpark.session(), query, TABLES);
    }

    private static void refused(String query, String code, String message) {
        assertThatThrownBy(() -> named(query))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}
