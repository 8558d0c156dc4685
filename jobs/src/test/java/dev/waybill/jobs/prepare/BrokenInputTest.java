package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.prepare.quality.AcceptedBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever lies at source.path, prepare ends in one clear line, and the tables of the last good batch stay. */
class BrokenInputTest {

    private static final String CORRECT_SOURCE = " Correct source.path, source.format or source.options.";
    private static final String FETCH = " Fetch it again, or correct source.format.";

    @TempDir
    private static Path home;

    private static TinyPipeline pipeline;
    private static List<TableVersion> published;

    @BeforeAll
    static void publishGoodBatch() {
        pipeline = new TinyPipeline(home);
        pipeline.source(TinyPipeline.trips());
        pipeline.run(new Prepare());
        published = versions();
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @AfterEach
    void tablesStayAsTheyWere() {
        assertThat(versions()).hasSize(3).isEqualTo(published);
    }

    private static List<TableVersion> versions() {
        return Stream.of("trips", Prepare.QUARANTINE, AcceptedBatch.TABLE)
                .map(pipeline.tables()::version)
                .toList();
    }

    @Test
    void refusesAFileThatIsNotThere() {
        mistake(
                "source.unreadable",
                "Cannot read source.path nowhere/Trips.csv: path does not exist: file:"
                        + home.resolve("nowhere/Trips.csv") + "." + CORRECT_SOURCE,
                "nowhere/Trips.csv",
                "csv");
    }

    @ParameterizedTest
    @CsvSource({"csv,CSV", "json,JSON", "parquet,Parquet"})
    void refusesAFolderWithoutFiles(String format, String shown) throws IOException {
        Files.createDirectories(home.resolve("empty"));
        mistake(
                "source.unreadable",
                "Cannot read source.path empty: unable to infer schema for " + shown
                        + ". It must be specified manually." + CORRECT_SOURCE,
                "empty",
                format);
    }

    @Test
    void refusesAFileOfZeroBytes() throws IOException {
        Files.write(home.resolve("zero.csv"), new byte[0]);
        data("source.empty", "Cannot read source.path zero.csv: it is empty. Look for the data.", "zero.csv", "csv");
    }

    @Test
    void refusesAFileOfAHeaderOnly() {
        pipeline.write("header.csv", List.of(TinyPipeline.HEADER));
        data(
                "quality.refused",
                "Refused the batch from header.csv: it has no rows. Tables stay as they were. See pipelines/tiny/reports/quality.html."
                        + " Correct the data, or change"
                        + " 'checks' in params.yaml.",
                "header.csv",
                "csv");
    }

    @Test
    void refusesAFileWithItsColumnsInAnotherOrder() {
        pipeline.write(
                "mixed/1.csv", List.of(TinyPipeline.HEADER, "a,2020-03-01 10:00:00,2020-03-01 10:09:00,z1,1,1.0"));
        pipeline.write(
                "mixed/2.csv",
                List.of(
                        "id,dropoff,pickup,from_zone,to_zone,miles",
                        "b,2020-03-01 10:09:00,2020-03-01 10:00:00,z1,1,1.0"));
        assertThatThrownBy(() -> pipeline.run(new Prepare(), "source.path=mixed", "source.format=csv"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED);
                    assertThat(refusal.code()).isEqualTo("source.broken-file");
                })
                .hasMessageMatching(
                        "Cannot read source.path mixed: the header of file://.*/mixed/2.csv is not that of the"
                                + " other files: its column 2 is 'dropoff', and 'pickup' in file://.*/mixed/1.csv. Give all"
                                + " files the same columns in the same order.");
    }

    @Test
    void refusesABatchWithoutAnyLabel() {
        pipeline.write("open.csv", List.of(TinyPipeline.HEADER, "a,2020-03-01 10:00:00,,z1,1,1.0"));
        data(
                "quality.refused",
                "Refused the batch from open.csv: the label eta_minutes is null in every row that is accepted. Tables"
                        + " stay as they were. See pipelines/tiny/reports/quality.html."
                        + " Correct the data, or change 'checks' in params.yaml.",
                "open.csv",
                "csv");
    }

    @Test
    void refusesABatchOfWhichAllRowsAreRejected() {
        pipeline.write("long.csv", List.of(TinyPipeline.HEADER, "a,2020-03-01 10:00:00,2020-03-01 19:00:00,z1,1,1.0"));
        data(
                "quality.refused",
                "Refused the batch from long.csv: 100.0% of its rows fail checks.quarantine, above checks.rejected"
                        + " 50.00%; the label eta_minutes is null in every row that is accepted. Tables stay as they"
                        + " were. See pipelines/tiny/reports/quality.html."
                        + " Correct the data, or change 'checks' in params.yaml.",
                "long.csv",
                "csv");
    }

    @Test
    void refusesABatchInWhichAColumnIsTooOftenMissing() {
        assertThatThrownBy(() -> pipeline.run(
                        new Prepare(),
                        "checks.completeness.origin=0.9",
                        "source.columns.origin.expr=\"nullif(from_zone, 'z1')\""))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching("Refused the batch from trips.csv: origin is there in \\d\\d\\.\\d\\d% of the rows,"
                        + " below checks.completeness.origin 90.00%. Tables stay as they were. .*");
    }

    @Test
    void refusesALineWithTooManyFields() {
        pipeline.write(
                "ragged.csv",
                List.of(
                        TinyPipeline.HEADER,
                        "a,2020-03-01 10:00:00,2020-03-01 10:10:00,z1,1,1.0",
                        "b,2020-03-01 10:00:00,2020-03-01 10:10:00,z1,1,1.0,surplus",
                        "c,2020-03-01 10:00:00,2020-03-01 10:10:00,z1,1,1.0"));
        data(
                "quality.refused",
                "Refused the batch from ragged.csv: 33.33% of its lines cannot be read, above checks.unreadable 0.000%."
                        + " Tables stay as they were. See"
                        + " pipelines/tiny/reports/quality.html. Correct the data, or change 'checks' in params.yaml.",
                "ragged.csv",
                "csv");
    }

    @Test
    void refusesBrokenLinesOfJson() {
        pipeline.write("broken.json", List.of("{\"id\": \"a\"", "nonsense", """
                {"id":"b","pickup":"2020-03-01 10:00:00","dropoff":"2020-03-01 10:10:00","from_zone":"z","to_zone":"1","miles":"1"}"""));
        assertThatThrownBy(() -> pipeline.run(
                        new Prepare(), "source.path=broken.json", "source.format=json", "checks.rejected=1"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Refused the batch from broken.json: 66.67% of its lines cannot be read, above"
                        + " checks.unreadable 0.000%. Tables stay as they were. See pipelines/tiny/reports/quality.html."
                        + " Correct the data, or change 'checks' in"
                        + " params.yaml.");
    }

    @ParameterizedTest
    @CsvSource({"csv,json", "noise,json", "noise,csv", "parquet,csv", "parquet,json"})
    void refusesOneFormatGivenAsAnother(String kind, String format) throws IOException {
        String path = fileOf(kind);
        data(
                "source.broken-file",
                "Cannot read source.path %s: it is not %s.".formatted(path, format) + CORRECT_SOURCE,
                path,
                format);
    }

    @ParameterizedTest
    @CsvSource({"csv,parquet", "noise,parquet", "csv,orc"})
    void refusesAnythingGivenAsColumns(String kind, String format) throws IOException {
        String path = fileOf(kind);
        damaged(path, format, "is not a Parquet file|malformed ORC file");
    }

    @Test
    void refusesAFormatThatSparkDoesNotKnow() {
        mistake(
                "source.unreadable",
                "Cannot read source.path trips.csv: failed to find the data source: cvs. Please find packages at"
                        + " `https://spark.apache.org/third-party-projects.html`." + CORRECT_SOURCE,
                "trips.csv",
                "cvs");
    }

    @Test
    void refusesParquetCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(home.resolve(fileOf("parquet")));
        Files.write(home.resolve("half.parquet"), Arrays.copyOf(whole, whole.length / 2));
        damaged("half.parquet", "parquet", "is not a Parquet file");
    }

    @Test
    void refusesCompressedFilesCutShortOrDamaged() throws IOException {
        byte[] lines = TinyPipeline.trips().stream()
                .collect(Collectors.joining("\n", TinyPipeline.HEADER + "\n", "\n"))
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = gzip(lines);
        byte[] flipped = whole.clone();
        flipped[whole.length - 6] ^= 1;
        Files.write(home.resolve("half.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(home.resolve("head.csv.gz"), Arrays.copyOf(whole, 40));
        Files.write(home.resolve("flipped.csv.gz"), flipped);
        Files.write(home.resolve("plain.csv.gz"), lines);
        damaged("half.csv.gz", "csv", "unexpected end of input stream");
        damaged("head.csv.gz", "csv", "unexpected end of input stream");
        damaged("flipped.csv.gz", "csv", "CRC failure|incorrect data check");
        damaged("plain.csv.gz", "csv", "not a gzip file");
    }

    @Test
    void refusesAColumnThatTheSourceDoesNotHave() {
        refused(
                ExitCode.MISTAKE,
                "params.unknown-column",
                "Invalid params: source.columns.origin uses column 'from_zonee', which the rows do not have. Did you"
                        + " mean 'from_zone'?",
                "source.columns.origin.expr=from_zonee");
    }

    @Test
    void refusesALabelThatIsNoNumberAndTimesThatAreNone() {
        refused(
                ExitCode.MISTAKE,
                "params.bad-type",
                "Invalid params: source.label.expr is of type boolean, neither a number nor a text. Cast it to one: a text is"
                        + " a class of the task multiclass, all else is a number.",
                "source.label.expr=origin is null");
        refused(
                ExitCode.MISTAKE,
                "params.bad-type",
                "Invalid params: source.columns.requested_at is of type string, but it is the event-time, a time. Make"
                        + " it one with to_timestamp(..).",
                "source.columns.requested_at.expr=pickup");
        refused(
                ExitCode.MISTAKE,
                "params.bad-type",
                "Invalid params: source.columns.finished_at is of type string, but it is the label.available-at, a"
                        + " time. Make it one with to_timestamp(..).",
                "source.columns.finished_at.expr=dropoff");
    }

    @Test
    void refusesALabelOfAnotherKindThanTheTaskIsOf() {
        String remedy =
                " Make it a number in source.label.expr, yes or no being 1 or 0, or change the task: a text is a"
                        + " class of multiclass.";
        refused(
                ExitCode.MISTAKE,
                "params.bad-type",
                "Invalid params: label eta_minutes is a text, but that of the task regression is a number." + remedy,
                "source.label.expr=origin");
        refused(
                ExitCode.MISTAKE,
                "params.bad-type",
                "Invalid params: label eta_minutes is of type double, but a class is a text or a whole number. Cast it to"
                        + " string in source.label.expr, or change the task.",
                "task=multiclass");
    }

    @Test
    void refusesColumnsThatNumberingRowsWouldOverwrite() {
        pipeline.write("numbered.csv", List.of(TinyPipeline.HEADER + ",_Before", "a,,,z1,1,1,2"));
        refused(
                ExitCode.DATA_REFUSED,
                "source.reserved-name",
                "Cannot read source.path numbered.csv: it has a column _Before, which is what Waybill calls one of its own."
                        + " Call it something else.",
                "source.path=numbered.csv",
                "source.number-rows=true");
    }

    @Test
    void refusesARuleThatIsNoCondition() {
        refused(
                ExitCode.MISTAKE,
                "params.bad-expression",
                "Invalid params: checks.quarantine.odd is of type double, not a condition. Make it true or false.",
                "checks.quarantine.odd=eta_minutes / 2");
    }

    @Test
    void refusesChecksOfColumnsThatAreNotThereBeforeItReadsARow() {
        refused(
                ExitCode.MISTAKE,
                "params.invalid-value",
                "Invalid params: --set checks.completeness.orign=0.5: 'checks.completeness.orign' looks at orign, which"
                        + " is not among source.columns. Did you mean 'origin'? Correct it there.",
                "checks.completeness.orign=0.5");
        refused(
                ExitCode.MISTAKE,
                "params.invalid-value",
                "Invalid params: --set checks.quarantine.far=distance < 5: 'checks.quarantine.far' looks at distance, which"
                        + " is not among source.columns. Did you mean 'distance_mi'? Correct it there.",
                "checks.quarantine.far=distance < 5");
    }

    @Test
    void refusesAColumnNamedLikeTheEventDate() {
        refused(
                ExitCode.MISTAKE,
                "params.invalid-value",
                "Invalid params: --set source.columns.event_date={expr: id, known-at: request}:"
                        + " 'source.columns.event_date' is what the day of event-time is called; call the column"
                        + " something else. Correct it there.",
                "source.columns.event_date={expr: id, known-at: request}");
    }

    @Test
    void keepsForTheLogWhatSparkSaid() {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), "source.path=nowhere"))
                .hasMessageStartingWith("Cannot read source.path nowhere: path does not exist: ")
                .hasCauseInstanceOf(AnalysisException.class);
    }

    private static void mistake(String code, String message, String path, String format) {
        refused(ExitCode.MISTAKE, code, message, "source.path=" + path, "source.format=" + format);
    }

    private static void data(String code, String message, String path, String format) {
        refused(ExitCode.DATA_REFUSED, code, message, "source.path=" + path, "source.format=" + format);
    }

    private static void refused(ExitCode exitCode, String code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(exitCode);
                    assertThat(refusal.code()).isEqualTo(code);
                })
                .hasMessage(message);
    }

    /** @param why a part of what the library says, as a pattern */
    private static void damaged(String path, String format, String why) {
        assertThatThrownBy(() -> pipeline.run(new Prepare(), "source.path=" + path, "source.format=" + format))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED);
                    assertThat(refusal.code()).isEqualTo("source.broken-file");
                })
                .hasMessageStartingWith(
                        "Cannot read source.path %s: a file is cut short, damaged or not %s (".formatted(path, format))
                .hasMessageFindingMatch(why)
                .hasMessageEndingWith(")." + FETCH);
    }

    private static String fileOf(String kind) throws IOException {
        return switch (kind) {
            case "csv" -> "trips.csv";
            case "noise" -> {
                byte[] noise = new byte[20_000];
                new Random(1).nextBytes(noise);
                yield home.relativize(Files.write(home.resolve("noise.bin"), noise))
                        .toString();
            }
            default -> parquet();
        };
    }

    private static String parquet() throws IOException {
        Path folder = home.resolve("numbers");
        SharedSpark.session().range(100).coalesce(1).write().mode("overwrite").parquet(folder.toString());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .map(file -> home.relativize(file).toString())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
