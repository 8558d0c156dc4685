package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchedDatesTest {

    private static final LocalDate FIRST = LocalDate.of(2020, 3, 1);

    @TempDir
    private Path home;

    private Tables tables;

    @BeforeEach
    void open() {
        tables = new Tables(SharedSpark.session(), home.toString());
        tables.overwriteByDate("days", days(3));
    }

    @Test
    void tellsTheDatesThatLaterVersionsChanged() {
        TableVersion before = tables.version("days");
        tables.replaceDates("days", days(3).where("event_date > '2020-03-01'"), List.of(day(2), day(3)));
        tables.append("days", days(1));
        assertThat(tables.touchedSince(before).orElseThrow()).containsExactly(FIRST, day(2), day(3));
        assertThat(tables.touchedSince(tables.version("days")).orElseThrow()).isEmpty();
        assertThat(tables.dates(before)).containsExactly(FIRST, day(2), day(3));
    }

    @Test
    void countsDeletedRowsButNotCompactedFiles() {
        tables.append("days", days(3));
        TableVersion before = tables.version("days");
        DeltaTable delta =
                DeltaTable.forPath(SharedSpark.session(), tables.path("days").toString());
        delta.optimize().executeCompaction();
        assertThat(tables.version("days")).isEqualTo(before);
        assertThat(tables.touchedSince(before).orElseThrow()).isEmpty();
        delta.delete("event_date = '2020-03-03'");
        assertThat(tables.touchedSince(before).orElseThrow()).containsExactly(day(3));
    }

    @Test
    void cannotTellOfAnotherTableNorOfAVersionThatIsNotThere() {
        TableVersion now = tables.version("days");
        assertThat(tables.touchedSince(new TableVersion("days", "other", 0))).isEmpty();
        assertThat(tables.touchedSince(new TableVersion("days", now.id(), 1))).isEmpty();
    }

    @Test
    void cannotTellWhereTheLogNoLongerReachesBack() throws Exception {
        TableVersion before = tables.version("days");
        for (int i = 0; i < 11; i++) { // Delta writes a checkpoint after ten versions
            tables.append("days", days(1));
        }
        Files.delete(home.resolve("days/_delta_log/00000000000000000001.json"));
        assertThat(tables.touchedSince(before)).isEmpty();
        assertThat(tables.touchedSince(new TableVersion("days", before.id(), 1)).orElseThrow())
                .containsExactly(FIRST);
    }

    private static Dataset<Row> days(int count) {
        return SharedSpark.session().range(count).selectExpr("id", "date'2020-03-01' + cast(id as int) as event_date");
    }

    private static LocalDate day(int number) {
        return LocalDate.of(2020, 3, number);
    }
}
