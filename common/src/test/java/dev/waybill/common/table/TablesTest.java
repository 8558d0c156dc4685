package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Split.DateRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    private Path home;

    private Tables tables;

    @BeforeEach
    void open() {
        tables = new Tables(spark, home.resolve("my warehouse").toString());
    }

    @Test
    void keepsEachVersionOfATable() {
        tables.overwrite("notes", spark.sql("select 1 as a"));
        TableVersion first = tables.version("notes");
        tables.overwrite("notes", spark.sql("select 'x' as b"));
        TableVersion second = tables.version("notes");
        assertThat(tables.read("notes").columns()).containsExactly("b");
        assertThat(tables.read(first).columns()).containsExactly("a");
        assertThat(second).isEqualTo(new TableVersion("notes", first.id(), 1)).hasToString("notes@v1");
    }

    @Test
    void replacesTheRowsOfSomeDatesAndNoOthers() {
        tables.replaceDates("days", days("2020-03-01", "2020-03-02", "2020-03-03"), range("01", "03"));
        tables.replaceDates("days", days("2020-03-02").selectExpr("*", "7 as more"), range("02", "02"));
        assertThat(shown("days")).containsExactly("2020-03-01 1", "2020-03-02 2 7", "2020-03-03 3");
        tables.replaceDates("days", days("2020-03-02").where("false"), range("02", "03"));
        assertThat(shown("days")).containsExactly("2020-03-01 1");
    }

    @Test
    void refusesToReplaceRowsOfOtherDates() {
        tables.replaceDates("days", days("2020-03-01"), range("01", "01"));
        assertThatThrownBy(() -> tables.replaceDates("days", days("2020-03-02"), range("01", "01")))
                .hasMessageContaining("DELTA_REPLACE_WHERE_MISMATCH");
        assertThat(shown("days")).containsExactly("2020-03-01 1");
    }

    @Test
    void appendsRowsAndNewColumns() {
        tables.append("notes", spark.sql("select 1 as a"));
        tables.append("notes", spark.sql("select 2 as a, 3 as b"));
        assertThat(tables.read("notes")
                        .orderBy("a")
                        .selectExpr("concat_ws(' ', a, b)")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("1", "2 3");
    }

    @Test
    void answersQueriesInWhichTablesGoByTheirNames() {
        tables.overwrite("notes", spark.sql("select 1 as a"));
        tables.overwriteByDate("days", days("2020-03-01"));
        assertThat(tables.names()).containsExactly("days", "notes");
        assertThat(tables.sql("select a from notes cross join days", tables.names())
                        .first()
                        .getInt(0))
                .isEqualTo(1);
    }

    @Test
    void refusesATableThatIsNotThere() {
        assertThat(tables.names()).isEmpty();
        assertThat(tables.exists("notes")).isFalse();
        String message = "Cannot read table 'notes': there is none in " + home.resolve("my warehouse")
                + " yet. Run ./waybill repro -p my warehouse first.";
        assertThatThrownBy(() -> tables.read("notes"))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
        assertThatThrownBy(() -> tables.version("notes"))
                .isInstanceOf(Refusal.class)
                .hasMessage(message);
    }

    @Test
    void seesRowsWithinDatesBothEndsIncluded() {
        assertThat(Tables.within(days("2020-03-01", "2020-03-02", "2020-03-03"), range("02", "03"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void keepsTheZoneOfAnExpressionWhereverItIsUsedLater() {
        Dataset<Row> hour = Sessions.inZone(
                spark,
                ZoneId.of("America/New_York"),
                () -> spark.sql("select timestamp'2020-03-08T12:00:00Z' as t").selectExpr("hour(t)"));
        assertThat(hour.first().getInt(0)).isEqualTo(8);
        assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
    }

    @Test
    void findsTheFilesOfATableWithoutASparkJob() {
        tables.overwriteByDate("days", days("2020-03-01", "2020-03-02"));
        tables.append("days", days("2020-03-03"));
        tables.overwrite("numbers", spark.range(0, 600, 1, 60).toDF());
        DeltaLog.clearCache();
        spark.sparkContext().setJobGroup("files", "", false);
        Dataset<Row> rows = tables.read(tables.version("days"));
        String[] files = rows.where("event_date = date'2020-03-02'").inputFiles();
        Pointer pointer = tables.pointer("days");
        int manyFiles = tables.read("numbers").inputFiles().length;
        spark.sparkContext().clearJobGroup();
        assertThat(files).hasSize(3);
        assertThat(manyFiles).isGreaterThan(50); // as many as Delta lists by itself
        assertThat(pointer.rows()).hasValue(3);
        assertThat(spark.sparkContext().statusTracker().getJobIdsForGroup("files"))
                .isEmpty();
        assertThat(shown("days")).containsExactly("2020-03-01 1", "2020-03-02 2", "2020-03-03 3");
    }

    @Test
    void readsATableWhoseFilesDeltaDoesNotList() throws IOException {
        tables.overwriteByDate("days", days("2020-03-01", "2020-03-02"));
        Files.delete(Path.of(tables.path("days").toString(), "_delta_log", "00000000000000000000.crc"));
        DeltaLog.clearCache();
        assertThat(shown("days")).containsExactly("2020-03-01 1", "2020-03-02 2");
        assertThat(tables.pointer("days").files()).isEqualTo(2);
    }

    @Test
    void readsOneVersionWhateverIsWrittenLater() throws IOException {
        tables.overwriteByDate("days", days("2020-03-01"));
        Dataset<Row> listed = tables.read(tables.version("days"));
        Files.delete(Path.of(tables.path("days").toString(), "_delta_log", "00000000000000000000.crc"));
        DeltaLog.clearCache();
        Dataset<Row> unlisted = tables.read(tables.version("days"));
        tables.append("days", days("2020-03-02"));
        assertThat(listed.count()).isEqualTo(1);
        assertThat(unlisted.count()).isEqualTo(1);
        assertThat(tables.read("days").count()).isEqualTo(2);
    }

    @Test
    void passesOverRowsThatAreMarkedAsDeleted() {
        tables.overwrite("numbers", spark.range(10).toDF());
        String table = "delta.`" + tables.path("numbers") + "`";
        spark.sql("alter table " + table + " set tblproperties (delta.enableDeletionVectors = true)");
        spark.sql("delete from " + table + " where id = 3");
        assertThat(tables.read("numbers").count()).isEqualTo(9);
        assertThat(tables.read("numbers").where("id = 3").isEmpty()).isTrue();
        assertThat(tables.pointer("numbers").rows()).hasValue(9);
    }

    @Test
    void setsTheZoneBackAfterAFailure() {
        assertThatThrownBy(() -> Sessions.inZone(spark, ZoneId.of("America/New_York"), () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
    }

    private Dataset<Row> days(String... dates) {
        return spark.createDataset(List.of(dates), Encoders.STRING())
                .selectExpr("to_date(value) as event_date", "day(value) as n");
    }

    private List<String> shown(String table) {
        return tables.read(table)
                .orderBy("event_date")
                .selectExpr("concat_ws(' ', *)")
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static DateRange range(String first, String last) {
        return DateRange.parse("2020-03-" + first + "/2020-03-" + last);
    }
}
