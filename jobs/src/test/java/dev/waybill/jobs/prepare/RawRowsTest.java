package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader sees of the files: never a column for another, never a value for another. */
class RawRowsTest {

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,id,zone,km        | ,id,km,zone     | 3 is 'km', and 'zone'
            _c0,id,zone,km     | _c0,id,km,zone  | 3 is 'km', and 'zone'
            id,zone,zone,km    | id,zone,km,zone | 3 is 'km', and 'zone'
            id,zone1,km        | id,km,zone1     | 2 is 'km', and 'zone1'
            id,km,KM           | id,KM,km        | 2 is 'KM', and 'km'
            id,,km             | id,km,          | 2 is 'km', and ''
            id,zone,km         | id,zone,km,tip  | 4 is 'tip', and not there
            """)
    void readsNoColumnByItsPlaceWhateverItsNameAndWhicheverFileIsFirst(String one, String other, String difference)
            throws IOException {
        String[] headers = {one.strip(), other.strip()};
        for (int longer = 0; longer < 2; longer++) { // Spark starts with the longest file
            for (int file = 0; file < 2; file++) {
                String rows = "a,b,c,d\n".repeat(file == longer ? 9 : 1);
                write("in/%d.csv".formatted(file), headers[file] + "\n" + rows);
            }
            refused(
                    "Cannot read source.path in: the header of file://.*/in/1.csv is not that of the other files: its"
                            + " column " + difference + " in file://.*/in/0.csv\\. Give all files the same columns in"
                            + " the same order\\.",
                    "source.path=in");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source.options.multiLine=true                       | in
            source.options.header=TRUE                          | in/*.csv*
            source.inputs=[{path: 'in/*.csv*'}]                 | ''
            source.options={header: true, mergeSchema: true}    | in
            """)
    void readsNoColumnByItsPlaceHoweverItIsRead(String option, String path) throws IOException {
        write("in/a.csv", ",km,zone\n1,2,3\n");
        Files.write(home.resolve("in/b.csv.gz"), gzip(",zone,km\n1,2,3\n"));
        refused("Cannot read source.path in.*: the header of file://.*/in/b.csv.gz .*", "source.path=" + path, option);
    }

    @Test
    void findsTheOneHeaderAmongManyFiles() throws IOException {
        for (int i = 10; i < 40; i++) {
            write("in/%d.csv".formatted(i), (i == 27 ? "b,a" : "a,b") + "\n1,2\n");
        }
        write("in/99.csv", "");
        refused("Cannot read source.path in: the header of file://.*/in/27.csv .*", "source.path=in");
        write("in/27.csv", "A,b\n1,2\n");
        assertThat(read("source.path=in").count()).isEqualTo(30);
    }

    @Test
    void refusesAColumnCalledAsOneOfOurs() throws IOException {
        write("in/a.csv", "id,_unreadable,km\n1,2,3\n");
        refused(
                "Cannot read source.path in: it has a column _unreadable, which is what Waybill calls one of its own."
                        + " Call it something else.",
                "source.path=in");
        write("in/a.csv", "id,_Source_File,km\n1,2,3\n");
        refused("Cannot read source.path in: it has a column _Source_File, .*", "source.path=in");
    }

    @Test
    void readsWhatTheNamesOfFoldersSayAsText() throws IOException {
        write("in/zone=007/a.csv", "id,km\n1,2\n");
        write("in/zone=7/a.csv", "id,km\n1,2\n");
        assertThat(texts(read("source.path=in"), "zone")).containsExactlyInAnyOrder("007", "7");
    }

    @Test
    void readsQuotesAsRfc4180HasThem() throws IOException {
        write("in/a.csv", "id,said\n1,\"say \"\"hi\"\"\"\n2,\"\"\"\"\n3,\"a\\\"\n4,b\\,\n5,\"x,\"\"y\"\"\"\n");
        assertThat(texts(read("source.path=in"), "said").subList(0, 3)).containsExactly("say \"hi\"", "\"", "a\\");
        write("in/a.csv", "id,said\n1,\"say \\\"hi\\\"\"\n");
        assertThat(texts(read("source.path=in", "source.options={header: true, Escape: '\\'}"), "said"))
                .containsExactly("say \"hi\"");
        write("in/a.csv", "id,said\n1,'it''s'\n");
        assertThat(texts(read("source.path=in", "source.options={header: true, quote: \"'\"}"), "said"))
                .containsExactly("it's");
    }

    @Test
    void readsNanosecondsAsInstantsAndAsLocalTimes() throws IOException {
        nanoseconds("in/a.parquet", 1_709_287_200_123_456_789L, -1L);
        Dataset<Row> rows = read("source.path=in", "source.format=parquet");
        assertThat(rows.schema().apply("instant").dataType().simpleString()).isEqualTo("timestamp");
        assertThat(rows.schema().apply("local").dataType().simpleString()).isEqualTo("timestamp_ntz");
        assertThat(texts(rows, "instant"))
                .containsExactly("2024-03-01 10:00:00.123456", "1969-12-31 23:59:59.999999", null);
        assertThat(texts(rows, "local"))
                .containsExactly("2024-03-01 10:00:00.123456", "1969-12-31 23:59:59.999999", null);
        assertThat(texts(rows, RawRows.SOURCE_ROW)).containsExactly("1", "2", "3");
    }

    @Test
    void refusesNanosecondsInsideOtherValues() throws IOException {
        Path file = home.resolve("in/a.parquet");
        Files.createDirectories(file.getParent());
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { optional group stop { optional int64 at (TIMESTAMP(NANOS,true)); } }");
        write(file, schema, groups -> List.of(groups.newGroup()));
        refused(
                "Cannot read source.path in: column stop.at has timestamps in nanoseconds inside another value\\. Write"
                        + " them in microseconds; in pandas: to_parquet\\(\\.\\., coerce_timestamps='us'\\)\\.",
                "source.path=in",
                "source.format=parquet");
    }

    @ParameterizedTest
    @CsvSource({"parquet", "orc"})
    void readsColumnsThatTheFirstFileLacks(String format) {
        folder("in/a", format, "1");
        folder("in/b", format, "'far' as w, 2");
        assertThat(texts(read("source.path=in/*", "source.format=" + format), "w"))
                .containsExactlyInAnyOrder(null, "far");
    }

    @Test
    void takesNanosecondsThatNoColumnIsReadFrom() throws IOException {
        folder("in/a", "parquet", "1");
        nanoseconds("in/b/b.parquet", 1L);
        Dataset<Row> rows =
                read("source.path=in/*", "source.format=parquet", "source.options={header: true, mergeschema: false}");
        assertThat(rows.count()).isEqualTo(3);
    }

    @Test
    void readsTimesInTheZoneThatOptionsGive() throws IOException {
        write("in/a.csv", "id,at\n1,2024-03-01 10:00:00\n");
        Dataset<Row> rows =
                read("source.path=in", "source.options={header: true, inferSchema: true, timezone: Europe/Berlin}");
        assertThat(texts(rows, "at")).containsExactly("2024-03-01 09:00:00");
    }

    /** Spark would take the local time of the one for an instant of the other, and the long number for a short one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            parquet | timestamp'2024-03-01 10:00:00' | timestamp_ntz'2024-03-01 10:00:00' | timestamp_ntz | timestamp
            parquet | cast(1 as tinyint)             | cast(300 as int)                   | int32         | integer\\(8,true\\)
            parquet | struct(1 as a)                 | struct('x' as a)                   | string        | int32
            orc     | 1                              | 'far'                              | string        | int
            """)
    void refusesColumnsOfAnotherType(String format, String one, String other, String type, String before) {
        folder("in/a", format, one);
        folder("in/b", format, other);
        refused(
                "Cannot read source.path in/\\*: column x\\S* is of type " + type
                        + " in file://.*/in/b/.*, and of type "
                        + before + " in file://.*/in/a/.*\\. Give it one type in all files, or read those files as an"
                        + " input of their own\\.",
                "source.path=in/*",
                "source.format=" + format);
    }

    private void folder(String path, String format, String value) {
        SharedSpark.session()
                .sql("select " + value + " as x")
                .write()
                .format(format)
                .save(home.resolve(path).toString());
    }

    private void nanoseconds(String name, long... values) throws IOException {
        Files.createDirectories(home.resolve(name).getParent());
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { optional int64 instant (TIMESTAMP(NANOS,true)); optional int64 local (TIMESTAMP(NANOS,false)); }");
        write(
                home.resolve(name),
                schema,
                groups -> Stream.concat(
                                LongStream.of(values)
                                        .mapToObj(value -> groups.newGroup()
                                                .append("instant", value)
                                                .append("local", value)),
                                Stream.of(groups.newGroup()))
                        .toList());
    }

    private static void write(Path file, MessageType schema, Function<SimpleGroupFactory, List<Group>> rows)
            throws IOException {
        HadoopOutputFile output =
                HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(output).withType(schema).build()) {
            for (Group row : rows.apply(new SimpleGroupFactory(schema))) {
                writer.write(row);
            }
        }
    }

    private Dataset<Row> read(String... overrides) {
        Prepare.Params params = pipeline.bind(Prepare.Params.class, overrides);
        return RawRows.read(SharedSpark.session(), params.source().parts().get(0), pipeline.workspace());
    }

    private static List<@Nullable String> texts(Dataset<Row> rows, String column) {
        return rows.select(functions.col(column).cast("string"))
                .as(Encoders.STRING())
                .collectAsList();
    }

    private void refused(String message, String... overrides) {
        assertThatThrownBy(() -> read(overrides))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.DATA_REFUSED))
                .hasMessageMatching(message);
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
