package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However rows come in, by file, by date, late or corrected, the tables are those of one run over all of them. */
class IncrementalPrepareTest {

    /**
     * Three days, with a key that comes back on another day, duplicates, rows that are rejected and one of no day. The
     * gate would refuse so many duplicates, so its limit is raised.
     */
    private static final List<String> DIRTY = List.of(
            "a,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1",
            "b,2020-03-05 11:00:00,2020-03-05 11:10:00,z1,2,1",
            "b,2020-03-05 11:00:00,2020-03-05 11:15:00,z1,2,1",
            "bad,2020-03-05 11:00:00,2020-03-05 10:00:00,z1,2,1",
            "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z2,2,1",
            "c,2020-03-06 10:00:00,,z1,2,1",
            "nodate,,2020-03-06 10:10:00,z1,2,1",
            "c,2020-03-07 10:00:00,2020-03-07 10:30:00,z1,2,1",
            "d,2020-03-07 10:00:00,2020-03-07 10:40:00,z1,2,700",
            "e,2020-03-07 10:00:00,2020-03-07 10:40:00,z1,2,7");

    private static final List<String> TWO_DAYS = List.of(
            "a,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1",
            "b,2020-03-05 11:00:00,2020-03-05 11:10:00,z1,2,1",
            "c,2020-03-06 10:00:00,2020-03-06 10:30:00,z1,2,1",
            "d,2020-03-06 11:00:00,2020-03-06 11:40:00,z2,2,7");

    private static final LocalDate FIRST = LocalDate.of(2020, 3, 5);
    private static final LocalDate SECOND = LocalDate.of(2020, 3, 6);
    private static final LocalDate THIRD = LocalDate.of(2020, 3, 7);

    /** The same for all tests, since tables note which files they hold: by path, length and time. */
    @TempDir
    private static Path source;

    /** The pipeline in which {@link #DIRTY} was brought in at once. */
    @TempDir
    private static Path dirtyHome;

    private static TinyPipeline dirty;
    private static Prepare.Result dirtyResult;

    @TempDir
    private Path scratch;

    private TinyPipeline pipeline;
    private TinyPipeline atOnce;

    @BeforeAll
    static void bringInDirty() throws IOException {
        dirtyFile();
        dirty = new TinyPipeline(dirtyHome);
        dirtyResult = run(dirty);
    }

    private static void dirtyFile() throws IOException {
        Files.setLastModifiedTime(file("1.csv", DIRTY), FileTime.fromMillis(1));
    }

    @AfterAll
    static void closeDirty() {
        dirty.close();
    }

    /** Goes on from where {@link #DIRTY} is brought in. */
    private void startFromDirty() throws IOException {
        dirtyFile();
        pipeline.close();
        FileUtils.copyDirectory(dirtyHome.toFile(), pipeline.home().toFile());
        pipeline = new TinyPipeline(pipeline.home());
    }

    @BeforeEach
    void open() throws IOException {
        FileUtils.cleanDirectory(source.toFile());
        pipeline = new TinyPipeline(scratch.resolve("home"));
        atOnce = new TinyPipeline(scratch.resolve("at-once"));
    }

    @AfterEach
    void close() {
        pipeline.close();
        atOnce.close();
    }

    @Test
    void daysInAnyOrderAndRepeatedLeaveWhatOneRunLeaves() throws IOException {
        dirtyFile();
        for (List<LocalDate> order : List.of(List.of(FIRST, SECOND, THIRD), List.of(THIRD, SECOND, FIRST, SECOND))) {
            try (TinyPipeline byDay = new TinyPipeline(scratch.resolve("by-day-" + order.size()))) {
                order.forEach(day -> run(byDay, day));
                assertSameTables(byDay, dirty);
            }
        }
    }

    @Test
    void accountsForTheRowsOfADateAloneAndRepeatsItWithoutANewVersion() throws IOException {
        file("1.csv", DIRTY);
        run(pipeline, SECOND);
        Prepare.Result first = run(pipeline, FIRST);
        assertThat(first.rowsIn()).isEqualTo(4);
        assertThat(first.rows()).isEqualTo(1);
        assertThat(first.quarantined()).isEqualTo(1);
        assertThat(first.duplicates()).isEqualTo(1);
        assertThat(first.superseded()).isEqualTo(1);
        assertThat(new Prepare().summary(first))
                .isEqualTo("2020-03-05: 1 rows of 4; 1 to quarantine (implausible-duration 1); 1 duplicates; 1 better"
                        + " known on another date");
        List<Long> versions = versions();
        run(pipeline, FIRST);
        assertThat(versions()).isEqualTo(versions);
        assertThat(lastOperation()).isEqualTo("MERGE");
    }

    /** Killed after the clean table was committed, too. */
    @Test
    void addsADayThatIsNewAndFindsItDoneAfterwards() throws IOException {
        file("1.csv", TWO_DAYS);
        run(pipeline, FIRST);
        run(pipeline, SECOND);
        assertThat(lastOperation()).isEqualTo("WRITE");
        long version = pipeline.tables().version("trips").version();
        Files.delete(pipeline.workspace().metrics("prepare"));
        assertThat(run(pipeline, SECOND).rows()).isEqualTo(2);
        assertThat(pipeline.tables().version("trips").version()).isEqualTo(version);
        run(atOnce);
        assertSameTables(pipeline, atOnce);
    }

    private String lastOperation() {
        return pipeline.context()
                .spark()
                .sql("describe history delta.`%s`".formatted(pipeline.tables().path("trips")))
                .orderBy(functions.col("version").desc())
                .first()
                .getAs("operation");
    }

    @Test
    void takesAwayFromADateWhatItsRowsNoLongerHave() throws IOException {
        file("1.csv", DIRTY);
        run(pipeline, THIRD);
        file("1.csv", DIRTY.subList(0, 8));
        run(pipeline, THIRD);
        assertThat(keys(pipeline)).containsExactly("c");
    }

    /** For dates whose files are others, all that is made of them is made anew. */
    @Test
    void aDateLeavesTheFilesOfOthersAlone() throws IOException {
        file(
                "1.csv",
                List.of(
                        "a,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1",
                        "b,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1",
                        "c,2020-03-07 10:00:00,2020-03-07 10:10:00,z1,2,1",
                        "d,2020-03-07 10:00:00,2020-03-07 10:10:00,z1,2,1"));
        run(pipeline, FIRST);
        run(pipeline, SECOND);
        List<String> others = files("event_date <> date'2020-03-07'");
        run(pipeline, THIRD);
        file(
                "1.csv",
                List.of(
                        "d,2020-03-07 10:00:00,2020-03-07 10:20:00,z1,2,1",
                        "e,2020-03-07 10:00:00,2020-03-07 10:30:00,z1,2,1"));
        run(pipeline, THIRD);
        assertThat(files("event_date <> date'2020-03-07'")).hasSize(2).isEqualTo(others);
        assertThat(rows(pipeline, "trips", "concat_ws(' ', trip_id, eta_minutes)", "event_date = date'2020-03-07'"))
                .containsExactly("d 20.0", "e 30.0");
    }

    private List<String> files(String condition) {
        return rows(pipeline, "trips", "_metadata.file_path", condition);
    }

    @Test
    void afterDatesARunOverAllBringsTheRest() throws IOException {
        dirtyFile();
        run(pipeline, SECOND);
        assertThat(run(pipeline)).isEqualTo(dirtyResult);
        assertSameTables(pipeline, dirty);
        assertThat(run(pipeline).covered()).isEqualTo("nothing new");
    }

    @Test
    void doesNothingWhereNothingChanged() throws IOException {
        startFromDirty();
        byte[] metrics = metrics(pipeline);
        List<Long> versions = versions();
        Prepare.Result second = run(pipeline);
        assertThat(second).isEqualTo(dirtyResult.covering("nothing new"));
        assertThat(versions()).isEqualTo(versions);
        assertThat(metrics(pipeline)).isEqualTo(metrics);
    }

    @Test
    void readsOfSeveralFilesOnlyTheNewOnes() throws IOException {
        Path old = file("1.csv", DIRTY.subList(0, 5));
        run(pipeline);
        List<String> rest = new ArrayList<>(DIRTY.subList(5, 10));
        rest.add(DIRTY.get(0));
        file("2.csv", rest);
        run(atOnce);
        changeUnseen(old);
        assertThat(run(pipeline).covered()).isEqualTo("1 new file");
        assertSameTables(pipeline, atOnce);
        assertThat(metrics(pipeline)).isEqualTo(metrics(atOnce));
    }

    /** No commit says yet that its rejected rows are in quarantine. */
    @Test
    void aFileOfRowsThatAreThereAlreadyMayBeCalledOtherwiseLater() throws IOException {
        startFromDirty();
        Path again = file("2.csv", DIRTY);
        run(pipeline);
        Files.move(again, again.resolveSibling("3.csv"));
        assertThat(run(pipeline)).isEqualTo(run(atOnce));
        assertSameTables(pipeline, atOnce);
    }

    @Test
    void aFileOfRowsThatAreThereAlreadyMakesNoVersionOfTheCleanTable() throws IOException {
        startFromDirty();
        long version = pipeline.tables().version("trips").version();
        file("2.csv", DIRTY.subList(0, 5));
        for (int i = 0; i < 2; i++) {
            assertThat(run(pipeline)).isEqualTo(run(atOnce).covering("1 new file"));
            assertThat(pipeline.tables().version("trips").version()).isEqualTo(version);
        }
    }

    @Test
    void aLateCorrectedRowReplacesTheOlderOneAndAnOlderOneDoesNot() throws IOException {
        file("1.csv", List.of("a,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1"));
        run(pipeline);
        file("2.csv", List.of("a,2020-03-06 10:00:00,2020-03-06 10:20:00,z2,2,1"));
        file("3.csv", List.of("a,2020-03-05 09:00:00,2020-03-05 09:10:00,z3,2,1"));
        Prepare.Result result = run(pipeline);
        assertThat(result.rowsIn()).isEqualTo(3);
        assertThat(result.duplicates()).isEqualTo(2);
        assertThat(rows(pipeline, "trips", "concat_ws(' ', trip_id, origin, event_date)"))
                .containsExactly("a z2 2020-03-06");
    }

    @Test
    void aChangedFileReplacesTheDatesThatDiffer() throws IOException {
        startFromDirty();
        List<String> untouched = rows(pipeline, "trips", "_metadata.file_path", "event_date <> date'2020-03-07'");
        List<String> changed = new ArrayList<>(DIRTY);
        changed.set(9, "e,2020-03-07 10:00:00,2020-03-07 10:45:00,z1,2,7");
        changed.add("f,2020-03-07 10:00:00,2020-03-07 10:45:00,z1,2,7");
        file("1.csv", changed);
        assertThat(run(pipeline)).isEqualTo(run(atOnce));
        assertSameTables(pipeline, atOnce);
        assertThat(rows(pipeline, "trips", "_metadata.file_path", "event_date <> date'2020-03-07'"))
                .isEqualTo(untouched);
    }

    @Test
    void aFileThatIsGoneTakesItsRowsWithIt() throws IOException {
        file("1.csv", DIRTY.subList(0, 5));
        Path second = file("2.csv", DIRTY.subList(5, 10));
        run(pipeline);
        Files.delete(second);
        run(pipeline);
        run(atOnce);
        assertSameTables(pipeline, atOnce);
    }

    @Test
    void aFileTouchedButNotChangedMakesNoVersion() throws IOException {
        startFromDirty();
        long version = pipeline.tables().version("trips").version();
        Files.setLastModifiedTime(source.resolve("1.csv"), FileTime.fromMillis(2));
        assertThat(run(pipeline).covered()).isEmpty();
        assertThat(pipeline.tables().version("trips").version()).isEqualTo(version);
    }

    @Test
    void anotherDefinitionRebuildsAllEvenForADate() throws IOException {
        startFromDirty();
        String other = "source.columns.origin.expr=\"concat('Z', from_zone)\"";
        new Prepare().run(params(pipeline, other), pipeline.context().on(SECOND));
        assertThat(rows(pipeline, "trips", "origin")).allMatch(origin -> origin.startsWith("Zz"));
        assertThat(keys(pipeline)).containsExactly("a", "b", "c", "e");
    }

    /** Killed before the clean table was committed: by then quarantine and quality were written. */
    @Test
    void doesAgainWhatWasBrokenOffBeforeTheCleanTable() throws IOException {
        file("1.csv", DIRTY.subList(0, 5));
        run(pipeline);
        Path killedHome = scratch.resolve("killed");
        FileUtils.copyDirectory(pipeline.home().toFile(), killedHome.toFile());
        file("2.csv", DIRTY.subList(5, 10));
        run(pipeline);
        for (String table : List.of(Prepare.QUARANTINE, Prepare.QUALITY)) {
            Path written = Path.of("warehouse", "tiny", table);
            FileUtils.deleteDirectory(killedHome.resolve(written).toFile());
            FileUtils.copyDirectory(
                    pipeline.home().resolve(written).toFile(),
                    killedHome.resolve(written).toFile());
        }
        run(atOnce);
        try (TinyPipeline killed = new TinyPipeline(killedHome)) {
            assertThat(run(killed).covered()).isEqualTo("1 new file");
            assertSameTables(killed, atOnce);
            assertThat(metrics(killed)).isEqualTo(metrics(atOnce));
        }
    }

    /** Killed after it: all that is missing are the metrics. */
    @Test
    void findsDoneWhatWasBrokenOffAfterTheCleanTable() throws IOException {
        startFromDirty();
        byte[] metrics = metrics(pipeline);
        Files.delete(pipeline.workspace().metrics("prepare"));
        assertThat(run(pipeline).covered()).isEqualTo("nothing new");
        assertThat(metrics(pipeline)).isEqualTo(metrics);
    }

    private static Path file(String name, List<String> lines) throws IOException {
        return Files.write(
                source.resolve(name),
                Stream.concat(Stream.of(TinyPipeline.HEADER), lines.stream()).toList());
    }

    /** Other bytes in a file that looks the same from outside: whoever reads it gives himself away. */
    private static void changeUnseen(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, Files.readString(file).replace("z1", "z9"));
        Files.setLastModifiedTime(file, time);
    }

    private static Prepare.Result run(TinyPipeline in) {
        return new Prepare().run(params(in), in.context());
    }

    private static Prepare.Result run(TinyPipeline in, LocalDate day) {
        return new Prepare().run(params(in), in.context().on(day));
    }

    private static Prepare.Params params(TinyPipeline in, String... overrides) {
        return in.bind(
                Prepare.Params.class,
                Stream.concat(Stream.of("source.path=" + source, "checks.duplicates=0.9"), Stream.of(overrides))
                        .toArray(String[]::new));
    }

    private static void assertSameTables(TinyPipeline one, TinyPipeline other) {
        assertThat(rows(one, "trips", "to_json(struct(*))"))
                .isNotEmpty()
                .isEqualTo(rows(other, "trips", "to_json(struct(*))"));
        String rejected = "to_json(struct(row, reasons, source_file, event_date))";
        assertThat(rows(one, Prepare.QUARANTINE, rejected)).isEqualTo(rows(other, Prepare.QUARANTINE, rejected));
    }

    private static List<String> keys(TinyPipeline of) {
        return rows(of, "trips", "trip_id");
    }

    private static List<String> rows(TinyPipeline of, String table, String expression) {
        return rows(of, table, expression, "true");
    }

    private static List<String> rows(TinyPipeline of, String table, String expression, String condition) {
        return of.tables().read(table).where(condition).selectExpr(expression).collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    private List<Long> versions() {
        return Stream.of("trips", Prepare.QUARANTINE)
                .map(table -> pipeline.tables().version(table).version())
                .toList();
    }

    private static byte[] metrics(TinyPipeline of) throws IOException {
        return Files.readAllBytes(of.workspace().metrics("prepare"));
    }
}
