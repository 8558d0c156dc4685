package dev.waybill.jobs.prepare;

import dev.waybill.common.job.Workspace;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.collection.JavaConverters;
import scala.collection.Seq;

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
                prints.putAll(prints(raw.get(i)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new SourceFiles(prints));
    }

    /**
     * Of the files that rows come from, by path: as they were when Spark listed them, which is as far as it reads each. One
     * that has grown since is another file the next time.
     */
    static Map<String, String> prints(Dataset<Row> rows) {
        return listed(rows).collect(Collectors.toMap(SourceFiles::name, SourceFiles::print, (same, one) -> one));
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

    private static Stream<FileStatus> listed(Dataset<Row> rows) {
        return JavaConverters.seqAsJavaList(
                        rows.queryExecution().optimizedPlan().collectLeaves())
                .stream()
                .filter(leaf ->
                        leaf instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation)
                .map(leaf -> (HadoopFsRelation) ((LogicalRelation) leaf).relation())
                .flatMap(relation -> files(relation.location()));
    }

    private static Stream<FileStatus> files(FileIndex index) {
        Seq<Expression> all =
                JavaConverters.asScalaBuffer(List.<Expression>of()).toSeq();
        return JavaConverters.seqAsJavaList(index.listFiles(all, all)).stream()
                .flatMap(folder -> JavaConverters.seqAsJavaList(folder.files()).stream())
                .map(FileStatusWithMetadata::fileStatus);
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
