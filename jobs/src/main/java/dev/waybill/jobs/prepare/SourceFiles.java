package dev.waybill.jobs.prepare;

import dev.waybill.common.job.Workspace;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The files that a source has now, each with a print of its path, length and time of change: another print is another
 * file, as far as can be told without reading it. A Delta table counts as one file that changes with its version.
 *
 * @param prints by path, as {@link RawRows#SOURCE_FILE} has it
 */
record SourceFiles(Map<String, String> prints) {

    private static final int DIGITS = 16;

    /** Of all inputs; empty where one of them, such as a database, has no files. */
    static Optional<SourceFiles> of(SparkSession spark, Source source, List<Dataset<Row>> raw, Workspace workspace) {
        Map<String, String> prints = new TreeMap<>();
        List<Source> parts = source.parts();
        for (int i = 0; i < parts.size(); i++) {
            Source part = parts.get(i);
            if (part.format().equals("delta")) {
                String path = RawRows.paths(part, workspace)[0];
                prints.put(path, print(path, Tables.versionAt(spark, path)));
            } else if (RawRows.hasFiles(part)) {
                prints.putAll(prints(spark, raw.get(i)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new SourceFiles(prints));
    }

    /** Of the files that rows come from, by path. */
    static Map<String, String> prints(SparkSession spark, Dataset<Row> rows) {
        return Arrays.stream(rows.inputFiles())
                .map(uri -> status(spark, uri))
                .collect(Collectors.toMap(SourceFiles::name, SourceFiles::print));
    }

    /** All prints, sorted. */
    List<String> sorted() {
        return List.copyOf(new TreeSet<>(prints.values()));
    }

    /** The files whose prints are not among these. */
    List<String> since(List<String> known) {
        return prints.entrySet().stream()
                .filter(file -> !known.contains(file.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static FileStatus status(SparkSession spark, String uri) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(uri));
        try {
            return path.getFileSystem(spark.sessionState().newHadoopConf()).getFileStatus(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at " + uri, e);
        }
    }

    /** Spark writes file:/data here and file:///data where it lists files; only the former is equal to a row's. */
    private static String name(FileStatus file) {
        return new org.apache.hadoop.fs.Path(file.getPath().toString()).toUri().toString();
    }

    private static String print(FileStatus file) {
        return print(name(file), file.getLen() + "@" + file.getModificationTime());
    }

    private static String print(String path, String state) {
        return DigestUtils.sha256Hex((path + "\n" + state).getBytes(StandardCharsets.UTF_8))
                .substring(0, DIGITS);
    }
}
