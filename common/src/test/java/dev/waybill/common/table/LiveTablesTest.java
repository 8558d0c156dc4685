package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTablesTest {

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path root;

    private Tables tables = new Tables(spark, "none");
    private LiveTables live = new LiveTables("none", Map.of());

    @BeforeEach
    void openTables() {
        tables = new Tables(spark, root.toString());
        live = new LiveTables(root.toString(), Map.of());
    }

    @Test
    void pointsToTheLatestVersionByItsLogAlone() {
        tables.overwrite("trips", rows(100));
        tables.overwrite("trips", rows(70));

        Pointer pointer = tables.pointer("trips");

        assertThat(pointer.table()).isEqualTo("trips");
        assertThat(pointer.version()).isEqualTo(1);
        assertThat(pointer.rows()).hasValue(70);
        assertThat(pointer.files()).isEqualTo(2);
        assertThat(pointer.fingerprint()).hasSize(64);
        assertThat(pointer).isEqualTo(tables.pointer("trips"));
        assertThat(change(pointer)).isEmpty();
    }

    @Test
    void refusesALogThatIsNotWhatDeltaWrote() throws IOException {
        tables.overwrite("trips", rows(100));
        Pointer pointer = tables.pointer("trips");
        Files.writeString(commit("trips", 0), "{\"add\":{\"pa");

        assertThatThrownBy(() -> live.changeSince(pointer))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot read version 0 of table 'trips': its file 00000000000000000000.json is not what Delta"
                                + " wrote. Restore the table's folder from a backup, or delete it and run ./waybill repro.");
    }

    @Test
    void tellsByHowMuchATableGrew() {
        tables.overwrite("trips", rows(100));
        Pointer pointer = tables.pointer("trips");
        tables.append("trips", rows(1_000));
        tables.append("trips", rows(234).coalesce(1));

        assertThat(change(pointer)).contains("0 -> 2 (+1,234 rows, +3 files)");
        assertThat(TableChange.Moved.between(pointer, tables.pointer("trips")).words())
                .isEqualTo("0 -> 2 (+1,234 rows, +3 files)");
    }

    @Test
    void tellsOfRowsWrittenAnew() {
        tables.overwrite("trips", rows(100));
        Pointer pointer = tables.pointer("trips");
        tables.overwrite("trips", rows(100));

        assertThat(change(pointer)).contains("0 -> 1 (as many rows, as many files)");
    }

    @Test
    void knowsTheRowsThatWereRemovedFromAFewFiles() {
        tables.overwriteByDate("trips", dated(30));
        tables.append("trips", dated(3).coalesce(1));
        Pointer pointer = tables.pointer("trips");
        spark.sql("delete from delta.`" + root.resolve("trips") + "` where event_date = '2024-03-01'");

        assertThat(change(pointer)).contains("1 -> 2 (-11 rows, -2 files)");
    }

    @Test
    void countsRowsUnderDeletionVectors() {
        String trips = "delta.`" + root.resolve("trips") + "`";
        tables.overwrite("trips", rows(100).coalesce(1));
        spark.sql("alter table " + trips + " set tblproperties ('delta.enableDeletionVectors' = true)");
        Pointer before = tables.pointer("trips");
        spark.sql("delete from " + trips + " where n < 10");
        Pointer after = tables.pointer("trips");

        assertThat(after.rows()).hasValue(90);
        assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
        assertThat(change(before)).contains("1 -> 2 (-10 rows, as many files)");
        assertThat(change(after)).isEmpty();
    }

    @Test
    void noticesThatATableIsGone() throws IOException {
        tables.overwrite("trips", rows(10));
        Pointer pointer = tables.pointer("trips");
        FileUtils.deleteDirectory(root.resolve("trips").toFile());

        assertThat(change(pointer)).contains("is gone");
    }

    @Test
    void noticesAnotherTableOfThatName() throws IOException {
        tables.overwrite("trips", rows(10));
        Pointer pointer = tables.pointer("trips");
        FileUtils.deleteDirectory(root.resolve("trips").toFile());
        tables.overwrite("trips", rows(10));

        String id = tables.version("trips").id();
        assertThat(change(pointer)).contains("was dropped and made anew (id " + id + ", was " + pointer.id() + ")");
    }

    @Test
    void noticesThatLaterVersionsAreGone() throws IOException {
        tables.overwrite("trips", rows(10));
        tables.append("trips", rows(10));
        Pointer pointer = tables.pointer("trips");
        Files.delete(commit("trips", 1));

        assertThat(change(pointer)).contains("went back from version 1 to 0");
    }

    @Test
    void noticesAnotherVersionOfTheSameNumber() throws IOException {
        tables.overwrite("trips", rows(10));
        tables.append("trips", rows(10));
        Pointer pointer = tables.pointer("trips");
        Files.copy(commit("trips", 0), root.resolve("kept.json"));
        Files.delete(commit("trips", 1));
        Files.copy(root.resolve("kept.json"), commit("trips", 1));

        assertThat(change(pointer)).contains("has another version 1 than the one that was written");
    }

    @Test
    void noticesMissingFilesOfAPartitionedTable() throws IOException {
        tables.overwriteByDate("trips", dated(50).withColumn("place", functions.lit("a b")));
        tables.append("trips", dated(4).withColumn("place", functions.lit("c d")));
        Pointer pointer = tables.pointer("trips");
        assertThat(change(pointer)).isEmpty();
        dataFiles("trips").stream().limit(2).forEach(LiveTablesTest::delete);

        assertThat(change(pointer)).contains("misses 2 of its " + pointer.files() + " files");
    }

    @Test
    void seesNoChangeInCompactedFiles() throws IOException {
        tables.overwriteByDate("trips", dated(50));
        tables.append("trips", dated(4).coalesce(1));
        Pointer pointer = tables.pointer("trips");

        assertThat(tables.compact("trips", true)).isEqualTo(6);
        assertThat(tables.version("trips").version()).isEqualTo(1);
        assertThat(tables.compact("trips", false)).isEqualTo(6);
        assertThat(dataFiles("trips")).hasSize(9);
        assertThat(change(pointer)).isEmpty();
        assertThat(tables.pointer("trips")).isEqualTo(pointer);
        assertThat(tables.read(tables.version("trips")).inputFiles()).hasSize(3);
        assertThat(tables.compact("trips", false)).as("nothing is left to do").isZero();

        tables.vacuum("trips", List.of(1L), Duration.ZERO, false);
        assertThat(dataFiles("trips")).hasSize(3);
        assertThat(tables.isWhole(tables.version("trips"))).isTrue();
        assertThat(tables.isWhole(new TableVersion("trips", pointer.id(), 0))).isFalse();
        assertThat(tables.read(tables.version("trips")).count()).isEqualTo(54);
        assertThat(Superseded.of(root.toString(), "trips", 1, Map.of()))
                .contains(new Superseded(0, Optional.empty(), 0));

        delete(dataFiles("trips").get(0));
        assertThat(change(pointer)).contains("misses 1 of its 3 files");
        tables.append("trips", dated(3).coalesce(1));
        assertThat(change(pointer)).contains("1 -> 3 (+3 rows, as many files)");
    }

    @Test
    void needsNoCommitsBelowACheckpoint() throws IOException {
        tables.overwrite("trips", rows(10));
        spark.sql(
                "alter table delta.`" + root.resolve("trips") + "` set tblproperties ('delta.checkpointInterval' = 3)");
        tables.append("trips", rows(2).coalesce(1));
        tables.append("trips", rows(2).coalesce(1));
        Pointer pointer = tables.pointer("trips");
        assertThat(root.resolve("trips/_delta_log/00000000000000000003.checkpoint.parquet"))
                .exists();
        for (int version = 0; version < 3; version++) {
            Files.delete(commit("trips", version));
        }

        assertThat(pointer.rows()).isEqualTo(OptionalLong.of(14));
        assertThat(change(pointer)).isEmpty();
        tables.append("trips", rows(7).coalesce(1));
        assertThat(change(pointer)).contains("3 -> 4 (+7 rows, +1 file)");

        Files.delete(commit("trips", 3));
        assertThat(change(pointer)).contains("3 -> 4 (+7 rows, +1 file)");
    }

    @Test
    void seesThroughHadoopWhatItSeesOnThisMachine() throws IOException {
        tables.overwrite("trips", rows(10));
        Pointer pointer = tables.pointer("trips");
        tables.append("trips", rows(5).coalesce(1));

        HadoopLogFiles files =
                new HadoopLogFiles(root.resolve("trips").toUri().toString(), Map.of("spark.hadoop.a", "b"));
        assertThat(files.names()).contains("00000000000000000001.json");
        assertThat(new TableLog("trips", files).bytes(1)).isEqualTo(Files.readAllBytes(commit("trips", 1)));
        assertThat(new TableLog(
                                "none",
                                new HadoopLogFiles(root.resolve("none").toUri().toString(), Map.of()))
                        .latest())
                .isEmpty();
        assertThat(new LiveTables("file:" + root, Map.of()).changeSince(pointer).map(TableChange::words))
                .contains("0 -> 1 (+5 rows, +1 file)");
    }

    private Optional<String> change(Pointer pointer) {
        return live.changeSince(pointer).map(TableChange::words);
    }

    private Dataset<Row> rows(long count) {
        return spark.range(0, count, 1, 2).toDF("n");
    }

    private Dataset<Row> dated(long count) {
        List<String> dates = Arrays.asList("2024-03-01", "2024-03-02", "2024-03-03");
        return rows(count)
                .withColumn(
                        Tables.EVENT_DATE,
                        functions.expr("to_date(element_at(array('" + String.join("','", dates)
                                + "'), cast(n % 3 as int) + 1))"));
    }

    private Path commit(String table, long version) {
        return root.resolve(table).resolve("_delta_log").resolve("%020d.json".formatted(version));
    }

    private List<Path> dataFiles(String table) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(table))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> !file.toString().contains("_delta_log"))
                    .toList();
        }
    }

    private static void delete(Path file) {
        assertThat(file.toFile().delete()).isTrue();
    }
}
