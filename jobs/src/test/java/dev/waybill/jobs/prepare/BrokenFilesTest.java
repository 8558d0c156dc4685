package dev.waybill.jobs.prepare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are whole but not what they seem: their rows are counted one by one, or the whole batch is refused. */
class BrokenFilesTest {

    private static final String ONE = "a,2020-03-06 10:00:00,2020-03-06 10:10:00,z1,2,1";
    private static final String TWO = "b,2020-03-06 11:00:00,2020-03-06 11:10:00,z1,2,1";
    private static final List<String> LINES = List.of(TinyPipeline.HEADER, ONE, TWO);

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
            a byte-order mark          | \uFEFF | \\n   | false
            Windows line ends          |        | \\r\\n | false
            line ends of old Macs      |        | \\r   | false
            a byte-order mark, quotes  | \uFEFF | \\n   | true
            """)
    void readsTextHoweverItsLinesEnd(String kind, String mark, String end, boolean multiLine) throws IOException {
        String lineEnd = end.translateEscapes();
        write("in/1.csv", (mark == null ? "" : mark) + String.join(lineEnd, LINES) + lineEnd, UTF_8);
        assertCounts(run("in", "source.options.multiLine=" + multiLine), 2, 2, 0);
    }

    @Test
    void setsTextInAnotherEncodingAside() throws IOException {
        write("in/1.csv", String.join("\n", LINES).replace("z1,2,1\nb", "z\u00FC,2,1\nb"), ISO_8859_1);
        assertCounts(run("in", "checks.rejected=0.9"), 2, 1, 1);
        assertThat(reasons()).containsExactly("garbled-text");
        assertCounts(run("in", "source.options.encoding=ISO-8859-1"), 2, 2, 0);
    }

    @Test
    void countsALineBreakInAQuotedTextAsTwoBrokenLinesUnlessToldOtherwise() throws IOException {
        String text = TinyPipeline.HEADER + "\n" + ONE.replace("z1", "\"z\n1\"") + "\n" + TWO + "\n";
        write("in/1.csv", text, UTF_8);
        assertCounts(run("in", "checks.unreadable=0.9", "checks.rejected=0.9"), 3, 1, 2);
        assertCounts(run("in", "source.options.multiLine=true"), 2, 2, 0);
    }

    @Test
    void keepsWhatAQuoteThatIsNeverClosedSwallows() throws IOException {
        String text = TinyPipeline.HEADER + "\n" + TWO + "\n" + ONE.replace("z1", "\"z1") + "\nc,d\n";
        write("in/1.csv", text, UTF_8);
        assertCounts(
                run("in", "source.options.multiLine=true", "checks.unreadable=0.9", "checks.rejected=0.9"), 2, 1, 1);
        assertThat(pipeline.tables().read(Prepare.QUARANTINE).first().<String>getAs("row"))
                .contains("c,d");
    }

    @Test
    void readsAFolderWithEmptyFilesInIt() throws IOException {
        write("in/1.csv", "", UTF_8);
        write("in/2.csv", TinyPipeline.HEADER + "\n", UTF_8);
        write("in/3.csv", String.join("\n", LINES), UTF_8);
        assertCounts(run("in"), 2, 2, 0);
    }

    @Test
    void readsJsonArraysAndNestedValues() throws IOException {
        String one = json("a");
        write(
                "in/1.json",
                "[" + one + "," + json("b") + "]\n\n" + json("c").replace("\"z1\"", "{\"x\":1}") + "\n",
                UTF_8);
        assertCounts(run("in", "source.format=json"), 3, 3, 0);
    }

    @Test
    void setsBrokenLinesOfJsonAsideEachOnItsOwn() throws IOException {
        write("in/1.json", String.join("\n", json("a"), "{\"id\":", "nonsense", "17", "{}", json("b")), UTF_8);
        assertCounts(run("in", "source.format=json", "checks.unreadable=0.9", "checks.rejected=0.9"), 6, 2, 4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            another delimiter     | id;pickup;dropoff;from_zone;to_zone;miles     | MISTAKE | .*uses column '\\w+', which the rows do not have.*
            a column left out     | id,pickup,dropoff,from_zone,to_zone           | MISTAKE | .*uses column 'miles', which the rows do not have.*
            a column renamed      | id,pickup,dropoff,from_zone,to_zone,distance  | MISTAKE | .*uses column 'miles', which the rows do not have.*
            no header             | a,2020-03-06 10:00:00,2020-03-06 10:10,z,2,1  | MISTAKE | .*uses column '\\w+', which the rows do not have.*
            """)
    void refusesColumnsThatAreNotWhatParamsSay(String kind, String header, ExitCode code, String message)
            throws IOException {
        write("in/1.csv", header + "\n" + ONE + "\n", UTF_8);
        refused(code, message, "source.path=in");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a column more   | id,pickup,dropoff,from_zone,to_zone,miles,tip
            a column less   | id,pickup,dropoff,from_zone,to_zone
            other names     | id,pickup,dropoff,from,to,miles
            another order   | id,dropoff,pickup,from_zone,to_zone,miles
            a read-me       | Please read the files beside this one.
            """)
    void refusesAFileThatHasNotTheHeaderOfItsNeighbours(String kind, String header) throws IOException {
        write("in/1.csv", String.join("\n", LINES), UTF_8);
        write("in/2.csv", header + "\n" + ONE + "\n", UTF_8);
        assertThatThrownBy(() -> run("in"))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "Cannot read source.path in: the header of .*/2.csv is not that of the other files: its"
                                + " column \\d is .*, and .* in .*/1.csv\\. Give .*");
    }

    @Test
    void refusesTextInSixteenBits() throws IOException {
        write("in/1.csv", String.join("\n", LINES), UTF_16);
        refused(ExitCode.DATA_REFUSED, "Cannot read source.path in: it is not csv\\. .*", "source.path=in");
    }

    @ParameterizedTest
    @CsvSource({"trips.csv.zip", "trips.csv.gz"})
    void refusesAZipArchiveWhateverItIsCalled(String name) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("trips.csv"));
            zip.write(String.join("\n", LINES).getBytes(UTF_8));
        }
        Files.createDirectories(home.resolve("in"));
        Files.write(home.resolve("in").resolve(name), packed.toByteArray());
        refused(
                ExitCode.DATA_REFUSED,
                "Cannot read source.path in: (it is|a file is .*) not .*csv.*",
                "source.path=in");
    }

    @Test
    void refusesParquetFilesOfWhichOneHasAnotherType() {
        parquet("in/a", "cast(1 as int) as miles");
        parquet("in/b", "'far' as miles");
        refused(
                ExitCode.DATA_REFUSED,
                "Cannot read source.path in/\\*: column miles is of type string in .*/in/b/.*, and of type int32 in .*/in/a/.*",
                "source.path=in/*",
                "source.format=parquet");
    }

    @Test
    void refusesParquetAmongOtherFiles() throws IOException {
        parquet("in/a", "1 as miles");
        write("in/a/notes.parquet", "none of these", UTF_8);
        refused(
                ExitCode.DATA_REFUSED,
                "Cannot read source.path in/a: a file is cut short, damaged or not parquet .*",
                "source.path=in/a",
                "source.format=parquet");
    }

    @Test
    void refusesMoreColumnsThanAnyTableHas() throws IOException {
        write("in/1.csv", String.join("\n", TinyPipeline.HEADER, ONE, "x,".repeat(30_000)), UTF_8);
        refused(
                ExitCode.DATA_REFUSED,
                "(Cannot read source.path in: |Refused the batch from in: 50.00% of its lines cannot be read).*",
                "source.path=in");
    }

    private void parquet(String folder, String miles) {
        SharedSpark.session()
                .sql("select '" + folder + "' as id, '2020-03-06 10:00:00' as pickup, '2020-03-06 10:10:00' as dropoff,"
                        + " 'z1' as from_zone, '2' as to_zone, " + miles)
                .write()
                .parquet(home.resolve(folder).toString());
    }

    private static String json(String id) {
        return "{\"id\":\"%s\",\"pickup\":\"2020-03-06 10:00:00\",\"dropoff\":\"2020-03-06 10:10:00\",\"from_zone\":\"z1\",\"to_zone\":\"2\",\"miles\":1}"
                .formatted(id);
    }

    private void write(String name, String text, Charset charset) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(charset));
    }

    private Prepare.Result run(String path, String... overrides) {
        List<String> all = new ArrayList<>(List.of("source.path=" + path));
        all.addAll(List.of(overrides));
        return pipeline.run(new Prepare(), all.toArray(String[]::new));
    }

    private void assertCounts(Prepare.Result result, long rowsIn, long rows, long quarantined) {
        assertThat(List.of(result.rowsIn(), result.rows(), result.quarantined()))
                .as("rows in, rows, in quarantine")
                .isEqualTo(List.of(rowsIn, rows, quarantined));
        assertThat(pipeline.tables().read("trips").count()).isEqualTo(rows);
        assertThat(pipeline.tables().read(Prepare.QUARANTINE).count()).isEqualTo(quarantined);
    }

    private List<String> reasons() {
        return pipeline.tables().read(Prepare.QUARANTINE).selectExpr("explode(reasons)").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private void refused(ExitCode code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), overrides))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(code))
                .hasMessageMatching(message);
    }
}
