package dev.waybill.jobs.prepare.files;

import com.univocity.parsers.csv.CsvParser;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.execution.datasources.CodecStreams;
import org.apache.spark.sql.execution.datasources.HadoopFileLinesReader;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.Option;
import scala.Predef;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * The headers of CSV files. Spark reads the columns of all files in the order of one file's header, so that any other
 * order would be read by position.
 */
public final class CsvHeaders {

    private static final String BETWEEN = "\u0001";

    private CsvHeaders() {}

    /**
     * Refuses files of which one has another header than the first by name, whatever the columns are called.
     *
     * @param options as Spark's reader has them
     * @throws Refusal naming the file and the first column that differs
     */
    public static void requireOne(Dataset<Row> rows, Origin origin, Map<String, String> options) {
        CSVOptions csv = new CSVOptions(immutable(options), false, "UTC");
        if (!csv.headerFlag()) {
            return;
        }
        Map<String, String> headers = EachFile.answers(rows, (file, hadoop) -> comparable(names(file, hadoop, csv)));
        if (headers.size() > 1) {
            List<String> files = headers.values().stream().limit(2).toList();
            EachFile.Question names = (file, hadoop) -> names(file, hadoop, csv);
            throw otherHeader(
                    origin, files, EachFile.ask(rows, files.get(0), names), EachFile.ask(rows, files.get(1), names));
        }
    }

    private static Refusal otherHeader(Origin origin, List<String> files, List<String> first, List<String> other) {
        int at = IntStream.range(0, Math.max(first.size(), other.size()))
                .filter(column -> !name(first, column).equals(name(other, column)))
                .findFirst()
                .orElse(0);
        return Refusal.data(
                "source.broken-file",
                "Cannot read %s: the header of %s is not that of the other files: its column %d is %s, and %s in %s."
                        .formatted(
                                origin.place(), files.get(1), at + 1, name(other, at), name(first, at), files.get(0)),
                "Give all files the same columns in the same order.");
    }

    private static String name(List<String> header, int column) {
        return column < header.size() ? "'" + header.get(column) + "'" : "not there";
    }

    /**
     * The same text for headers by which Spark gives the same names to the same places: case counts only where names
     * differ in nothing else. None for a file without a header.
     */
    private static List<String> comparable(List<String> header) {
        Map<String, Long> times = header.stream()
                .collect(Collectors.groupingBy(name -> name.toLowerCase(Locale.ROOT), Collectors.counting()));
        String text = header.stream()
                .map(name -> times.getOrDefault(name.toLowerCase(Locale.ROOT), 0L) > 1
                        ? name
                        : name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(BETWEEN));
        return header.isEmpty() ? List.of() : List.of(text);
    }

    /** The first record of a file, found as Spark finds it; an empty name for none. */
    private static List<String> names(Path file, Configuration hadoop, CSVOptions csv) throws IOException {
        Optional<String[]> record = csv.multiLine() ? firstRecord(file, hadoop, csv) : firstLine(file, hadoop, csv);
        return Arrays.stream(record.orElse(new String[0]))
                .map(name -> Optional.ofNullable(name).orElse(""))
                .toList();
    }

    private static Optional<String[]> firstRecord(Path file, Configuration hadoop, CSVOptions csv) throws IOException {
        try (InputStream stream = CodecStreams.createInputStream(hadoop, file)) {
            CsvParser parser = new CsvParser(csv.asParserSettings());
            parser.beginParsing(stream, csv.charset());
            return Optional.ofNullable(parser.parseNext());
        }
    }

    private static Optional<String[]> firstLine(Path file, Configuration hadoop, CSVOptions csv) {
        Charset charset = Charset.forName(csv.charset());
        try (HadoopFileLinesReader lines = new HadoopFileLinesReader(whole(file), csv.lineSeparatorInRead(), hadoop)) {
            Option<String> header = CSVExprUtils.extractHeader(
                    lines.map(line -> new String(line.getBytes(), 0, line.getLength(), charset)), csv);
            return header.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(new CsvParser(csv.asParserSettings()).parseLine(header.get()));
        }
    }

    private static PartitionedFile whole(Path file) {
        long length = Long.MAX_VALUE; // up to its end, wherever that is
        return new PartitionedFile(
                InternalRow.empty(),
                SparkPath.fromPath(file),
                0,
                length,
                new String[0],
                0,
                length,
                immutable(Map.of()));
    }

    private static <T> scala.collection.immutable.Map<String, T> immutable(Map<String, T> options) {
        return JavaConverters.mapAsScalaMap(options).toMap(Predef.<Tuple2<String, T>>$conforms());
    }
}
