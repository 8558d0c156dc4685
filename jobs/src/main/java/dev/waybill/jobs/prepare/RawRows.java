package dev.waybill.jobs.prepare;

import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.prepare.files.Csv;
import dev.waybill.jobs.prepare.files.CsvHeaders;
import dev.waybill.jobs.prepare.files.Nanoseconds;
import dev.waybill.jobs.prepare.files.Origin;
import dev.waybill.jobs.prepare.files.ReadingErrors;
import dev.waybill.jobs.prepare.files.RowNumbers;
import dev.waybill.jobs.prepare.files.Secrets;
import dev.waybill.jobs.prepare.files.TypesInFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** An input as it lies there: its columns, where each row stands, and the text of lines that could not be read. */
final class RawRows {

    /** The whole line, where the source format could not make a row of it. */
    static final String UNREADABLE = "_unreadable";
    /** The file of a row; null where the source has no files. */
    static final String SOURCE_FILE = "_source_file";
    /** Its position in its file, from one: of Parquet, and where the source asks for it; otherwise null. */
    static final String SOURCE_ROW = "_source_row";

    /** The columns that are not the source's own. */
    static final Set<String> OWN_COLUMNS = Set.of(UNREADABLE, SOURCE_FILE, SOURCE_ROW);

    private static final Set<String> TEXT_FORMATS = Set.of("csv", "json");
    /** Of which Spark would take the columns from one file, and those that only others have for not there. */
    private static final Set<String> MERGED_FORMATS = Set.of("parquet", "orc");

    private static final Set<String> FILE_FORMATS = Set.of("csv", "json", "parquet", "orc", "text");

    private RawRows() {}

    /**
     * The rows of one input.
     *
     * @param part of {@link Source#parts}
     */
    static Dataset<Row> read(SparkSession spark, Source part, Workspace workspace) {
        return ReadingErrors.explained(Origin.of(part), () -> placed(load(spark, part, workspace), part));
    }

    private static Dataset<Row> placed(Dataset<Row> rows, Source part) {
        requireFree(List.of(SOURCE_FILE, SOURCE_ROW), rows.schema(), part);
        Dataset<Row> located =
                rows.withColumn(SOURCE_FILE, hasFiles(part) ? functions.col("_metadata.file_path") : missing("string"));
        if (part.format().equals("parquet")) {
            return located.withColumn(
                    SOURCE_ROW, functions.col("_metadata.row_index").plus(1));
        } else if (!part.numberRows()) {
            return located.withColumn(SOURCE_ROW, missing("bigint"));
        } else if (!hasFiles(part)) {
            throw Refusal.mistake(
                    "source.no-row-numbers",
                    "Cannot number the rows of %s: rows of format %s do not stand in an order."
                            .formatted(Origin.of(part).place(), part.format()),
                    "Leave out source.number-rows.");
        }
        requireFree(RowNumbers.OWN_COLUMNS, rows.schema(), part);
        return RowNumbers.of(located, SOURCE_FILE, SOURCE_ROW);
    }

    /** Whether rows come from files that Spark names, and reads again if asked. */
    static boolean hasFiles(Source part) {
        return FILE_FORMATS.contains(part.format());
    }

    /** The path of an input, from the project's root; none for a database. */
    static String[] paths(Source part, Workspace workspace) {
        return part.path().map(workspace::location).stream().toArray(String[]::new);
    }

    private static Column missing(String type) {
        return functions.lit(null).cast(type);
    }

    private static Dataset<Row> load(SparkSession spark, Source part, Workspace workspace) {
        String[] paths = paths(part, workspace);
        Map<String, String> options = Secrets.ofProcess().resolve(part.options());
        if (part.format().equals("csv")) {
            options = Csv.options(options);
        }
        DataFrameReader reader = spark.read().format(part.format()).options(options);
        if (hasFiles(part)) { // whatever the session says: a file that is left out is one that is lost
            reader.option("ignoreCorruptFiles", false).option("ignoreMissingFiles", false);
        }
        if (!TEXT_FORMATS.contains(part.format())) {
            Dataset<Row> rows = reader.load(paths);
            // Before merging, which would not say in which file a type is another.
            Map<String, String> types = TypesInFiles.of(rows, Origin.of(part));
            boolean merges = MERGED_FORMATS.contains(part.format()) && leavesOpen(part, "mergeSchema");
            return Nanoseconds.asTimes(
                    merges ? reader.option("mergeSchema", true).load(paths) : rows, types, Origin.of(part));
        }
        if (leavesOpen(part, "timeZone")) {
            reader.option("timeZone", part.timeZone().getId());
        }
        reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", UNREADABLE);
        StructType columns = requireReadable(reader.load(paths).schema(), part);
        Dataset<Row> rows =
                reader.schema(columns.add(UNREADABLE, DataTypes.StringType)).load(paths);
        if (part.format().equals("csv")) {
            CsvHeaders.requireOne(rows, Origin.of(part), options);
        }
        return rows;
    }

    private static boolean leavesOpen(Source part, String option) {
        return part.options().keySet().stream().noneMatch(option::equalsIgnoreCase);
    }

    /** The columns that Spark found, without the one for lines of which it could make nothing. */
    private static StructType requireReadable(StructType found, Source source) {
        if (source.format().equals("csv")) { // which adds none of its own accord
            requireFree(List.of(UNREADABLE), found, source);
        }
        StructField[] columns = Arrays.stream(found.fields())
                .filter(column -> !column.name().equals(UNREADABLE))
                .toArray(StructField[]::new);
        if (found.isEmpty()) {
            throw Refusal.data(
                    "source.empty",
                    "Cannot read " + Origin.of(source).place() + ": it is empty.",
                    "Look for the data.");
        }
        if (columns.length == 0 || Arrays.stream(columns).anyMatch(RawRows::isGarbled)) {
            throw Refusal.data(
                    "source.broken-file",
                    "Cannot read %s: it is not %s.".formatted(Origin.of(source).place(), source.format()),
                    "Correct source.path, source.format or source.options.");
        }
        return new StructType(columns);
    }

    /** A column of the source's own by such a name would be taken for ours, and be lost. */
    private static void requireFree(List<String> names, StructType found, Source source) {
        Arrays.stream(found.fieldNames())
                .filter(name -> names.stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.data(
                            "source.reserved-name",
                            "Cannot read %s: it has a column %s, which is what Waybill calls one of its own."
                                    .formatted(Origin.of(source).place(), name),
                            "Call it something else.");
                });
    }

    /** Whether a name has characters that no text has, such as those of a binary file. */
    private static boolean isGarbled(StructField column) {
        return column.name().codePoints().anyMatch(point -> point == 0xFFFD || Character.isISOControl(point));
    }
}
